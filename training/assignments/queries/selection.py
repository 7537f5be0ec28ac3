"""Which duties somebody picked: by their ids, or all that pass a filter; never more than their branches hold.

Statements go from unit to enrolment, so that with `ix_enrolments_standing` one cycle is read from the index alone; what
they do not need they do not join.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from training.accounts.domain.search import read_search
from training.accounts.models import User
from training.accounts.queries import person_has, person_matches
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Assignment, EndedBecause, Enrolment, EnrolmentState
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import is_within, is_within_any
from training.quizzes.models import Quiz

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Selection:
    """Duties of assignments that count for units below `paths` (the reader's branches).

    `ids` picks some of them; the rest narrows, and what is None or empty lets everything through. `words` are looked for
    in names, numbers and units. `only_own` leaves the assignments whose unit lies in the branches: those one may change.
    `allowed` is how many attempts the one assignment allows, where that is known: the quiz then need not be read.
    """

    paths: tuple[str, ...]
    now: datetime
    ids: tuple[int, ...] = ()
    assignment_id: int | None = None
    cycle: int | None = None
    status: DutyStatus | None = None
    only_overdue: bool = False
    unit_path: str = ""
    corps: str = ""
    words: str = ""
    only_own: bool = False
    allowed: int | None = None

    def select(self, *columns: Expression, people: bool = False, quiz: bool = False) -> Select[*tuple[Any, ...]]:
        """These columns of Enrolment and Unit, in no order; of User, and of Module and Quiz, where asked for."""
        statement = select(*columns).select_from(Unit).join(Enrolment, Enrolment.unit_id == Unit.id)
        if people or self.corps or self.words:
            statement = statement.join(User, User.id == Enrolment.user_id)
        if quiz or self.status is not None:
            statement = statement.join(Module, Module.id == Enrolment.module_id).join(Quiz, Quiz.id == Module.quiz_id)
        return statement.where(*self._conditions())

    def ids_of(self) -> Select[int]:
        """The ids of the enrolments, for the WHERE of another statement."""
        chosen: Any = self.select(Enrolment.id)
        return chosen  # type: ignore[no-any-return]  # one column of whole numbers

    def _conditions(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [
            is_within_any(self.paths), is_counted(), Enrolment.assignment_id.is_not(None)
        ]  # fmt: skip
        if self.ids:
            conditions.append(Enrolment.id.in_(self.ids))
        if self.assignment_id is not None:
            conditions.append(Enrolment.assignment_id == self.assignment_id)
        if self.cycle is not None:
            conditions.append(Enrolment.cycle == self.cycle)
        return conditions + self._narrowing()

    def _narrowing(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if self.status is not None:
            conditions.append(duty_status_sql(self.now) == self.status.value)
        if self.only_overdue:
            conditions.append(is_overdue_sql(self.now))
        if self.unit_path:
            conditions.append(is_within(self.unit_path))
        if self.corps:
            conditions.append(User.corps == self.corps)
        if self.words:
            conditions.append(holds(self.words))
        if self.only_own:
            own = select(Assignment.id).join(Unit, Unit.id == Assignment.unit_id).where(is_within_any(self.paths))
            conditions.append(Enrolment.assignment_id.in_(own.correlate(None)))
        return conditions


def is_counted() -> ColumnElement[bool]:
    """Condition: the duty is open, completed, or ended with its assignment; those of people who left are gone."""
    return or_(Enrolment.state != EnrolmentState.ENDED, Enrolment.ended_because == EndedBecause.CLOSED)


def holds(words: str) -> ColumnElement[bool]:
    """Condition on User and the duty's Unit: every word occurs in the person or the unit, or the digits in the number."""
    terms = read_search(words)
    if terms.is_empty or terms.digits:
        return person_matches(words)
    return and_(
        *(
            or_(
                person_has(word),
                Unit.name.icontains(word, autoescape=True),
                Unit.code.icontains(word, autoescape=True),
            )
            for word in terms.words
        )
    )
