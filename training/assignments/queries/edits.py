"""What changing, ending or repeating an assignment would do to whom."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, literal, select

from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duty import local_day
from training.core.db import db
from training.org.models import Unit


@dataclass(frozen=True)
class Edit:
    """A cycle of an assignment whose due date would change."""

    assignment_id: int
    cycle: int
    due_before: date | None
    due_after: date | None


@dataclass(frozen=True)
class Effect:
    """How many open duties get another date, keep a later one of their own, become overdue, are overdue no more."""

    moved: int
    kept: int
    become_overdue: int
    no_more_overdue: int


def effect_of(edit: Edit, *, now: datetime) -> Effect | None:
    """What the new due date does; None when it is the old one. One statement."""
    if edit.due_before == edit.due_after:
        return None
    today = local_day(now)
    after = literal(edit.due_after, Enrolment.due_on.type)
    own = func.coalesce(Enrolment.extended_until_on, after)
    keeps = Enrolment.extended_until_on.is_not(None) & after.is_not(None) & (own > after)
    new = case((keeps, own), else_=after)
    was_late = Enrolment.due_on.is_not(None) & (Enrolment.due_on < today)
    will_be_late = new.is_not(None) & (new < today)

    row = db.session.execute(
        select(
            _count(Enrolment.due_on.is_distinct_from(new)),
            _count(keeps),
            _count(will_be_late & ~was_late),
            _count(was_late & ~will_be_late),
        )
        .select_from(Enrolment)
        .join(Unit, Unit.id == Enrolment.unit_id)
        .where(
            Enrolment.assignment_id == edit.assignment_id,
            Enrolment.cycle == edit.cycle,
            Enrolment.state == EnrolmentState.OPEN,
            Enrolment.exempted_at.is_(None),
        )
    ).one()
    return Effect(*(int(value) for value in row))


def open_duties(assignment: Assignment) -> tuple[int, int]:
    """How many duties of the present cycle are open, and how many of these have an attempt under way."""
    row = db.session.execute(
        select(
            func.count(),
            _count(Enrolment.attempts_started > Enrolment.attempts_submitted),
        ).where(
            Enrolment.assignment_id == assignment.id,
            Enrolment.cycle == assignment.cycle,
            Enrolment.state == EnrolmentState.OPEN,
        )
    ).one()
    return int(row[0]), int(row[1])


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
