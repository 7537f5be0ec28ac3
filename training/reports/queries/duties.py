"""Which duties a page is about: one object, from which every count, list, chart, export and action is read.

The shape of its statements matters: with `ix_enrolments_standing` the enrolments of one cycle in one unit are read from
the index alone, so a statement goes from cycle to unit to enrolment and joins nothing that it does not need.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, false, literal, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from training.accounts.models import User
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Enrolment
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql
from training.assignments.queries.selection import holds, is_counted
from training.core.db import BIG
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
CycleKey = tuple[int, int]


@dataclass(frozen=True)
class Duties:
    """Duties of some cycles of assignments, as (assignment id, number), in the units of some subtrees.

    `paths` are of units that the reader may see: whoever makes one takes them from their grants. An empty tuple of paths
    or cycles means none at all; `cycles` None means those of every assignment. `directly` leaves out the units below
    `paths`. `words` are looked for in names and numbers.
    """

    paths: tuple[str, ...]
    cycles: tuple[CycleKey, ...] | None
    now: datetime
    status: DutyStatus | None = None
    only_overdue: bool = False
    corps: str | None = None
    directly: bool = False
    words: str = ""

    def each_cycle(self) -> list["Duties"]:
        """The same for one cycle each: statements that group go through the index in its order."""
        return [replace(self, cycles=(cycle,)) for cycle in self.cycles or ()]

    def select(self, *columns: Expression, people: bool = False, quiz: bool = False) -> Select[*tuple[Any, ...]]:
        """These columns of the duties, in no order; of Enrolment and Unit, and where asked for of User, Module and Quiz."""
        statement = self._joined(select(*columns))
        if people or self.corps or self.words:
            statement = statement.join(User, User.id == Enrolment.user_id)
        if quiz or self.status is not None:
            statement = statement.join(Module, Module.id == Enrolment.module_id).join(Quiz, Quiz.id == Module.quiz_id)
        return statement.where(*self._conditions())

    def _joined(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Unit and Enrolment; several cycles go in front, as rows, so that each is looked up and none scanned for."""
        if self.cycles is None or len(self.cycles) <= 1:
            return statement.select_from(Unit).join(Enrolment, Enrolment.unit_id == Unit.id)
        keys = [
            select(literal(assignment_id, BIG).label("id"), literal(number, Integer).label("number"))
            for assignment_id, number in self.cycles
        ]
        cycles = union_all(*keys).subquery("cycles")
        of_cycle = and_(Enrolment.assignment_id == cycles.c.id, Enrolment.cycle == cycles.c.number)
        return (
            statement.select_from(cycles)
            .join(Unit, self._in_units())
            .join(Enrolment, and_(Enrolment.unit_id == Unit.id, of_cycle))
        )

    def _conditions(self) -> list[ColumnElement[bool]]:
        conditions = [self._in_units(), self._in_cycles(), is_counted()]
        if self.status is not None:
            conditions.append(duty_status_sql(self.now) == self.status.value)
        if self.only_overdue:
            conditions.append(is_overdue_sql(self.now))
        if self.corps:
            conditions.append(User.corps == self.corps)
        if self.words:
            conditions.append(holds(self.words))
        return conditions

    def _in_units(self) -> ColumnElement[bool]:
        return Unit.path.in_(self.paths) if self.directly else is_within_any(self.paths)

    def _in_cycles(self) -> ColumnElement[bool]:
        if self.cycles is None:
            return Enrolment.assignment_id.is_not(None)
        if len(self.cycles) > 1:
            return true()
        one = (and_(Enrolment.assignment_id == number, Enrolment.cycle == cycle) for number, cycle in self.cycles)
        return or_(false(), *one)
