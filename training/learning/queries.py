"""What the participant's pages show, each in a fixed number of statements however much there is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from training.assignments.models import Assignment, ChangeKind, Enrolment, EnrolmentChange, EnrolmentState
from training.attempts.models import Attempt, AttemptState, Response
from training.certificates.models import Certificate
from training.core.db import db
from training.learning.domain import QuizLimits, Sitting, Standing, quiz_seconds, standing_of
from training.modules.models import Lesson, LessonRead, Module, ModuleState
from training.quizzes.models import Quiz

NEWEST_CERTIFICATES = 3
SECONDS_PER_MINUTE = 60
UNDER_WAY = exists().where(Attempt.enrolment_id == Enrolment.id, Attempt.state == AttemptState.OPEN)
EXEMPT_BECAUSE = (
    select(EnrolmentChange.reason)
    .where(
        EnrolmentChange.enrolment_id == Enrolment.id,
        EnrolmentChange.kind == ChangeKind.EXEMPTED,
        Enrolment.exempted_at.is_not(None),
    )
    .order_by(EnrolmentChange.id.desc())
    .limit(1)
    .correlate(Enrolment)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Moment:
    """The time a page is drawn for: the moment, and the day in the person's zone."""

    now: datetime
    today: date


@dataclass(frozen=True)
class OpenAttempt:
    """Where to go on: `position` is the first question without answer, else the last one."""

    id: int
    position: int
    answered: int
    items: int
    closes_at: datetime | None


@dataclass(frozen=True)
class Enrolled:
    """One enrolment with all that its card shows."""

    enrolment_id: int
    state: str
    module_id: int
    slug: str
    title: dict[str, Any]
    summary: dict[str, Any]
    assignment_title: str | None
    due_on: date | None
    exempt_because: str | None
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
    def next_attempt_at(self) -> datetime | None:
        """When the cool-down ends, if it has not."""
        return self.standing.next_attempt_at

    @property
    def best_share(self) -> Fraction:
        """The best score so far, 0 without one."""
        best = self.standing.best
        return (best.share if best else None) or Fraction(0)


@dataclass(frozen=True)
class Offer:
    """A module one may take on one's own."""

    slug: str
    title: dict[str, Any]
    summary: dict[str, Any]
    duration_seconds: int


@dataclass(frozen=True)
class QuizFacts:
    """The rules of the game."""

    items: int
    cut_score: Fraction
    time_limit_seconds: int | None
    attempts_allowed: int | None
    cool_down_seconds: int
    duration_seconds: int


def facts_of(quiz: Quiz) -> QuizFacts:
    """The rules of a quiz as its pages show them."""
    items = sum(draw["count"] for draw in quiz.blueprint["draws"])
    return QuizFacts(
        items=items,
        cut_score=quiz.cut_score,
        time_limit_seconds=quiz.time_limit_seconds,
        attempts_allowed=quiz.attempts_allowed,
        cool_down_seconds=quiz.cool_down_seconds,
        duration_seconds=quiz_seconds(items),
    )


def limits_of(quiz: Quiz) -> QuizLimits:
    """The limits of a quiz as the domain takes them."""
    return QuizLimits(quiz.attempts_allowed, quiz.cool_down_seconds, quiz.time_limit_seconds)


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


def exempt_because(enrolment_id: int) -> str | None:
    """Why a person is exempt from a duty; None when they are not."""
    return db.session.scalar(select(EXEMPT_BECAUSE).select_from(Enrolment).where(Enrolment.id == enrolment_id))


def module_to_read(slug: str, user_id: int) -> Module:
    """A module with its quiz that is offered, or that was and the person is enrolled in. Raises NoResultFound."""
    is_enrolled = exists().where(Enrolment.module_id == Module.id, Enrolment.user_id == user_id)
    may_read = or_(Module.state == ModuleState.PUBLISHED, (Module.state == ModuleState.RETIRED) & is_enrolled)
    statement = select(Module).options(joinedload(Module.quiz)).where(Module.slug == slug, may_read)
    return db.session.scalars(statement).one()


def enrolled(user_id: int, moment: Moment, *, module_id: int | None = None) -> list[Enrolled]:
    """A person's enrolments that are open or completed, or ended with an attempt under way, the most urgent first.

    Four statements; `zone` of dates is that of `moment`.
    """
    statement = (
        select(Enrolment, Module, Quiz, Assignment.title, EXEMPT_BECAUSE)
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
    return [_enrolled(row, sittings[row[0].id], lessons[row[1].id], answered, moment) for row in rows]


def offers(corps: str, *, except_ids: Collection[int]) -> list[Offer]:
    """Published modules for a corps that one is not enrolled in; one statement."""
    modules = db.session.scalars(
        select(Module).where(Module.state == ModuleState.PUBLISHED, Module.id.not_in(except_ids)).order_by(Module.slug)
    ).all()
    return [
        Offer(module.slug, module.title, module.summary, module.minutes * SECONDS_PER_MINUTE)
        for module in modules
        if corps in module.corps
    ]


def newest_certificates(user_id: int) -> Sequence[Certificate]:
    """The latest few certificates of a person that no other replaced."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.holder_id == user_id, Certificate.superseded_by_id.is_(None))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        .limit(NEWEST_CERTIFICATES)
    ).all()


def sittings_of(enrolment_ids: Collection[int]) -> dict[int, list[Sitting]]:
    """Attempts by enrolment, in order; an enrolment without any is an empty list."""
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.enrolment_id,
            Attempt.number,
            Attempt.state,
            Attempt.paper,
            Attempt.closes_at,
            Attempt.submitted_at,
            Attempt.marks,
            Attempt.out_of,
            Attempt.passed,
        )
        .where(Attempt.enrolment_id.in_(enrolment_ids))
        .order_by(Attempt.enrolment_id, Attempt.number)
    ).all()
    found: defaultdict[int, list[Sitting]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(
            Sitting(
                id=row.id,
                number=row.number,
                is_open=row.state == AttemptState.OPEN,
                items=len(row.paper),
                closes_at=row.closes_at,
                submitted_at=row.submitted_at,
                share=Fraction(row.marks, row.out_of) if row.out_of else None,
                passed=bool(row.passed),
            )
        )
    return found


def answered_positions(attempt_ids: Collection[int]) -> dict[int, set[int]]:
    """Which questions of each attempt have an answer; no statement for an empty collection."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    if attempt_ids:
        rows = db.session.execute(
            select(Response.attempt_id, Response.position)
            .where(Response.attempt_id.in_(attempt_ids), Response.answer.is_not(None))
        )  # fmt: skip
        for attempt_id, position in rows:
            found[attempt_id].add(position)
    return found


def lesson_counts(module_ids: Collection[int], user_id: int) -> dict[int, tuple[int, int]]:
    """By module: how many lessons it has, and how many of them the person has read."""
    rows = db.session.execute(
        select(Lesson.module_id, func.count(Lesson.id), func.count(LessonRead.lesson_id))
        .outerjoin(LessonRead, (LessonRead.lesson_id == Lesson.id) & (LessonRead.user_id == user_id))
        .where(Lesson.module_id.in_(module_ids), Lesson.is_retired.is_(False))
        .group_by(Lesson.module_id)
    )
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({module_id: (lessons, read) for module_id, lessons, read in rows})
    return found


def open_attempt_of(standing: Standing, answered: dict[int, set[int]]) -> OpenAttempt | None:
    """Where to go on in the attempt under way, if there is one."""
    sitting = standing.open_sitting
    if sitting is None:
        return None
    done = answered.get(sitting.id, set())
    free = [position for position in range(1, sitting.items + 1) if position not in done]
    return OpenAttempt(sitting.id, free[0] if free else sitting.items, len(done), sitting.items, sitting.closes_at)


def _enrolled(
    row: Any, sittings: list[Sitting], lessons: tuple[int, int], answered: dict[int, set[int]], moment: Moment
) -> Enrolled:
    enrolment, module, quiz, assignment_title, exempt_because = row
    standing = standing_in(enrolment, sittings, quiz, moment)
    return Enrolled(
        enrolment_id=enrolment.id,
        state=enrolment.state,
        module_id=module.id,
        slug=module.slug,
        title=module.title,
        summary=module.summary,
        assignment_title=assignment_title,
        due_on=enrolment.due_on,
        exempt_because=exempt_because,
        completed_on=enrolment.completed_at,
        standing=standing,
        open_attempt=open_attempt_of(standing, answered),
        lessons=lessons[0],
        lessons_read=lessons[1],
        duration_seconds=module.minutes * SECONDS_PER_MINUTE,
    )
