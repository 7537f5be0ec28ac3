"""The settings of each SQLite connection, and how long one waits for the single write lock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from training.core.config import Settings

BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
SHORT_PATIENCE_MS = 1000


class WriteLock:
    """Who may wait for the write lock, and how long.

    Usually everybody, with patience. Once somebody has waited in vain, all others would keep the threads of the server
    busy one crowd after the other: until it is free again only one waits at a time, briefly, and the others are told
    at once that the database cannot be reached.
    """

    def __init__(self, patience_ms: int) -> None:
        self.patience_ms = patience_ms
        self._is_stuck = False
        self._turn = threading.Lock()

    @contextmanager
    def waiting(self) -> Iterator[int]:
        """Wait inside; yields for how many milliseconds. Raises OperationalError when it is not one's turn."""
        if not self._is_stuck:
            with self._noticing():
                yield self.patience_ms
        elif self._turn.acquire(blocking=False):
            try:
                with self._noticing():
                    yield min(SHORT_PATIENCE_MS, self.patience_ms)
            finally:
                self._turn.release()
        else:
            raise OperationalError(BEGIN_TO_WRITE, None, TimeoutError("others wait for the write lock already"))

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except OperationalError:
            self._is_stuck = True
            raise
        self._is_stuck = False


def prepare_sqlite(engine: Engine, settings: Settings) -> None:
    """Give each connection our settings, and begin its transactions ourselves."""
    patience_ms = int(settings.database_patience_seconds * 1000)
    lock = WriteLock(patience_ms)

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None
        for pragma in (
            f"busy_timeout={patience_ms}",
            "journal_mode=WAL",
            f"synchronous={'OFF' if settings.testing else 'FULL'}",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-20000",
        ):
            dbapi.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("sqlite_begin") == "DEFERRED":
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        with lock.waiting() as milliseconds:
            _begin_to_write(connection, milliseconds, patience_ms)


def _begin_to_write(connection: Connection, milliseconds: int, usual_milliseconds: int) -> None:
    if milliseconds == usual_milliseconds:
        connection.exec_driver_sql(BEGIN_TO_WRITE)
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
    try:
        connection.exec_driver_sql(BEGIN_TO_WRITE)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={usual_milliseconds}")
