"""Figures of duties: one statement each, whatever the number of people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Select, case, cast, func, select, union_all

from training.assignments.domain.duty import Duty, DutyStatus, duty_status, is_overdue
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import local_day
from training.attempts.models import Attempt, AttemptTopic
from training.core import clock
from training.core.db import db
from training.core.i18n import ZONE_NAMES
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz
from training.reports.domain import Tally, TopicFigure

FIRST = 1


def tallies(duties: Duties) -> dict[tuple[str, int], Tally]:
    """How the duties stand, by (path of the unit, assignment id).

    The database counts equal facts, in the order of an index; `duty_status` then says what each group is.
    """
    days = {zone: clock.today_in(zone, duties.now) for zone in ZONE_NAMES}
    counts: dict[tuple[str, int], Counter[str]] = {}
    for row in _groups(duties):
        counted = counts.setdefault((row.path, row.assignment_id), Counter())
        _count(row, counted, today=days.get(row.zone) or clock.today_in(row.zone, duties.now))
    return {key: Tally(**counted) for key, counted in counts.items()}


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
    cycles = [
        one.select(day, func.count().label("people"))
        .where(Enrolment.state == EnrolmentState.COMPLETED)
        .group_by(day)
        for one in duties.each_cycle()
    ]  # fmt: skip
    days: Counter[date] = Counter()
    for row in _union(cycles):
        days[row.day] += row.people
    return dict(days)


def topics(duties: Duties) -> list[TopicFigure]:
    """Right answers by topic in everybody's first attempt, in no order; one's own answers stay one's own."""
    rows = db.session.execute(
        duties.select(
            AttemptTopic.topic,
            func.sum(AttemptTopic.correct),
            func.sum(AttemptTopic.items),
            func.count(Enrolment.user_id.distinct()),
        )
        .join(Attempt, (Attempt.enrolment_id == Enrolment.id) & (Attempt.number == FIRST))
        .join(AttemptTopic, AttemptTopic.attempt_id == Attempt.id)
        .group_by(AttemptTopic.topic)
    ).all()
    return [TopicFigure(topic, int(correct), int(items), people) for topic, correct, items, people in rows]


def _groups(duties: Duties) -> Sequence[Any]:
    """Duties with equal facts, counted; `lapsed` are those of a completed group whose validity is over."""
    allowed = (
        select(Quiz.attempts_allowed)
        .join(Module, Module.quiz_id == Quiz.id)
        .join(Assignment, Assignment.module_id == Module.id)
    )
    facts = (
        Unit.path,
        Enrolment.assignment_id,
        Enrolment.state,
        Enrolment.exempted_at,
        Enrolment.attempts_started,
        Enrolment.attempts_submitted,
        Enrolment.due_on,
    )
    cycles = [
        one.select(
            *facts,
            func.min(Unit.zone).label("zone"),
            allowed.where(Assignment.id == assignment_id).scalar_subquery().label("allowed"),
            func.count().label("people"),
            func.sum(case((Enrolment.valid_until_on < local_day(duties.now), 1), else_=0)).label("lapsed"),
        ).group_by(*facts)
        for one in duties.each_cycle()
        for assignment_id, _number in one.cycles or ()
    ]
    return _union(cycles)


def _union(cycles: Sequence[Select[*tuple[Any, ...]]]) -> Sequence[Any]:
    """The rows of one statement for each cycle, as one statement; none for no cycle."""
    return db.session.execute(union_all(*cycles)).all() if cycles else ()


def _count(row: Any, counted: Counter[str], *, today: date) -> None:
    """Add a group to the counts of its unit, by the names of a Tally."""
    status, overdue = _standing(
        row.state, row.exempted_at is not None, row.due_on, row.attempts_started, row.attempts_submitted, row.allowed,
        today=today,
    )  # fmt: skip
    counted[status] += row.people
    if row.lapsed:
        counted[DutyStatus.PASSED.value] -= row.lapsed
        counted[DutyStatus.LAPSED.value] += row.lapsed
    if overdue:
        counted["overdue"] += row.people


@lru_cache(maxsize=512)
def _standing(
    state: str, is_exempt: bool, due_on: date | None, started: int, submitted: int, allowed: int | None, *, today: date
) -> tuple[str, bool]:
    """Status and overdue of duties with these facts, their validity left aside."""
    duty = Duty(
        state=state,
        is_exempt=is_exempt,
        due_on=due_on,
        valid_until_on=None,
        attempts_started=started,
        attempts_submitted=submitted,
        attempts_allowed=allowed,
    )
    return duty_status(duty, today=today).value, is_overdue(duty, today=today)


def _local_day(moment: Any, duties: Duties, zone: str) -> Any:
    if db.engine.dialect.name == "sqlite":
        offset = duties.now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
        return func.date(moment, f"{int(offset.total_seconds())} seconds", type_=Date())
    return cast(func.timezone(zone, moment), Date)
