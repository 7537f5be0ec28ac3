"""One transaction per request, at the edge.

A view's writes are committed after its response exists and before it is sent, inside `dispatch_request`: a commit that
fails reaches the error handlers, and nobody is told "saved" about something that was not. Below 400 commits, the rest
rolls back. `commit` is written nowhere else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Result, Select
from sqlalchemy.exc import DBAPIError

from training.core.db import aside, db, read_options, rows_of

FIRST_ERROR_STATUS = 400
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionalFlask(Flask):
    """A Flask whose every request is one unit of work."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit or roll back while errors can still be answered."""
        try:
            response = self.make_response(super().dispatch_request())
            _finish(response)
        except BaseException as error:
            db.session.rollback()
            if not isinstance(error, DBAPIError):
                _run_afterwards()
            raise
        _run_afterwards()
        return response


def is_reading() -> bool:
    """Whether this request may not write."""
    return request.method in READING_METHODS


def begin_reading() -> None:
    """Make the session of a GET a reader: DEFERRED on SQLite, autocommit on PostgreSQL."""
    if is_reading() and not db.session.registry.has():
        db.session.connection(execution_options=read_options())


def read_now(statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None) -> Result[*tuple[Any, ...]]:
    """Rows that are read before a request's unit of work: in the reader's session of a GET, else on a connection aside."""
    if is_reading():
        begin_reading()
        return rows_of(statement, values or {})
    with aside() as connection:
        return connection.execute(statement, values).freeze()()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """The transaction of a command, a job or a short write of its own: all of the block, or nothing."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def record_after_rollback(write: Callable[[], None]) -> None:
    """Let `write` run in its own short transaction once the request's own is over, whichever way it went.

    Only for what must survive a refusal: throttle counters, audit of refusals, last-seen of a session.
    """
    g.setdefault("after_rollback", []).append(write)


def _finish(response: Response) -> None:
    if response.status_code < FIRST_ERROR_STATUS and not is_reading():
        db.session.commit()
    else:
        db.session.rollback()


def _run_afterwards() -> None:
    writes: list[Callable[[], None]] = g.pop("after_rollback", [])
    for write in writes:
        with unit_of_work():
            write()
