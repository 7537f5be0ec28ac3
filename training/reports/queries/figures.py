"""Figures of duties: one statement each, whatever the number of people."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, case, cast, func, select

from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Enrolment, EnrolmentState
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql
from training.attempts.models import Attempt, AttemptTopic
from training.core.db import db
from training.org.models import Unit
from training.reports.domain import Tally, TopicFigure
from training.reports.queries.duties import Duties

STATUSES = tuple(DutyStatus)
FIRST = 1


def tallies(duties: Duties) -> dict[tuple[str, int], Tally]:
    """How the duties stand, by (path of the unit, assignment id)."""
    status = duty_status_sql(duties.now).label("status")
    is_overdue = is_overdue_sql(duties.now)
    inner = duties.select(
        Unit.path, Enrolment.assignment_id, status, cast(is_overdue, Integer).label("overdue"), with_people=False
    ).subquery()
    counts = [func.sum(case((inner.c.status == one.value, 1), else_=0)).label(one.value) for one in STATUSES]
    rows = db.session.execute(
        select(inner.c.path, inner.c.assignment_id, func.sum(inner.c.overdue).label("overdue"), *counts)
        .group_by(inner.c.path, inner.c.assignment_id)
    ).all()  # fmt: skip
    return {(row.path, row.assignment_id): _tally(row) for row in rows}


def total(duties: Duties) -> Tally:
    """How the duties stand in all."""
    return sum(tallies(duties).values(), Tally())


def by_unit(found: Mapping[tuple[str, int], Tally]) -> dict[str, Tally]:
    """Tallies by the path of the unit."""
    sums: dict[str, Tally] = {}
    for (path, _assignment_id), tally in found.items():
        sums[path] = sums.get(path, Tally()) + tally
    return sums


def by_assignment(found: Mapping[tuple[str, int], Tally]) -> dict[int, Tally]:
    """Tallies by assignment."""
    sums: dict[int, Tally] = {}
    for (_path, assignment_id), tally in found.items():
        sums[assignment_id] = sums.get(assignment_id, Tally()) + tally
    return sums


def completed_by_day(duties: Duties, *, zone: str) -> dict[date, int]:
    """How many completed on each day, by the calendar of a zone."""
    day = _local_day(Enrolment.completed_at, duties, zone).label("day")
    rows = db.session.execute(
        duties.select(day, func.count(), with_people=False)
        .where(Enrolment.state == EnrolmentState.COMPLETED)
        .group_by(day)
    ).all()
    return {row[0]: row[1] for row in rows}


def topics(duties: Duties) -> list[TopicFigure]:
    """Right answers by topic in everybody's first attempt, in no order; one's own answers stay one's own."""
    rows = db.session.execute(
        duties.select(
            AttemptTopic.topic,
            func.sum(AttemptTopic.correct),
            func.sum(AttemptTopic.items),
            func.count(Enrolment.user_id.distinct()),
            with_people=False,
        )
        .join(Attempt, (Attempt.enrolment_id == Enrolment.id) & (Attempt.number == FIRST))
        .join(AttemptTopic, AttemptTopic.attempt_id == Attempt.id)
        .group_by(AttemptTopic.topic)
    ).all()
    return [TopicFigure(topic, int(correct), int(items), people) for topic, correct, items, people in rows]


def _tally(row: Any) -> Tally:
    return Tally(overdue=int(row.overdue), **{one.value: int(getattr(row, one.value)) for one in STATUSES})


def _local_day(moment: Any, duties: Duties, zone: str) -> Any:
    if db.engine.dialect.name == "sqlite":
        offset = duties.now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
        return func.date(moment, f"{int(offset.total_seconds())} seconds", type_=Date())
    return cast(func.timezone(zone, moment), Date)
