"""How often one may try: counted in the database, by account and by address.

Whole offices share one address, so the address alone allows many tries and success costs nothing. An account allows
few tries from one address and more from all addresses together. Neither of the wider limits bars an address from which
the account's owner has signed in before, and a try that one limit refuses is not held against the others: whoever
hammers on an account from one place bars that place only.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import Connection, TextClause, bindparam, delete, text

from training.accounts.models import Throttle
from training.core.db import UtcMoment, db
from training.core.errors import TooMany

QUARTER_HOUR = 15 * 60
HOUR = 60 * 60
PAIR, ACCOUNT, ADDRESS, ACTIVATION = "pair:", "account:", "address:", "activation:"
ONE_LESS = "CASE WHEN throttles.count > 0 THEN throttles.count - 1 ELSE 0 END"
FORGIVEN = f"CASE WHEN throttles.key LIKE 'pair:%' OR throttles.key LIKE 'account:%' THEN 0 ELSE {ONE_LESS} END"


@dataclass(frozen=True)
class Limit:
    """At most `allowed` tries with one `key` in a window of `seconds`."""

    key: str
    allowed: int
    seconds: int

    @property
    def spares_known_addresses(self) -> bool:
        """Whether it is waived where the account's owner has signed in from before."""
        return self.key.startswith((ACCOUNT, ADDRESS))

    def window(self, now: datetime) -> datetime:
        """Start of the window that `now` lies in."""
        started = int(now.timestamp()) // self.seconds * self.seconds
        return datetime.fromtimestamp(started, tz=UTC)


def keyed_hash(*parts: str) -> str:
    """A hash only this installation can make, so that the table tells nobody who tried."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def sign_in_limits(account: str, address: str) -> tuple[Limit, Limit, Limit]:
    """Account at this address, account anywhere, address; the last lets 5,000 people mistype once within an hour."""
    return (
        Limit(PAIR + keyed_hash(account, address), 8, QUARTER_HOUR),
        Limit(ACCOUNT + keyed_hash(account), 60, HOUR),
        Limit(ADDRESS + keyed_hash(address), 6000, HOUR),
    )


def activation_limits(address: str) -> tuple[Limit, ...]:
    """Codes have 60 random bits; the limit only keeps guessing from costing us anything."""
    return (Limit(ACTIVATION + keyed_hash(address), 6000, HOUR),)


def count_try(connection: Connection, limits: Iterable[Limit], *, now: datetime) -> set[Limit]:
    """Count one try before its outcome is known (so that a burst cannot slip through) and return the limits it broke.

    One statement; give it a short transaction of its own.
    """
    rows = _in_order(limits)
    counted = connection.execute(_upsert(("1", "throttles.count + 1"), len(rows)), _values(rows, now))
    counts = {row.key: row.tries for row in counted}
    return {limit for limit in rows if counts[limit.key] > limit.allowed}


def take_back(connection: Connection, limits: Iterable[Limit], *, now: datetime) -> None:
    """Uncount a try that was refused before anything was checked. One statement, none without limits."""
    rows = _in_order(limits)
    if rows:
        connection.execute(_upsert(("0", ONE_LESS), len(rows)), _values(rows, now))


def forgive(limits: Iterable[Limit], *, now: datetime) -> None:
    """Uncount a try that succeeded; the account starts afresh, the address gets its one try back. One statement."""
    rows = _in_order(limits)
    db.session.connection().execute(_upsert(("0", FORGIVEN), len(rows)), _values(rows, now))


def too_many(limits: set[Limit], *, now: datetime) -> TooMany:
    """The refusal, with the time until the last of the broken windows ends."""
    ends = max(limit.window(now) + timedelta(seconds=limit.seconds) for limit in limits)
    return TooMany(retry_after_seconds=max(1, int((ends - now).total_seconds())))


def forget_old_tries(*, now: datetime) -> int:
    """Remove windows that ended long ago; returns how many."""
    long_ago = now - timedelta(seconds=2 * HOUR)
    return len(db.session.scalars(
        delete(Throttle).where(Throttle.window_started_at < long_ago).returning(Throttle.key)
    ).all())  # fmt: skip


def _in_order(limits: Iterable[Limit]) -> list[Limit]:
    """Everybody takes the rows in one order, so that two sign-ins never wait for each other in a circle."""
    return sorted(limits, key=lambda limit: limit.key)


def _values(rows: Sequence[Limit], now: datetime) -> dict[str, Any]:
    keys = {f"key_{place}": limit.key for place, limit in enumerate(rows)}
    return keys | {f"window_{place}": limit.window(now) for place, limit in enumerate(rows)}


@lru_cache
def _upsert(counts: tuple[str, str], rows: int) -> TextClause:
    """Set the counts of `key_0`, `window_0`, `key_1`, …: the first of `counts` where there is none yet, else the second.

    SQL as both databases read it, built once: every sign-in runs it.
    """
    values = ", ".join(f"(:key_{row}, :window_{row}, {counts[0]})" for row in range(rows))
    statement = text(
        f"INSERT INTO throttles (key, window_started_at, count) VALUES {values} "  # noqa: S608 - our own words
        f"ON CONFLICT (key, window_started_at) DO UPDATE SET count = {counts[1]} RETURNING key, count AS tries"
    )
    return statement.bindparams(*(bindparam(f"window_{row}", type_=UtcMoment()) for row in range(rows)))
