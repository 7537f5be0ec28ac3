"""How often one may try: counted in the database, by account and by address.

Whole offices share one address, so the address alone allows many tries and success costs nothing. An account allows
few tries from one address, more from all addresses together, and none of that bars an address from which its owner
has signed in before.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from training.accounts.models import Throttle
from training.core.db import db
from training.core.errors import TooMany

QUARTER_HOUR = 15 * 60
HOUR = 60 * 60


@dataclass(frozen=True)
class Limit:
    """At most `allowed` tries with one `key` in a window of `seconds`."""

    key: str
    allowed: int
    seconds: int

    def window(self, now: datetime) -> datetime:
        """Start of the window that `now` lies in."""
        started = int(now.timestamp()) // self.seconds * self.seconds
        return datetime.fromtimestamp(started, tz=UTC)


def keyed_hash(*parts: str) -> str:
    """A hash only this installation can make, so that the table tells nobody who tried."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def sign_in_limits(account: str, address: str) -> tuple[Limit, Limit, Limit]:
    """Account at this address, account anywhere, address."""
    return (
        Limit("pair:" + keyed_hash(account, address), 8, QUARTER_HOUR),
        Limit("account:" + keyed_hash(account), 60, HOUR),
        Limit("address:" + keyed_hash(address), 1000, QUARTER_HOUR),
    )


def activation_limits(address: str) -> tuple[Limit, ...]:
    """Codes have 60 random bits; the limit only keeps guessing from costing us anything."""
    return (Limit("activation:" + keyed_hash(address), 300, QUARTER_HOUR),)


def count_try(limits: Sequence[Limit], *, now: datetime) -> set[Limit]:
    """Count one try before its outcome is known (so that a burst cannot slip through) and return the limits it broke.

    Runs in a short transaction of its own; statements: one per limit.
    """
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    broken = set()
    with db.engine.begin() as connection:
        for limit in sorted(limits, key=lambda limit: limit.key):
            statement = insert(Throttle).values(key=limit.key, window_started_at=limit.window(now), count=1)
            statement = statement.on_conflict_do_update(
                index_elements=[Throttle.key, Throttle.window_started_at], set_={"count": Throttle.count + 1}
            )
            if connection.execute(statement.returning(Throttle.count)).scalar_one() > limit.allowed:
                broken.add(limit)
    return broken


def forgive(limits: Sequence[Limit], *, now: datetime) -> None:
    """Take a try back that succeeded; the account starts afresh, the address gets its one try back."""
    for limit in limits:
        at = (Throttle.key == limit.key, Throttle.window_started_at == limit.window(now))
        if limit.key.startswith("address:"):
            less = case((Throttle.count > 0, Throttle.count - 1), else_=0)
            db.session.execute(update(Throttle).where(*at).values(count=less))
        else:
            db.session.execute(delete(Throttle).where(*at))


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
