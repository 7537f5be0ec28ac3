"""The settings of each SQLite connection, and how long one waits for the single write lock."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from training.core.config import Settings
from training.core.patience import Patience

BEGIN_TO_WRITE = "BEGIN IMMEDIATE"


def prepare_sqlite(engine: Engine, settings: Settings) -> None:
    """Give each connection our settings, and begin its transactions ourselves."""
    patience_ms = int(settings.database_patience_seconds * 1000)
    lock = Patience(patience_ms, lambda reason: OperationalError(BEGIN_TO_WRITE, None, reason))

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
