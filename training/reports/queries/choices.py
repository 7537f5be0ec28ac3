"""What a supervisor may look at: assignments that reach into their branch, units and their parents up to the branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from training.assignments.models import Assignment, Enrolment, PastCycle
from training.core.db import db
from training.core.errors import NotFound
from training.modules.models import Module
from training.org.domain import ids_on
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz


@dataclass(frozen=True)
class Cycle:
    """One cycle of an assignment; `is_running` is the current one of an assignment that has not ended.

    `owner_path` is that of the unit that assigned it.
    """

    assignment_id: int
    number: int
    title: str
    module_title: dict[str, Any]
    opens_on: date
    due_on: date | None
    ended_at: datetime | None
    is_repeated: bool
    attempts_allowed: int | None
    owner_path: str

    @property
    def is_running(self) -> bool:
        """Whether people are still meant to do it."""
        return self.ended_at is None

    @property
    def key(self) -> str:
        """How it stands in an address: `12-1`."""
        return f"{self.assignment_id}-{self.number}"


@dataclass(frozen=True)
class UnitRef:
    """A unit as reports name it."""

    id: int
    path: str
    name: str
    code: str
    zone: str


def cycles_in(paths: Sequence[str]) -> list[Cycle]:
    """Cycles of assignments with a duty in some subtrees: the running ones first, those due soonest first."""
    current = select(
        Assignment.id, Assignment.cycle.label("number"), Assignment.opens_on, Assignment.due_on, Assignment.ended_at
    )
    past = select(
        PastCycle.assignment_id, PastCycle.number, PastCycle.opens_on, PastCycle.due_on, PastCycle.ended_at
    )  # fmt: skip
    every = union_all(current, past).subquery()
    owner = aliased(Unit)
    # Unit by unit: units joined with their duties first would be read one and all.
    has_duties = exists().where(
        Enrolment.assignment_id == every.c.id, Enrolment.cycle == every.c.number, Enrolment.unit_id == Unit.id
    )
    reaches = exists().where(is_within_any(paths), has_duties.correlate(every, Unit))
    rows = db.session.execute(
        select(
            every,
            Assignment.title,
            Assignment.cycle,
            Module.title.label("module_title"),
            Quiz.attempts_allowed,
            owner.path.label("owner_path"),
        )
        .join(Assignment, Assignment.id == every.c.id)
        .join(owner, owner.id == Assignment.unit_id)
        .join(Module, Module.id == Assignment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .where(reaches)
        .order_by(every.c.ended_at.is_not(None), every.c.due_on.is_(None), every.c.due_on, every.c.id, every.c.number)
    ).all()
    return [_cycle(row) for row in rows]


def units_at(paths: Sequence[str]) -> list[UnitRef]:
    """The units with these paths, by name."""
    return _units(Unit.path.in_(paths))


def unit_with_family(unit_id: int, *, paths: tuple[str, ...]) -> tuple[UnitRef, list[UnitRef], list[UnitRef]]:
    """A unit inside some subtrees, its parents as far as they are inside too (topmost first), and its children by name.

    One statement. Raises NotFound for a unit elsewhere.
    """
    line = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte("line", recursive=True)
    line = line.union_all(select(Unit.id, Unit.parent_id).join(line, Unit.id == line.c.parent_id))
    family = or_(Unit.id.in_(select(line.c.id)), Unit.parent_id == unit_id)
    units = {unit.id: unit for unit in _units(family, is_within_any(paths))}
    if unit_id not in units:
        raise NotFound
    unit = units.pop(unit_id)
    parents = sorted((one for one in units.values() if unit.path.startswith(one.path)), key=lambda one: len(one.path))
    return unit, parents, [one for one in units.values() if one.path.startswith(unit.path)]


def top_unit_of_path(path: str) -> str:
    """The name of the agency that a path begins with; "" for none."""
    ids = ids_on(path)
    return (db.session.scalars(select(Unit.name).where(Unit.id == ids[0])).one_or_none() or "") if ids else ""


def _cycle(row: Any) -> Cycle:
    return Cycle(
        assignment_id=row.id,
        number=row.number,
        title=row.title,
        module_title=row.module_title,
        opens_on=row.opens_on,
        due_on=row.due_on,
        ended_at=row.ended_at,
        is_repeated=row.cycle > 1,
        attempts_allowed=row.attempts_allowed,
        owner_path=row.owner_path,
    )


def _units(*conditions: ColumnElement[bool]) -> list[UnitRef]:
    rows = db.session.execute(
        select(Unit.id, Unit.path, Unit.name, Unit.code, Unit.zone).where(*conditions).order_by(Unit.name, Unit.id)
    ).all()
    return [UnitRef(*row) for row in rows]
