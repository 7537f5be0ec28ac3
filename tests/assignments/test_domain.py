"""Due dates are days of the unit's own zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from training.assignments.domain.dates import DueStatus, due_at, due_status, effective_due_on, valid_until

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


@pytest.mark.parametrize(
    ("completed_on", "months", "expected"),
    [
        (date(2026, 11, 23), None, None),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 11, 23), 2, date(2027, 1, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 36, date(2029, 12, 31)),
    ],
)
def test_validity_ends_on_the_same_day_some_months_later(
    completed_on: date, months: int | None, expected: date | None
) -> None:
    assert valid_until(completed_on, months) == expected


@pytest.mark.parametrize(
    ("assigned", "extended_until", "expected"),
    [
        (TODAY, None, TODAY),
        (TODAY, date(2026, 3, 9), date(2026, 3, 9)),
        (TODAY, date(2026, 3, 1), TODAY),
        (None, date(2026, 3, 9), None),
        (None, None, None),
    ],
)
def test_the_later_of_the_two_due_dates_counts(
    assigned: date | None, extended_until: date | None, expected: date | None
) -> None:
    assert effective_due_on(assigned, extended_until) == expected
