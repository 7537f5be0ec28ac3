"""One transaction per request, at the edge.

A view's writes are committed after its response exists and before it is sent, inside `dispatch_request`: a commit that
fails reaches the error handlers, and nobody is told "saved" about something that was not. Below 400 commits, the rest
rolls back. `commit` is written nowhere else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, g
from flask.typing import ResponseReturnValue
from sqlalchemy import Result, Select
from sqlalchemy.exc import DBAPIError

from training.core.db import ONLY_READS, aside, db, is_reading, rows_of

FIRST_ERROR_STATUS = 400


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


def read_now(statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None) -> Result[*tuple[Any, ...]]:
    """Rows that are read before a request's unit of work: in the reading session of a GET, else on a connection aside."""
    if is_reading():
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


@contextmanager
def only_reading() -> Iterator[None]:
    """The first part of a job that has much to find out: it reads as a GET does and locks nobody out.

    Nothing may be read or written through the session before; what was loaded must not be used as models afterwards.
    """
    db.session.info[ONLY_READS] = True
    try:
        yield
    finally:
        db.session.rollback()
        db.session.info[ONLY_READS] = False


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
    if writes:
        db.session.info[ONLY_READS] = False
    for write in writes:
        with unit_of_work():
            write()
