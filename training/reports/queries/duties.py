"""Which duties a page is about: one object, from which every count, list, chart, export and action is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from training.accounts.models import User
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import EndedBecause, Enrolment, EnrolmentState
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Duties:
    """Duties of some cycles of assignments, as (assignment id, number), in the units of some subtrees.

    `paths` are of units that the reader may see: whoever makes one takes them from their grants. An empty tuple of paths
    or cycles means none at all; `cycles` None means those of every assignment. `directly` leaves out the units below `paths`. `words` are looked for in names and numbers.
    """

    paths: tuple[str, ...]
    cycles: tuple[tuple[int, int], ...] | None
    now: datetime
    status: DutyStatus | None = None
    only_overdue: bool = False
    corps: str | None = None
    directly: bool = False
    words: str = ""

    @property
    def asks_about_people(self) -> bool:
        """Whether its conditions need the person."""
        return bool(self.corps or self.words)

    def select(self, *columns: Expression, with_people: bool = True) -> Select[*tuple[Any, ...]]:
        """These columns of the duties, of Enrolment, Unit, Module, Quiz and (`with_people`) User; in no order."""
        statement = (
            select(*columns)
            .select_from(Enrolment)
            .join(Unit, Unit.id == Enrolment.unit_id)
            .join(Module, Module.id == Enrolment.module_id)
            .join(Quiz, Quiz.id == Module.quiz_id)
            .where(*self._conditions())
        )
        if with_people or self.asks_about_people:
            statement = statement.join(User, User.id == Enrolment.user_id)
        return statement

    def _conditions(self) -> list[ColumnElement[bool]]:
        conditions = [self._in_units(), self._in_cycles(), is_counted()]
        if self.status is not None:
            conditions.append(duty_status_sql(self.now) == self.status.value)
        if self.only_overdue:
            conditions.append(is_overdue_sql(self.now))
        if self.corps:
            conditions.append(User.corps == self.corps)
        return conditions

    def _in_units(self) -> ColumnElement[bool]:
        return Unit.path.in_(self.paths) if self.directly else is_within_any(self.paths)

    def _in_cycles(self) -> ColumnElement[bool]:
        if self.cycles is None:
            return Enrolment.assignment_id.is_not(None)
        return or_(
            false(),
            *(
                and_(Enrolment.assignment_id == assignment_id, Enrolment.cycle == cycle)
                for assignment_id, cycle in self.cycles
            ),
        )


def is_counted() -> ColumnElement[bool]:
    """Condition: the duty is open, completed, or ended with its assignment; those of people who left are gone."""
    return or_(Enrolment.state != EnrolmentState.ENDED, Enrolment.ended_because == EndedBecause.CLOSED)
