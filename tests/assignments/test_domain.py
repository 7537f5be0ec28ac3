"""Due dates are days of the unit's own zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from training.assignments.domain import DueStatus, due_at, due_status

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)],
)
def test_a_due_date_ends_with_the_local_day(zone: str, hour: int) -> None:
    assert due_at(TODAY, zone) == datetime(2026, 3, 2, hour, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "status"),
    [(-1, DueStatus.OVERDUE), (0, DueStatus.SOON), (7, DueStatus.SOON), (8, DueStatus.LATER)],
)
def test_overdue_begins_the_day_after_and_soon_a_week_before(days: int, status: DueStatus) -> None:
    assert due_status(TODAY + timedelta(days=days), today=TODAY) is status


def test_without_a_date_nothing_is_overdue() -> None:
    assert due_status(None, today=date.max) is DueStatus.NO_DATE
