"""One person's duty, or that of many, is extended or exempted, with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, update

from training.assignments.models import Assignment, ChangeKind, Enrolment, EnrolmentChange, EnrolmentState
from training.audit.services import record
from training.core.db import db
from training.core.statements import UNSYNCHRONISED, ids_as_rows
from training.org.domain import common_ids
from training.org.models import Unit


class ChangedPart(NamedTuple):
    """What an act changed in one assignment."""

    assignment_id: int
    duties: int
    unit_id: int


@dataclass(frozen=True)
class Act:
    """Who changes something, why (at most 300 characters), and when."""

    actor_id: int
    reason: str
    now: datetime


def extend_duties(chosen: Select[int], due_on: date, act: Act) -> int:
    """Give the open ones of the chosen duties until `due_on`; returns how many that helped.

    Left as they are: duties without a due date, those that have as long already, exempt ones.
    """
    helps = [Enrolment.due_on < due_on, Enrolment.exempted_at.is_(None)]
    changed = _change(chosen, helps, {"due_on": due_on, "extended_until_on": due_on})
    _note(changed, ChangeKind.EXTENDED, act, due_on=due_on)
    return len(changed)


def exempt_duties(chosen: Select[int], act: Act) -> int:
    """Exempt the open ones of the chosen duties; returns how many were not exempt before."""
    changed = _change(chosen, [Enrolment.exempted_at.is_(None)], {"exempted_at": act.now})
    _note(changed, ChangeKind.EXEMPTED, act)
    return len(changed)


def lift_exemptions(chosen: Select[int], act: Act) -> int:
    """Make the chosen duties due again; returns how many were exempt."""
    changed = _change(chosen, [Enrolment.exempted_at.is_not(None)], {"exempted_at": None})
    _note(changed, ChangeKind.EXEMPTION_LIFTED, act)
    return len(changed)


def _change(chosen: Select[int], conditions: Sequence[ColumnElement[bool]], values: dict[str, Any]) -> list[int]:
    statement = (
        update(Enrolment)
        .where(Enrolment.id.in_(chosen.correlate(None)), Enrolment.state == EnrolmentState.OPEN, *conditions)
        .values(**values)
        .returning(Enrolment.id)
    )
    return list(db.session.scalars(statement, execution_options=UNSYNCHRONISED))


def _note(changed: Sequence[int], kind: ChangeKind, act: Act, *, due_on: date | None = None) -> None:
    if not changed:
        return
    fixed = {"kind": kind.value, "due_on": due_on, "reason": act.reason, "at": act.now, "by_id": act.actor_id}
    columns = EnrolmentChange.__table__.columns
    rows = select(ids_as_rows(changed), *(literal(value, columns[name].type) for name, value in fixed.items()))
    db.session.execute(
        insert(EnrolmentChange).from_select(["enrolment_id", *fixed], rows), execution_options=UNSYNCHRONISED
    )
    for part in _by_assignment(changed):
        facts: dict[str, Any] = {"count": part.duties}
        if due_on is not None:
            facts["due_on"] = due_on.isoformat()
        record(
            f"duties_{kind}",
            actor_id=act.actor_id,
            object_kind="assignment",
            object_id=part.assignment_id,
            unit_id=part.unit_id,
            facts=facts,
        )


def _by_assignment(changed: Sequence[int]) -> list[ChangedPart]:
    """How many of some duties belong to each assignment, and the lowest unit that all of those belong to."""
    rows = db.session.execute(
        select(
            Enrolment.assignment_id,
            func.count().label("duties"),
            func.min(Unit.path).label("first"),
            func.max(Unit.path).label("last"),
            Assignment.unit_id,
        )
        .join(Assignment, Assignment.id == Enrolment.assignment_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .where(Enrolment.id.in_(select(ids_as_rows(changed))))
        .group_by(Enrolment.assignment_id, Assignment.unit_id)
        .order_by(Enrolment.assignment_id)
    ).all()
    return [
        ChangedPart(row.assignment_id, row.duties, (common_ids(row.first or "", row.last or "") or [row.unit_id])[-1])
        for row in rows
    ]
