"""Assignments are made, changed and repeated."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from training.assignments.domain.planning import Plan
from training.assignments.models import Assignment, Enrolment, EnrolmentState, PastCycle
from training.assignments.services.closing import end_assignment, end_duties
from training.audit.services import record
from training.core import clock
from training.core.db import db
from training.core.statements import insert_into, rows_changed
from training.jobs.services import enqueue
from training.org.models import Unit

ENROL_JOB = "assignments.enrol"


@dataclass(frozen=True)
class Dates:
    """Opening and due date of a cycle."""

    opens_on: date
    due_on: date | None


def plan_assignment(plan: Plan, owner: Unit, *, token: str, actor_id: int, now: datetime) -> int:
    """The id of a new assignment of `owner`; the same form (`token`) sent twice makes one.

    Where it is open already, a job enrols the people; else one does when it opens.
    """
    made = db.session.execute(
        insert_into(Assignment)
        .values(
            module_id=plan.module_id,
            unit_id=owner.id,
            title=plan.title,
            whom=_whom(plan),
            opens_on=plan.opens_on,
            due_on=plan.due_on,
            created_at=now,
            created_by_id=actor_id,
            form_token=token,
        )
        .on_conflict_do_nothing()
        .returning(Assignment.id)
    ).scalar_one_or_none()
    if made is None:
        return db.session.scalars(select(Assignment.id).where(Assignment.form_token == token)).one()
    _record("assignment_planned", made, owner.id, actor_id, _facts(plan))
    start_if_open(db.session.get_one(Assignment, made), owner.zone, now=now)
    return made


def change_assignment(assignment: Assignment, plan: Plan, zone: str, *, actor_id: int, now: datetime) -> int:
    """Change title, people and dates of an assignment that has not ended; returns how many duties have another due date.

    The due date of open duties follows at once: each keeps the later of the new one and its own extension. Who is
    enrolled stays enrolled; whom it means from now on a job enrols. Does nothing when it ended meanwhile.
    """
    changed = rows_changed(
        update(Assignment)
        .where(Assignment.id == assignment.id, Assignment.ended_at.is_(None))
        .values(
            module_id=plan.module_id,
            title=plan.title,
            whom=_whom(plan),
            opens_on=plan.opens_on,
            due_on=plan.due_on,
        )
    )
    if not changed:
        return 0
    moved = _move_due_dates(assignment.id, assignment.cycle, plan.due_on)
    facts = {**_facts(plan), "due_before": _iso(assignment.due_on), "duties_moved": moved}
    _record("assignment_changed", assignment.id, assignment.unit_id, actor_id, facts)
    db.session.refresh(assignment)
    start_if_open(assignment, zone, now=now)
    return moved


def repeat_assignment(assignment: Assignment, dates: Dates, zone: str, *, actor_id: int, now: datetime) -> bool:
    """Begin the next cycle; the present one ends with it, if it has not. False when somebody else was faster."""
    cycle = assignment.cycle
    past = PastCycle(
        assignment_id=assignment.id,
        number=cycle,
        opens_on=assignment.opens_on,
        due_on=assignment.due_on,
        ended_at=assignment.ended_at or now,
    )
    begun = rows_changed(
        update(Assignment)
        .where(Assignment.id == assignment.id, Assignment.cycle == cycle)
        .values(cycle=cycle + 1, opens_on=dates.opens_on, due_on=dates.due_on, ended_at=None, enrolled_at=None)
    )
    if not begun:
        return False
    end_duties(assignment.id, cycle, now=now)
    db.session.add(past)
    facts = {"cycle": cycle + 1, "opens_on": _iso(dates.opens_on), "due_on": _iso(dates.due_on)}
    _record("assignment_repeated", assignment.id, assignment.unit_id, actor_id, facts)
    db.session.refresh(assignment)
    start_if_open(assignment, zone, now=now)
    return True


def close_assignment(assignment: Assignment, *, actor_id: int, now: datetime) -> int:
    """End an assignment on somebody's word; returns how many people need not complete it any more."""
    if assignment.ended_at is not None:
        return 0
    ended = end_assignment(assignment, now=now)
    _record("assignment_ended", assignment.id, assignment.unit_id, actor_id, {"duties_ended": ended})
    return ended


def start_if_open(assignment: Assignment, zone: str, *, now: datetime) -> bool:
    """Queue the job that enrols, where the assignment is open in its zone; whether it is."""
    if assignment.ended_at is not None or assignment.opens_on > clock.today_in(zone, now):
        return False
    assignment.enrolling_since = now
    db.session.flush()
    enqueue(
        ENROL_JOB,
        assignment_id=assignment.id,
        cycle=assignment.cycle,
        after=0,
        since=now.isoformat(),
    )
    return True


def _move_due_dates(assignment_id: int, cycle: int, due_on: date | None) -> int:
    own = Enrolment.extended_until_on
    wanted: Any = None
    if due_on is not None:
        later = func.max if db.engine.dialect.name == "sqlite" else func.greatest
        wanted = later(due_on, func.coalesce(own, due_on), type_=Enrolment.due_on.type)
    return rows_changed(
        update(Enrolment)
        .where(
            Enrolment.assignment_id == assignment_id,
            Enrolment.cycle == cycle,
            Enrolment.state == EnrolmentState.OPEN,
            Enrolment.due_on.is_distinct_from(wanted),
        )
        .values(due_on=wanted)
    )


def _whom(plan: Plan) -> dict[str, Any]:
    return {"units": list(plan.unit_ids), "corps": list(plan.corps)}


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "module_id": plan.module_id,
        "units": list(plan.unit_ids),
        "corps": list(plan.corps),
        "opens_on": _iso(plan.opens_on),
        "due_on": _iso(plan.due_on),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _record(action: str, assignment_id: int, unit_id: int, actor_id: int, facts: dict[str, Any]) -> None:
    record(
        action, actor_id=actor_id, object_kind="assignment", object_id=assignment_id, unit_id=unit_id, facts=facts
    )  # fmt: skip
