"""Reading for as long as a streamed body takes: one unchanging state of the database, and never the whole of it at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select

from training.core.db import db

ROWS_AT_ONCE = 1000


class Snapshot:
    """Made inside a request and used after it: a session of its own that only reads (SQLite DEFERRED, PostgreSQL
    REPEATABLE READ), closed with what it was opened for.
    """

    def __init__(self) -> None:
        self._engine: Engine = db.engine
        self._is_sqlite = self._engine.dialect.name == "sqlite"

    def rows(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
        """The rows of a statement, a thousand in memory at a time."""
        with self._connection() as connection:
            yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(statement)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        if self._is_sqlite:
            options = {"sqlite_begin": "DEFERRED"}
        with self._engine.connect() as connection:
            yield connection.execution_options(**options)
