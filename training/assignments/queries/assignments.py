"""Assignments that reach into somebody's branches, with their figures for these branches."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from training.assignments.domain.planning import AssignmentState, assignment_state
from training.assignments.models import Assignment, Enrolment, PastCycle
from training.assignments.queries.duty import local_day
from training.core import clock
from training.core.db import db
from training.modules.models import Module
from training.org.domain import lies_within_any
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz

MOST_WORDS = 6


@dataclass(frozen=True)
class AssignmentRow:
    """One assignment as lists and its page show it; `may_change`: its unit lies in the reader's branches."""

    id: int
    title: str
    module_id: int
    module_title: dict[str, Any]
    unit_id: int
    unit_name: str
    unit_path: str
    zone: str
    whom: dict[str, Any]
    opens_on: date
    due_on: date | None
    cycle: int
    ended_at: datetime | None
    enrolling_since: datetime | None
    attempts_allowed: int | None
    state: AssignmentState
    may_change: bool


@dataclass(frozen=True)
class Wanted:
    """Which assignments a list shows: in a state (None: all), with these words in title or unit."""

    state: AssignmentState | None
    words: str
    now: datetime


def assignments_count(paths: tuple[str, ...], wanted: Wanted) -> int:
    """How many assignments pass a filter."""
    return db.session.scalar(select(func.count()).select_from(_joined(paths, wanted).subquery())) or 0


def assignment_rows(paths: tuple[str, ...], wanted: Wanted, *, offset: int, limit: int) -> list[AssignmentRow]:
    """Some of the assignments, running first, then upcoming, those due soonest first; one statement."""
    rows = db.session.execute(
        _joined(paths, wanted)
        .order_by(
            Assignment.ended_at.is_not(None),
            Assignment.opens_on > local_day(wanted.now),
            Assignment.ended_at.desc(),
            Assignment.due_on.is_(None),
            Assignment.due_on,
            Assignment.id,
        )
        .offset(offset)
        .limit(limit)
    ).all()
    return [_row(row, paths, wanted.now) for row in rows]


def visible_assignment(assignment_id: int, paths: tuple[str, ...], *, now: datetime) -> AssignmentRow:
    """An assignment of one's branches, or of a unit above that reaches into them. Raises NoResultFound."""
    statement = _joined(paths, Wanted(None, "", now)).where(Assignment.id == assignment_id)
    return _row(db.session.execute(statement).one(), paths, now)


def own_assignment(assignment_id: int, paths: tuple[str, ...]) -> tuple[Assignment, Unit]:
    """An assignment whose unit lies in one's branches, with that unit: one that may be changed. Raises NoResultFound."""
    row = db.session.execute(
        select(Assignment, Unit)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.id == assignment_id, is_within_any(paths))
    ).one()
    return row[0], row[1]


def past_cycles(assignment_id: int) -> list[PastCycle]:
    """The cycles before the present one, the latest first."""
    return list(
        db.session.scalars(
            select(PastCycle).where(PastCycle.assignment_id == assignment_id).order_by(PastCycle.number.desc())
        )
    )


def _joined(paths: tuple[str, ...], wanted: Wanted) -> Any:
    reaches = exists().where(
        Enrolment.assignment_id == Assignment.id,
        Enrolment.cycle == Assignment.cycle,
        Enrolment.unit_id.in_(select(Unit.id).where(is_within_any(paths)).correlate(None)),
    )
    return (
        select(
            Assignment.id, Assignment.title, Assignment.module_id, Module.title, Assignment.unit_id, Unit.name,
            Unit.path, Unit.zone, Assignment.whom, Assignment.opens_on, Assignment.due_on, Assignment.cycle,
            Assignment.ended_at, Assignment.enrolling_since,
            Quiz.attempts_allowed,
        )
        .join(Module, Module.id == Assignment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(or_(is_within_any(paths), reaches), *_narrowing(wanted))
    )  # fmt: skip


def _narrowing(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is AssignmentState.ENDED:
        conditions.append(Assignment.ended_at.is_not(None))
    elif wanted.state is not None:
        is_upcoming = Assignment.opens_on > local_day(wanted.now)
        conditions.append(Assignment.ended_at.is_(None))
        conditions.append(is_upcoming if wanted.state is AssignmentState.UPCOMING else ~is_upcoming)
    for word in wanted.words.split()[:MOST_WORDS]:
        conditions.append(
            or_(Assignment.title.icontains(word, autoescape=True), Unit.name.icontains(word, autoescape=True))
        )
    return conditions


def _row(row: Any, paths: tuple[str, ...], now: datetime) -> AssignmentRow:
    state = assignment_state(row.opens_on, row.ended_at, today=clock.today_in(row.zone, now))
    values: tuple[Any, ...] = (*row, state, lies_within_any(row.path, paths))
    return AssignmentRow(*values)
