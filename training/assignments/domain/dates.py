"""Due dates (the end of the local day of the person's unit) and the validity of a completion."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from training.core.messages import N_

DUE_SOON_DAYS = 7
NEWCOMER_DAYS = 14
NEWCOMER_DAYS = 14
MONTHS_PER_YEAR = 12
NEWCOMER_REASON = N_("Baru didaftarkan ketika penugasan sudah berjalan, jadi mendapat waktu 14 hari.")
RETURNER_REASON = N_("Kembali bertugas ketika penugasan sudah berjalan, jadi mendapat waktu 14 hari.")
NEWCOMER_REASON = N_("Baru didaftarkan ketika penugasan sudah berjalan, jadi mendapat waktu 14 hari.")
RETURNER_REASON = N_("Kembali bertugas ketika penugasan sudah berjalan, jadi mendapat waktu 14 hari.")


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


def effective_due_on(assigned: date | None, extended_until: date | None) -> date | None:
    """The due date that counts for a person: the later of the assignment's and their own; None when there is none."""
    if assigned is None or extended_until is None:
        return assigned
    return max(assigned, extended_until)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last day of validity: the same day so many months later, or the last of that month; None without an end."""
    if months is None:
        return None
    years, month = divmod(completed_on.month - 1 + months, MONTHS_PER_YEAR)
    year, month = completed_on.year + years, month + 1
    return date(year, month, min(completed_on.day, calendar.monthrange(year, month)[1]))
