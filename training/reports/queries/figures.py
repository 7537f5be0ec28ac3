"""Figures of duties: one statement each, whatever the number of people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Select, case, cast, func, select, union_all

from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import is_overdue_sql, local_day, status_while_valid
from training.attempts.models import Attempt, AttemptTopic
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz
from training.reports.domain import Tally, TopicFigure

FIRST = 1


def tallies(duties: Duties) -> dict[tuple[str, int], Tally]:
    """How the duties stand, by (path of the unit, assignment id); one row each."""
    cycles = [_sums(one, assignment_id) for one in duties.each_cycle() for assignment_id, _number in one.cycles or ()]
    found: dict[tuple[str, int], Tally] = {}
    for path, assignment_id, *counts in _union(cycles):
        key = (path, assignment_id)
        found[key] = found.get(key, Tally()) + Tally(*map(int, counts))
    return found


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


def _sums(duties: Duties, assignment_id: int) -> Select[*tuple[Any, ...]]:
    """Path, assignment, and the counts of a Tally in its order, of duties that are all of one cycle."""
    groups = _groups(duties).subquery()
    allowed = (
        select(Quiz.attempts_allowed)
        .join(Module, Module.quiz_id == Quiz.id)
        .join(Assignment, Assignment.module_id == Module.id)
        .where(Assignment.id == assignment_id)
        .scalar_subquery()
    )
    is_completed = groups.c.state == EnrolmentState.COMPLETED
    lapsed = _sum_where(is_completed, groups.c.lapsed)
    counts = {
        status.value: _sum_where(status_while_valid(groups.c, allowed) == status.value, groups.c.people)
        for status in DutyStatus
    }
    counts[DutyStatus.PASSED.value] = _sum_where(is_completed, groups.c.people - groups.c.lapsed)
    counts[DutyStatus.LAPSED.value] = lapsed
    counts["overdue"] = _sum_where(is_overdue_sql(duties.now, groups.c, groups.c.zone), groups.c.people)
    return select(
        groups.c.path, groups.c.assignment_id, *(counts[field.name].label(field.name) for field in fields(Tally))
    ).group_by(groups.c.path, groups.c.assignment_id)


def _groups(duties: Duties) -> Select[*tuple[Any, ...]]:
    """Duties of one cycle with equal facts, counted in the order of the index; `lapsed` are those no longer valid."""
    facts = (
        Unit.path,
        Enrolment.assignment_id,
        Enrolment.state,
        Enrolment.exempted_at,
        Enrolment.attempts_started,
        Enrolment.attempts_submitted,
        Enrolment.due_on,
    )
    return duties.select(
        *facts,
        func.min(Unit.zone).label("zone"),
        func.count().label("people"),
        func.sum(case((Enrolment.valid_until_on < local_day(duties.now), 1), else_=0)).label("lapsed"),
    ).group_by(*facts)


def _sum_where(condition: ColumnElement[bool], counted: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(case((condition, counted), else_=0))


def _union(cycles: Sequence[Select[*tuple[Any, ...]]]) -> Sequence[Any]:
    """The rows of one statement for each cycle, as one statement; none for no cycle."""
    return db.session.execute(union_all(*cycles)).all() if cycles else ()


def _local_day(moment: Any, duties: Duties, zone: str) -> Any:
    if db.engine.dialect.name == "sqlite":
        offset = duties.now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
        return func.date(moment, f"{int(offset.total_seconds())} seconds", type_=Date())
    return cast(func.timezone(zone, moment), Date)
