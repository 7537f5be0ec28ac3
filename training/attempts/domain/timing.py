"""When an attempt ends and the next may begin. The clock is the server's."""

from datetime import datetime, timedelta


def closes_at(started_at: datetime, time_limit_seconds: int | None) -> datetime | None:
    """The end of an attempt, or None without a limit."""
    return None if time_limit_seconds is None else started_at + timedelta(seconds=time_limit_seconds)


def is_expired(closes_at: datetime | None, *, now: datetime) -> bool:
    """Whether the end has come; at the very moment it has."""
    return closes_at is not None and now >= closes_at


def seconds_left(closes_at: datetime | None, *, now: datetime) -> int | None:
    """Whole seconds until the end, 0 once it has come, None without a limit."""
    return None if closes_at is None else max(0, int((closes_at - now).total_seconds()))


def cool_down_ends_at(submitted_at: datetime, cool_down_seconds: int) -> datetime:
    """When the next attempt may begin."""
    return submitted_at + timedelta(seconds=cool_down_seconds)
