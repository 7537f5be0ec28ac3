"""How many duties stand how: one statement, whatever the number of people.

The duties of a unit are counted from the index alone, in one pass; only then is each unit looked up for its path and zone.
Which day it is depends on the zone, so what is past is counted for every calendar day that it is somewhere at the moment
(two at most), and the zone says which of the counts holds.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, func, literal, select, union_all

from training.assignments.domain.duty import DutyStatus
from training.assignments.domain.tally import Tally, sum_of, sums_by
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import has_status, is_overdue_on
from training.core import clock
from training.core.db import BIG, db
from training.core.i18n import DEFAULT_ZONE, ZONE_NAMES
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz

COUNTED = (DutyStatus.EXEMPT, DutyStatus.OUT_OF_ATTEMPTS, DutyStatus.IN_PROGRESS)
"""What no day decides and cannot be told from the others."""


class Standing(NamedTuple):
    """The tally of one unit, or of all units of a zone (`path` is empty), in one cycle of an assignment."""

    path: str
    assignment_id: int
    tally: Tally


def tallies(duties: Duties) -> dict[tuple[str, int], Tally]:
    """How the duties of these units and cycles stand, by (path of the unit, assignment id)."""
    found = _standings(duties, [_of_each_unit(*one) for one in _counted(duties)])
    return sums_by(((one.path, one.assignment_id), one.tally) for one in found)


def tallies_by_assignment(duties: Duties) -> dict[int, Tally]:
    """How the duties of these units and cycles stand, by assignment id; those without a duty have none."""
    found = _standings(duties, [_of_each_zone(*one) for one in _counted(duties)])
    return sums_by((one.assignment_id, one.tally) for one in found)


def tally_of(duties: Duties) -> Tally:
    """How the duties of these units and cycles stand in all."""
    return sum_of(tallies_by_assignment(duties).values())


def _counted(duties: Duties) -> Iterator[tuple[int, Subquery]]:
    """For each cycle its assignment and the counts of its units."""
    for (assignment_id, _number), one in zip(duties.cycles or (), duties.each_cycle(), strict=True):
        yield assignment_id, _by_unit(one, _attempts_allowed(assignment_id))


def _by_unit(duties: Duties, allowed: ColumnElement[Any]) -> Subquery:
    """Unit, then the counts that `_tally` reads in its order, of duties that are all of one cycle."""
    is_completed = Enrolment.state == EnrolmentState.COMPLETED
    counts = [
        _how_many(),
        _how_many(is_completed),
        *(_how_many(has_status(status, duties.now, allowed)) for status in COUNTED),
    ]
    for day in _days(duties.now):
        counts += [_how_many(is_completed, Enrolment.valid_until_on < day), _how_many(is_overdue_on(day))]
    named = [count.label(f"count_{place}") for place, count in enumerate(counts)]
    return duties.only_enrolments(Enrolment.unit_id, *named).group_by(Enrolment.unit_id).subquery()


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*conditions) if conditions else func.count()


def _attempts_allowed(assignment_id: int) -> ColumnElement[Any]:
    return (
        select(Quiz.attempts_allowed)
        .join(Module, Module.quiz_id == Quiz.id)
        .join(Assignment, Assignment.module_id == Module.id)
        .where(Assignment.id == assignment_id)
        .scalar_subquery()
    )


def _of_each_unit(assignment_id: int, counted: Subquery) -> Select[*tuple[Any, ...]]:
    _unit_id, *counts = counted.c
    columns = (Unit.path, Unit.zone, literal(assignment_id, BIG).label("assignment_id"), *counts)
    return select(*columns).join(counted, Unit.id == counted.c.unit_id)


def _of_each_zone(assignment_id: int, counted: Subquery) -> Select[*tuple[Any, ...]]:
    _unit_id, *counts = counted.c
    sums = [func.sum(count).label(count.key) for count in counts]
    columns = (literal("").label("path"), Unit.zone, literal(assignment_id, BIG).label("assignment_id"), *sums)
    return select(*columns).join(counted, Unit.id == counted.c.unit_id).group_by(Unit.zone)


def _standings(duties: Duties, statements: Sequence[Select[*tuple[Any, ...]]]) -> Iterator[Standing]:
    if not statements:
        return
    days = _days(duties.now)
    place_of = {zone: days.index(clock.today_in(zone, duties.now)) for zone in ZONE_NAMES}
    for path, zone, assignment_id, *counts in db.session.execute(union_all(*statements)).all():
        yield Standing(path, assignment_id, _tally(counts, place_of.get(zone, place_of[DEFAULT_ZONE])))


def _tally(counts: Sequence[Any], day: int) -> Tally:
    """Counts of `_by_unit` as a tally, as things stand on the day of this place."""
    people, completed, exempt, used_up, begun, *past = map(int, counts)
    lapsed, overdue = past[2 * day : 2 * day + 2]
    not_started = people - completed - exempt - used_up - begun
    return Tally(completed - lapsed, begun, not_started, used_up, lapsed, exempt, overdue)


def _days(now: datetime) -> list[date]:
    """The calendar days that it is now, somewhere in the country."""
    return sorted({clock.today_in(zone, now) for zone in ZONE_NAMES})
