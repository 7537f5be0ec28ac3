"""Connections to PostgreSQL that never wait for ever, even when the server does not answer at all.

`lock_timeout` and `statement_timeout` bound what the server does; a server that hangs, or a network that drops packets,
keeps neither. So each wait for an answer has a bound on our side too, after which the connection is thrown away.
"""

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from training.core.config import Settings
from training.core.patience import Patience

MORE_THAN_THE_SERVER_SECONDS = 0.5
SHORTEST_CONNECT_SECONDS = 2  # what the driver takes at least
SECOND_MS = 1000


class NoAnswer(psycopg.OperationalError):
    """The server did not answer in time; whether it carried out the statement is not known."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection whose every wait ends after `patience_seconds` (None: never)."""

    patience_seconds: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """As psycopg's. Raises NoAnswer; the connection is closed then, so that nothing waits on it again."""
        bound = self.patience_seconds if timeout is None else timeout
        try:
            return super().wait(gen, interval, bound)
        except psycopg.OperationalError as error:
            if timeout is not None or type(error).__name__ != "_WaitTimeout":
                raise
            self.pgconn.finish()
            raise NoAnswer("the server does not answer") from None


def prepare_postgresql(engine: Engine, settings: Settings) -> None:
    """Let the engine connect with patience; commands and jobs may take their time."""
    if settings.is_command:
        return
    patience_seconds = settings.database_patience_seconds
    server = Patience(
        int(patience_seconds * SECOND_MS), lambda reason: NoAnswer(str(reason)), in_vain=psycopg.OperationalError
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Dialect, _record: ConnectionPoolEntry, words: Any, options: dict[str, Any]) -> Any:
        with server.waiting() as milliseconds:
            options["connect_timeout"] = max(SHORTEST_CONNECT_SECONDS, milliseconds // SECOND_MS)
            connection = PatientConnection.connect(*words, **options)
        connection.patience_seconds = patience_seconds + MORE_THAN_THE_SERVER_SECONDS
        return connection
