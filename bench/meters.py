"""What a benchmark reads beside the clock: the pace of the machine, how long the write lock was held, the work of a PostgreSQL server."""

import os
import statistics
import time
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import event, text

from training.core.db import db

PARENT, USER_TICKS, SYSTEM_TICKS = 1, 11, 12  # fields of /proc/<pid>/stat after the name

BUDGET_HASH = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
BUDGET_HASH_MS = 18
"""What the hash takes on the machine that the budgets were set on."""
TIMES = 9


def pace() -> str:
    """How fast this machine is just now, beside the one of the budgets: the median time of one hash."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        BUDGET_HASH.hash("only to take the time")
        times.append((time.perf_counter() - began) * 1000)
    taken = statistics.median(times)
    return f"the hash of the budgets takes {taken:.0f} ms ({BUDGET_HASH_MS} there, so this machine is {taken / BUDGET_HASH_MS:.1f} times as slow)"


class Lock:
    """The longest time that a transaction that writes was open, on SQLite."""

    def __init__(self) -> None:
        self.longest = self.began = 0.0
        event.listen(db.engine, "before_cursor_execute", self._note)
        event.listen(db.engine, "commit", self._end)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            self.began = time.perf_counter()

    def _end(self, _connection: object) -> None:
        if self.began:
            self.longest = max(self.longest, time.perf_counter() - self.began)
            self.began = 0.0


class Server:
    """CPU seconds of a PostgreSQL server on this machine, all its processes together; 0 on SQLite. Needs Linux."""

    def __init__(self) -> None:
        self.postmaster: str | None = None
        if db.engine.dialect.name == "postgresql":
            backend = db.session.scalars(text("SELECT pg_backend_pid()")).one()
            db.session.rollback()
            self.postmaster = _fields(Path(f"/proc/{backend}/stat"))[PARENT]

    def seconds(self) -> float:
        """Since each of its processes began."""
        if self.postmaster is None:
            return 0.0
        found = [_fields(path) for path in Path("/proc").glob("[0-9]*/stat")]
        ticks = sum(
            int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])
            for fields in found
            if fields and fields[PARENT] == self.postmaster
        )
        return ticks / os.sysconf("SC_CLK_TCK")


def _fields(path: Path) -> list[str]:
    try:
        return path.read_text().rpartition(") ")[2].split()
    except OSError:
        return []
