"""A person's enrolments as their pages show them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, or_, select
from sqlalchemy.orm import aliased

from training.assignments.models import Assignment, ChangeKind, Enrolment, EnrolmentChange, EnrolmentState
from training.attempts.models import Attempt, AttemptState
from training.core.db import db
from training.core.i18n import own_words
from training.learning.domain import Sitting, Standing, standing_of, turn_of
from training.learning.queries.modules import SECONDS_PER_MINUTE, lesson_counts, limits_of
from training.learning.queries.sittings import OpenAttempt, answered_positions, open_attempt_of, sittings_of
from training.modules.models import Module
from training.quizzes.models import Quiz

UNDER_WAY = exists().where(Attempt.enrolment_id == Enrolment.id, Attempt.state == AttemptState.OPEN)


def _reason(kind: ChangeKind, *holds: ColumnElement[bool]) -> ScalarSelect[str]:
    """The reason of the latest change of a kind, of each row, as long as that change holds."""
    return (
        select(EnrolmentChange.reason)
        .where(EnrolmentChange.enrolment_id == Enrolment.id, EnrolmentChange.kind == kind, *holds)
        .order_by(EnrolmentChange.id.desc())
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )


EXEMPT_BECAUSE = _reason(ChangeKind.EXEMPTED, Enrolment.exempted_at.is_not(None))
EXTENDED_BECAUSE = _reason(
    ChangeKind.EXTENDED,
    Enrolment.extended_until_on == Enrolment.due_on,
    EnrolmentChange.due_on == Enrolment.due_on,
)


@dataclass(frozen=True)
class Moment:
    """The time a page is drawn for: the moment, and the day in the person's zone."""

    now: datetime
    today: date


@dataclass(frozen=True)
class Enrolled:
    """One enrolment with all that its card shows.

    `named` is its id where several in the module are not completed, so that addresses must say which one; else None.
    """

    enrolment_id: int
    named: int | None
    state: str
    module_id: int
    slug: str
    title: dict[str, Any]
    summary: dict[str, Any]
    assignment_title: str | None
    due_on: date | None
    exempt_because: str | None
    extended_because: str | None
    completed_on: datetime | None
    standing: Standing
    open_attempt: OpenAttempt | None
    lessons: int
    lessons_read: int
    duration_seconds: int

    @property
    def status(self) -> str:
        """One word, see Standing."""
        return self.standing.status

    @property
    def is_used_up(self) -> bool:
        """Whether nothing can be begun or gone on with, since all attempts are used."""
        return self.standing.is_used_up

    @property
    def turn(self) -> int:
        """Where it stands among several, see turn_of."""
        return turn_of(self.standing)

    @property
    def next_attempt_at(self) -> datetime | None:
        """When the cool-down ends, if it has not."""
        return self.standing.next_attempt_at

    @property
    def best_share(self) -> Fraction:
        """The best score so far, 0 without one."""
        best = self.standing.best
        return (best.share if best else None) or Fraction(0)


@dataclass(frozen=True)
class OwnEnrolment:
    """An enrolment with its module and quiz; why it is exempt, why it is due later than for others (None: it is not).

    `is_due_twice`: the person has another duty in the same module that is still to be done.
    """

    enrolment: Enrolment
    module: Module
    quiz: Quiz
    exempt_because: str | None
    extended_because: str | None
    is_due_twice: bool


def standing_in(enrolment: Enrolment, sittings: Sequence[Sitting], quiz: Quiz, moment: Moment) -> Standing:
    """How an enrolment stands at a moment."""
    return standing_of(
        enrolment.state,
        enrolment.due_on,
        sittings,
        limits_of(quiz),
        now=moment.now,
        today=moment.today,
        is_exempt=enrolment.exempted_at is not None,
    )


def own_enrolment(enrolment_id: int, *, participant_id: int) -> OwnEnrolment:
    """One participant's enrolment with what its pages tell beside its attempts; one statement. Raises NoResultFound."""
    row = db.session.execute(
        select(Enrolment, Module, Quiz, EXEMPT_BECAUSE, EXTENDED_BECAUSE, _is_due_twice())
        .join(Module, Module.id == Enrolment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .where(Enrolment.id == enrolment_id, Enrolment.user_id == participant_id)
    ).one()
    return OwnEnrolment(row[0], row[1], row[2], row[3], own_words(row[4] or "") or None, bool(row[5]))


def _is_due_twice() -> ColumnElement[bool]:
    other = aliased(Enrolment)
    return exists().where(
        other.user_id == Enrolment.user_id,
        other.module_id == Enrolment.module_id,
        other.id != Enrolment.id,
        other.state == EnrolmentState.OPEN,
        other.exempted_at.is_(None),
    )


def enrolled(user_id: int, moment: Moment, *, module_id: int | None = None) -> list[Enrolled]:
    """A person's enrolments that are open or completed, or ended with an attempt under way, the most urgent first.

    Four statements; `zone` of dates is that of `moment`.
    """
    statement = (
        select(Enrolment, Module, Quiz, Assignment.title, EXEMPT_BECAUSE, EXTENDED_BECAUSE)
        .join(Module, Module.id == Enrolment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .outerjoin(Assignment, Assignment.id == Enrolment.assignment_id)
        .where(Enrolment.user_id == user_id, or_(Enrolment.state != EnrolmentState.ENDED, UNDER_WAY))
        .order_by(Enrolment.due_on.is_(None), Enrolment.due_on, Enrolment.id)
    )
    if module_id is not None:
        statement = statement.where(Enrolment.module_id == module_id)
    rows = db.session.execute(statement).all()
    if not rows:
        return []
    sittings = sittings_of([row[0].id for row in rows])
    lessons = lesson_counts([row[1].id for row in rows], user_id)
    running = [group[-1].id for group in sittings.values() if group[-1].is_open]
    answered = answered_positions(running)
    unfinished = Counter(row[1].id for row in rows if row[0].state != EnrolmentState.COMPLETED)
    return [
        _enrolled(
            row, sittings[row[0].id], lessons[row[1].id], answered, moment, is_one_of_many=unfinished[row[1].id] > 1
        )
        for row in rows
    ]


def _enrolled(
    row: Any,
    sittings: list[Sitting],
    lessons: tuple[int, int],
    answered: dict[int, set[int]],
    moment: Moment,
    *,
    is_one_of_many: bool,
) -> Enrolled:
    enrolment, module, quiz, assignment_title, exempt_because, extended_because = row
    standing = standing_in(enrolment, sittings, quiz, moment)
    return Enrolled(
        enrolment_id=enrolment.id,
        named=enrolment.id if is_one_of_many else None,
        state=enrolment.state,
        module_id=module.id,
        slug=module.slug,
        title=module.title,
        summary=module.summary,
        assignment_title=assignment_title,
        due_on=enrolment.due_on,
        exempt_because=exempt_because,
        extended_because=own_words(extended_because or "") or None,
        completed_on=enrolment.completed_at,
        standing=standing,
        open_attempt=open_attempt_of(standing, answered),
        lessons=lessons[0],
        lessons_read=lessons[1],
        duration_seconds=module.minutes * SECONDS_PER_MINUTE,
    )
