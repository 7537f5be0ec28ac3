"""A database that is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg
from sqlalchemy import event

from training.core.db import db


@contextmanager
def without_database() -> Iterator[None]:
    """No connection to be had, as when the server is down or the disk is gone."""
    db.session.remove()
    db.engine.dispose()
    with _no_server() if db.engine.dialect.name == "postgresql" else _no_file():
        yield


@contextmanager
def _no_file() -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise db.engine.dialect.loaded_dbapi.OperationalError("unable to open database file")

    event.listen(db.engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "do_connect", refuse)


@contextmanager
def _no_server() -> Iterator[None]:
    refused = psycopg.OperationalError("connection refused")
    with patch.object(psycopg.Connection, "connect", side_effect=refused):
        yield
