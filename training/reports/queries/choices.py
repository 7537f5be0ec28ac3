"""What a supervisor may look at: assignments that reach into their branch, units and their parents up to the branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, union_all

from training.assignments.models import Assignment, Enrolment, PastCycle
from training.core.db import db
from training.core.errors import NotFound
from training.modules.models import Module
from training.org.domain import ids_on, lies_within_any
from training.org.models import Unit
from training.org.queries import is_within_any


@dataclass(frozen=True)
class Cycle:
    """One cycle of an assignment; `is_running` is the current one of an assignment that has not ended."""

    assignment_id: int
    number: int
    title: str
    module_title: dict[str, Any]
    opens_on: date
    due_on: date | None
    ended_at: datetime | None
    is_repeated: bool

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
    reaches = exists().where(
        Enrolment.assignment_id == every.c.id,
        Enrolment.cycle == every.c.number,
        Enrolment.unit_id.in_(select(Unit.id).where(is_within_any(paths))),
    )
    rows = db.session.execute(
        select(every, Assignment.title, Assignment.cycle, Module.title.label("module_title"))
        .join(Assignment, Assignment.id == every.c.id)
        .join(Module, Module.id == Assignment.module_id)
        .where(reaches)
        .order_by(every.c.ended_at.is_not(None), every.c.due_on.is_(None), every.c.due_on, every.c.id, every.c.number)
    ).all()
    return [
        Cycle(
            assignment_id=row.id,
            number=row.number,
            title=row.title,
            module_title=row.module_title,
            opens_on=row.opens_on,
            due_on=row.due_on,
            ended_at=row.ended_at,
            is_repeated=row.cycle > 1,
        )
        for row in rows
    ]


def units_at(paths: Sequence[str]) -> list[UnitRef]:
    """The units with these paths, by name."""
    return _units(Unit.path.in_(paths))


def unit_and_children(unit_id: int, *, paths: tuple[str, ...]) -> tuple[UnitRef, list[UnitRef]]:
    """A unit inside some subtrees and those directly below it, by name; one statement. Raises NotFound."""
    units = _units(or_(Unit.id == unit_id, Unit.parent_id == unit_id), is_within_any(paths))
    unit = next((unit for unit in units if unit.id == unit_id), None)
    if unit is None:
        raise NotFound
    return unit, [child for child in units if child.id != unit_id]


def parents_of(unit: UnitRef, *, paths: tuple[str, ...]) -> list[UnitRef]:
    """The units above one as far as they are inside some subtrees, the topmost first; at most one statement."""
    above = unit.path[: -len(f"{unit.id}/")]
    if not lies_within_any(above, paths):
        return []
    units = _units(Unit.id.in_(ids_on(above)), is_within_any(paths))
    return sorted(units, key=lambda parent: len(parent.path))


def _units(*conditions: ColumnElement[bool]) -> list[UnitRef]:
    rows = db.session.execute(
        select(Unit.id, Unit.path, Unit.name, Unit.code, Unit.zone).where(*conditions).order_by(Unit.name, Unit.id)
    ).all()
    return [UnitRef(*row) for row in rows]
