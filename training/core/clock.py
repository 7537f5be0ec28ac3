"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today_in(zone: str, moment: datetime) -> date:
    """The calendar day of `moment` in an IANA zone such as `Asia/Jakarta`."""
    return moment.astimezone(ZoneInfo(zone)).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """In the block it is `moment`, for this thread only: the demo does what a year would have done, each act at its time."""
    before = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(before)
