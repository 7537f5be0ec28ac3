"""Figures of duties beside their tallies: completions by day, right answers by topic; one statement each."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, cast, func

from training.assignments.models import Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties
from training.attempts.models import Attempt, AttemptTopic
from training.core.db import db
from training.reports.domain import TopicFigure

FIRST = 1


def completed_by_day(duties: Duties, *, zone: str) -> dict[date, int]:
    """How many completed on each day, by the calendar of a zone."""
    day = _local_day(Enrolment.completed_at, duties, zone).label("day")
    rows = db.session.execute(
        duties.only_enrolments(day, func.count()).where(Enrolment.state == EnrolmentState.COMPLETED).group_by(day)
    )
    return {row[0]: row[1] for row in rows}


def topics(duties: Duties) -> list[TopicFigure]:
    """Right answers by topic in everybody's first attempt, in no order; one's own answers stay one's own.

    In one cycle everybody has one duty at most, so that rows are people and need not be told apart.
    """
    is_one_cycle = duties.cycles is not None and len(duties.cycles) == 1
    rows = db.session.execute(
        duties.select(
            AttemptTopic.topic,
            func.sum(AttemptTopic.correct),
            func.sum(AttemptTopic.items),
            func.count() if is_one_cycle else func.count(Enrolment.user_id.distinct()),
        )
        .join(Attempt, (Attempt.enrolment_id == Enrolment.id) & (Attempt.number == FIRST))
        .join(AttemptTopic, AttemptTopic.attempt_id == Attempt.id)
        .group_by(AttemptTopic.topic)
    ).all()
    return [TopicFigure(topic, int(correct), int(items), people) for topic, correct, items, people in rows]


def _local_day(moment: Any, duties: Duties, zone: str) -> Any:
    if db.engine.dialect.name == "sqlite":
        offset = duties.now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
        return func.date(moment, f"{int(offset.total_seconds())} seconds", type_=Date())
    return cast(func.timezone(zone, moment), Date)
