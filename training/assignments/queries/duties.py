"""Which duties a page is about: one object, from which every count, list, chart, export and action is read.

The shape of its statements matters: with `ix_enrolments_standing` the enrolments of one cycle in one unit are read from
the index alone, so a statement goes from cycle to unit to enrolment and joins nothing that it does not need.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, false, literal, null, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from training.accounts.domain.search import read_search
from training.accounts.models import User
from training.accounts.queries import person_has, person_matches
from training.assignments.domain.duty import DUE, StatusFilter
from training.assignments.models import Assignment, EndedBecause, Enrolment, EnrolmentState
from training.assignments.queries.duty import has_status, is_overdue_sql
from training.core.db import BIG
from training.core.statements import in_order
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
CycleKey = tuple[int, int | None]
"""An assignment and the number of a cycle; None for every cycle it had."""


@dataclass(frozen=True)
class Duties:
    """Duties of some cycles of assignments in the units of some subtrees.

    `paths` are of units that the reader may see: whoever makes one takes them from their grants. An empty tuple of paths
    or cycles means none at all; `cycles` None means those of every assignment. `directly` leaves out the units below
    `paths`. `ids` picks some of them; the rest narrows, and what is None or empty lets everything through. `words` are
    looked for in names, numbers and units. `changed_within`: only of assignments whose unit lies in one of these
    branches. `allowed` is how many attempts each assignment allows, where that is known: the quizzes are then not read.
    """

    paths: tuple[str, ...]
    cycles: tuple[CycleKey, ...] | None
    now: datetime
    ids: tuple[int, ...] = ()
    status: StatusFilter | None = None
    only_overdue: bool = False
    corps: str = ""
    words: str = ""
    directly: bool = False
    changed_within: tuple[str, ...] | None = None
    allowed: tuple[tuple[int, int | None], ...] | None = None

    def each_cycle(self) -> list["Duties"]:
        """The same for one cycle each: statements that group go through the index in its order."""
        return [replace(self, cycles=(cycle,)) for cycle in self.cycles or ()]

    def select(
        self, *columns: Expression, people: bool = False, quiz: bool = False, by_people: bool = False
    ) -> Select[*tuple[Any, ...]]:
        """These columns of the duties, in no order; of Enrolment and Unit, and where asked for of User, Module and Quiz.

        With `by_people` the database goes from person to person and looks for their duties.
        """
        statement = self._from_people(select(*columns)) if by_people else self._joined(select(*columns))
        if not by_people and (people or self.corps):
            statement = statement.join(User, User.id == Enrolment.user_id)
        if quiz or (self.status not in (None, DUE) and self.allowed is None):
            statement = statement.join(Module, Module.id == Enrolment.module_id).join(Quiz, Quiz.id == Module.quiz_id)
        in_cycles = self._one_of_cycles() if by_people else self._in_cycles()
        return statement.where(*self._conditions(), in_cycles)

    def only_enrolments(self, *columns: Expression) -> Select[*tuple[Any, ...]]:
        """These columns of the enrolments of the units and cycles, whatever else narrows; the units are not joined."""
        units = select(Unit.id).where(self._in_units()).correlate(None)
        return select(*columns).where(Enrolment.unit_id.in_(units), self._one_of_cycles(), is_counted())

    def ids_of(self) -> Select[int]:
        """The ids of the enrolments, for the WHERE of another statement."""
        chosen: Any = self.select(Enrolment.id)
        return chosen  # type: ignore[no-any-return]  # one column of whole numbers

    def attempts_allowed(self) -> ColumnElement[Any]:
        """How many attempts a duty allows; a column of Quiz where it is not known beforehand."""
        if self.allowed is None:
            return Quiz.attempts_allowed.expression
        known = [(Enrolment.assignment_id == one, literal(most, Integer)) for one, most in self.allowed]
        if len({most for _one, most in self.allowed}) == 1:
            return literal(self.allowed[0][1], Integer)
        return case(*known, else_=null()) if known else literal(None, Integer)

    def _joined(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Unit and Enrolment; several cycles go in front, as rows, so that each is looked up and none scanned for."""
        if self.cycles is None or len(self.cycles) <= 1:
            return statement.select_from(Unit).join(Enrolment, Enrolment.unit_id == Unit.id)
        keys = [
            select(literal(assignment_id, BIG).label("id"), literal(number, Integer).label("number"))
            for assignment_id, number in self.cycles
        ]
        cycles = union_all(*keys).subquery("cycles")
        of_cycle = and_(
            Enrolment.assignment_id == cycles.c.id,
            Enrolment.cycle == cycles.c.number
            if all(number is not None for _one, number in self.cycles)
            else or_(cycles.c.number.is_(None), Enrolment.cycle == cycles.c.number),
        )
        return (
            statement.select_from(cycles)
            .join(Unit, self._in_units())
            .join(Enrolment, and_(Enrolment.unit_id == Unit.id, of_cycle))
        )

    def _conditions(self) -> list[ColumnElement[bool]]:
        conditions = [self._in_units(), is_counted()]
        if self.ids:
            conditions.append(Enrolment.id.in_(self.ids))
        if self.status == DUE:
            conditions.append(or_(Enrolment.state == EnrolmentState.COMPLETED, Enrolment.exempted_at.is_(None)))
        elif self.status is not None:
            conditions.append(has_status(self.status, self.now, self.attempts_allowed()))
        if self.only_overdue:
            conditions.append(is_overdue_sql(self.now))
        if self.corps:
            conditions.append(User.corps == self.corps)
        if self.words:
            conditions.append(holds(self.words))
        if self.changed_within is not None:
            conditions.append(assigned_within(self.changed_within))
        return conditions

    def _in_units(self) -> ColumnElement[bool]:
        return Unit.path.in_(self.paths) if self.directly else is_within_any(self.paths)

    def _from_people(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        duties = in_order(User, Enrolment, Enrolment.user_id == User.id)
        return statement.select_from(in_order(duties, Unit, Unit.id == Enrolment.unit_id))

    def _in_cycles(self) -> ColumnElement[bool]:
        """Condition for `_joined`, which has several cycles in front."""
        return true() if self.cycles and len(self.cycles) > 1 else self._one_of_cycles()

    def _one_of_cycles(self) -> ColumnElement[bool]:
        if self.cycles is None:
            return Enrolment.assignment_id.is_not(None)
        return or_(
            false(),
            *(
                and_(Enrolment.assignment_id == one, true() if number is None else Enrolment.cycle == number)
                for one, number in self.cycles
            ),
        )


def assigned_within(paths: tuple[str, ...]) -> ColumnElement[bool]:
    """Condition: the unit that assigned the duty lies in one of these branches."""
    own = select(Assignment.id).join(Unit, Unit.id == Assignment.unit_id).where(is_within_any(paths)).correlate(None)
    return Enrolment.assignment_id.in_(own)


def is_counted() -> ColumnElement[bool]:
    """Condition: the duty is open, completed, or ended with its assignment; those of people who left are gone."""
    return or_(Enrolment.state != EnrolmentState.ENDED, Enrolment.ended_because == EndedBecause.CLOSED)


def holds(words: str) -> ColumnElement[bool]:
    """Condition on a duty: every word occurs in the person or the unit, or the digits in the number.

    People and units are looked through once each, not once for each duty.
    """
    terms = read_search(words)
    if terms.is_empty or terms.digits:
        return Enrolment.user_id.in_(select(User.id).where(person_matches(words)).correlate(None))
    return and_(*(or_(_of_person(word), _of_unit(word)) for word in terms.words))


def _of_person(word: str) -> ColumnElement[bool]:
    return Enrolment.user_id.in_(select(User.id).where(person_has(word)).correlate(None))


def _of_unit(word: str) -> ColumnElement[bool]:
    called = or_(Unit.name.icontains(word, autoescape=True), Unit.code.icontains(word, autoescape=True))
    return Enrolment.unit_id.in_(select(Unit.id).where(called).correlate(None))
