"""When a job is tried again."""

from datetime import UTC, datetime, timedelta

FIRST_WAIT_SECONDS = 15
WAIT_GROWTH = 4
LONGEST_WAIT_SECONDS = 6 * 3600
TRIES_ALLOWED = 8


def wait_after(tries: int) -> timedelta:
    """How long to wait after the try of this number (1 = first): 15 s, 1 min, 4 min, 16 min … at most 6 h.

    The eight tries of a usual job span about twelve hours: a mail server that is away overnight loses nothing.
    """
    return timedelta(seconds=min(FIRST_WAIT_SECONDS * WAIT_GROWTH ** (tries - 1), LONGEST_WAIT_SECONDS))


def next_period_at(now: datetime, every_seconds: int) -> datetime:
    """The next multiple of the period since 1970 in UTC, always after `now`: all workers agree on it."""
    periods = int(now.timestamp()) // every_seconds + 1
    return datetime.fromtimestamp(periods * every_seconds, tz=UTC)


def next_try_at(now: datetime, *, tries: int, tries_allowed: int, every_seconds: int | None) -> datetime | None:
    """When to try again a job whose try of this number failed, or None when it has failed for good.

    A periodic job never fails for good: it is tried again in its next period at the latest.
    """
    if every_seconds is not None:
        return min(now + wait_after(tries), next_period_at(now, every_seconds))
    return now + wait_after(tries) if tries < tries_allowed else None
