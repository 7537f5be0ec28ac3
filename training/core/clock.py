"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today_in(zone: str, moment: datetime) -> date:
    """The calendar day of `moment` in an IANA zone such as `Asia/Jakarta`."""
    return moment.astimezone(ZoneInfo(zone)).date()
