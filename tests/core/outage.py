"""A database that is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from training.core.db import db


@contextmanager
def without_database() -> Iterator[None]:
    """No connection to be had, as when the server is down or the disk is gone."""

    def refuse(*_: object) -> None:
        raise db.engine.dialect.loaded_dbapi.OperationalError("unable to open database file")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "do_connect", refuse, insert=True)
    try:
        yield
    finally:
        event.remove(db.engine, "do_connect", refuse)
