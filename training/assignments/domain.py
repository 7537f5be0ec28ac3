"""Due dates: the end of the local day of the person's unit."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DUE_SOON_DAYS = 7


class DueStatus(StrEnum):
    """How an open duty stands against its due date."""

    NO_DATE = "no_date"
    LATER = "later"
    SOON = "soon"
    OVERDUE = "overdue"


def due_at(due_on: date, zone: str) -> datetime:
    """The moment a due date has passed: midnight after it, in the unit's zone."""
    return datetime.combine(due_on + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def due_status(due_on: date | None, *, today: date) -> DueStatus:
    """Overdue from the day after; soon within a week."""
    if due_on is None:
        return DueStatus.NO_DATE
    if due_on < today:
        return DueStatus.OVERDUE
    return DueStatus.SOON if (due_on - today).days <= DUE_SOON_DAYS else DueStatus.LATER
