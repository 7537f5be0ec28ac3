"""Which duties somebody picked: by their ids, or all that pass a filter; never more than their branches hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from training.accounts.models import User
from training.accounts.queries import matches
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

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out some of an assignment's people by more than their status."""
        return bool(self.ids or self.unit_path or self.corps or self.words)

    def select(self, *columns: Expression) -> Select[*tuple[Any, ...]]:
        """These columns of Enrolment, Assignment, Module, Quiz, Unit (that of the duty) and User; in no order."""
        return (
            select(*columns)
            .select_from(Enrolment)
            .join(Assignment, Assignment.id == Enrolment.assignment_id)
            .join(Module, Module.id == Enrolment.module_id)
            .join(Quiz, Quiz.id == Module.quiz_id)
            .join(Unit, Unit.id == Enrolment.unit_id)
            .join(User, User.id == Enrolment.user_id)
            .where(*self._conditions())
        )

    def ids_of(self) -> Select[int]:
        """The ids of the enrolments, for the WHERE of another statement."""
        chosen: Any = self.select(Enrolment.id)
        return chosen  # type: ignore[no-any-return]  # one column of whole numbers

    def _conditions(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [is_within_any(self.paths), is_counted()]
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
            conditions.append(matches(self.words))
        if self.only_own:
            own = select(Unit.id).where(is_within_any(self.paths)).correlate(None)
            conditions.append(Assignment.unit_id.in_(own))
        return conditions


def is_counted() -> ColumnElement[bool]:
    """Condition: the duty is open, completed, or ended with its assignment; those of people who left are gone."""
    return or_(Enrolment.state != EnrolmentState.ENDED, Enrolment.ended_because == EndedBecause.CLOSED)
