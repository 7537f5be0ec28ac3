"""How duties stand, in SQL: the twin of `domain/duty.py`, for counting and filtering in the database.

Statements that use these join Enrolment with its Unit (`Enrolment.unit_id`, outer), Module and Quiz. A day is that of
the unit's own zone.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, not_, or_

from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Enrolment, EnrolmentState
from training.core import clock
from training.core.i18n import DEFAULT_ZONE, ZONE_NAMES
from training.org.models import Unit
from training.quizzes.models import Quiz


def local_day(now: datetime, zone: Any = Unit.zone) -> ColumnElement[date]:
    """The calendar day of `now` in the zone of the joined Unit, or of another column."""
    usual = _day(DEFAULT_ZONE, now)
    others = [(zone == name, _day(name, now)) for name in ZONE_NAMES if name != DEFAULT_ZONE]
    return case(*others, else_=usual)


def duty_status_sql(now: datetime) -> ColumnElement[str]:
    """The value of DutyStatus of each row."""
    is_completed = Enrolment.state == EnrolmentState.COMPLETED
    return case(
        (and_(is_completed, Enrolment.valid_until_on < local_day(now)), DutyStatus.LAPSED.value),
        (is_completed, DutyStatus.PASSED.value),
        (Enrolment.exempted_at.is_not(None), DutyStatus.EXEMPT.value),
        (Enrolment.attempts_submitted >= Quiz.attempts_allowed, DutyStatus.OUT_OF_ATTEMPTS.value),
        (Enrolment.attempts_started > 0, DutyStatus.IN_PROGRESS.value),
        else_=DutyStatus.NOT_STARTED.value,
    )


def has_status(status: DutyStatus, now: datetime, allowed: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether each row has a status, in terms that an index can answer; `allowed`: how many attempts, NULL for no limit."""
    is_completed = Enrolment.state == EnrolmentState.COMPLETED
    if status in (DutyStatus.PASSED, DutyStatus.LAPSED):
        is_valid = Enrolment.valid_until_on.is_(None) | (Enrolment.valid_until_on >= local_day(now))
        return and_(is_completed, is_valid if status is DutyStatus.PASSED else not_(is_valid))
    not_completed = Enrolment.state.in_((EnrolmentState.OPEN, EnrolmentState.ENDED))
    if status is DutyStatus.EXEMPT:
        return and_(not_completed, Enrolment.exempted_at.is_not(None))
    must = and_(not_completed, Enrolment.exempted_at.is_(None))
    if status is DutyStatus.OUT_OF_ATTEMPTS:
        return and_(must, Enrolment.attempts_submitted >= allowed)
    has_more = or_(allowed.is_(None), Enrolment.attempts_submitted < allowed)
    if status is DutyStatus.IN_PROGRESS:
        return and_(must, Enrolment.attempts_started > 0, has_more)
    return and_(must, Enrolment.attempts_started == 0, has_more)


def is_used_up() -> ColumnElement[bool]:
    """Whether every attempt was handed in, so that nothing can be begun or gone on with; never NULL."""
    return func.coalesce(Enrolment.attempts_submitted >= Quiz.attempts_allowed, false())


def is_overdue_sql(now: datetime) -> ColumnElement[bool]:
    """Whether somebody still has to do it and the due date is past; never NULL."""
    return is_overdue_on(local_day(now))


def is_overdue_on(day: Any) -> ColumnElement[bool]:
    """The same as things stand on a calendar day; of Enrolment alone where that is no column."""
    return and_(
        Enrolment.state == EnrolmentState.OPEN,
        Enrolment.exempted_at.is_(None),
        Enrolment.due_on.is_not(None),
        Enrolment.due_on < day,
    )


def _day(zone: str, now: datetime) -> ColumnElement[date]:
    return literal(clock.today_in(zone, now), Enrolment.due_on.type)
