"""One unit of work a request: nothing half stored, nothing acknowledged that was not committed."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app import create_app
from tests.client import Browser
from tests.factories.people import make_unit
from training.core.access import public
from training.core.config import Settings
from training.core.db import aside, db
from training.core.errors import Conflict
from training.core.transaction import record_after_rollback, unit_of_work
from training.org.models import Unit
from training.org.services import create_unit

OPENED_ON = date(2024, 1, 2)


def store(code: str) -> None:
    create_unit(code=code, name=code, kind="office", opened_on=OPENED_ON)


def stored() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Unit.code).order_by(Unit.code)))


Visit = Callable[..., "tuple[int, list[str]]"]


@pytest.fixture
def visit(app: Flask, settings: Settings) -> Iterator[Visit]:
    """Runs a function as a view; returns the status and the codes of the units that are stored afterwards."""
    built = create_app(settings)

    def run(view: Callable[[], ResponseReturnValue], method: str = "POST") -> tuple[int, list[str]]:
        built.add_url_rule("/probe", view_func=public(view), methods=[method])
        built.config["WTF_CSRF_ENABLED"] = False
        page = Browser(built)._send(method, "/probe")
        return page.status, stored()

    yield run
    with built.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("status", [200, 201, 303, 399])
def test_what_an_answer_below_400_wrote_is_kept(visit, status):
    def view() -> ResponseReturnValue:
        store("a")
        return "", status

    assert visit(view) == (status, ["a"])


@pytest.mark.parametrize("status", [400, 404, 409, 500, 503])
def test_what_a_refusal_wrote_is_gone(visit, status):
    def view() -> ResponseReturnValue:
        store("a")
        return "", status

    assert visit(view) == (status, [])


@pytest.mark.parametrize(("error", "status"), [(Conflict, 409), (RuntimeError, 500)])
def test_an_error_undoes_everything(visit, error, status):
    def view() -> ResponseReturnValue:
        store("a")
        raise error

    assert visit(view) == (status, [])


def test_abort_undoes_everything(visit):
    def view() -> ResponseReturnValue:
        store("a")
        abort(403)

    assert visit(view) == (403, [])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("COMMIT", None, Exception("disk I/O error")), 503),
        (IntegrityError("COMMIT", None, Exception("deferred constraint")), 500),
    ],
)
def test_a_commit_that_fails_is_told_and_nothing_is_stored(visit, error, status):
    def view() -> ResponseReturnValue:
        store("a")
        event.listen(db.session(), "before_commit", refuse)
        return "saved"

    def refuse(_session: Session) -> None:
        raise error

    assert visit(view) == (status, [])


def test_a_constraint_that_fails_with_the_last_flush_is_told_and_nothing_is_stored(visit):
    make_unit(code="a")

    def view() -> ResponseReturnValue:
        store("b")
        db.session.add(Unit(code="a", name="a", kind="office", zone="Asia/Jakarta", path="/x/", opened_on=OPENED_ON))
        return "saved"

    assert visit(view) == (500, ["a"])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_that_reads_cannot_write(visit, method):
    def view() -> ResponseReturnValue:
        store("a")
        return ""

    assert visit(view, method) == (500, [])


def test_reading_takes_no_lock_that_keeps_writers_waiting(visit, is_postgresql):
    begins = []

    def view() -> ResponseReturnValue:
        count = db.session.scalar(select(func.count()).select_from(Unit))
        if not is_postgresql:
            with db.engine.begin() as writer:
                writer.execute(text("UPDATE units SET name = name"))
        begins.append(count)
        return ""

    assert visit(view, "GET") == (200, [])
    assert begins == [0]


def test_what_must_survive_a_refusal_is_written_after_it(visit):
    def view() -> ResponseReturnValue:
        store("lost")
        record_after_rollback(lambda: store("kept"))
        raise Conflict

    assert visit(view) == (409, ["kept"])


def test_what_must_survive_is_written_after_a_request_that_reads_too(visit):
    def view() -> ResponseReturnValue:
        record_after_rollback(lambda: store("kept"))
        return ""

    assert visit(view, "GET") == (200, ["kept"])


def test_what_must_survive_is_written_beside_what_was_kept(visit):
    def view() -> ResponseReturnValue:
        store("a")
        record_after_rollback(lambda: store("b"))
        return ""

    assert visit(view) == (200, ["a", "b"])


def test_nothing_more_is_tried_on_a_database_that_failed(visit):
    def view() -> ResponseReturnValue:
        record_after_rollback(lambda: store("b"))
        raise OperationalError("SELECT 1", None, Exception("database is locked"))

    assert visit(view) == (503, [])


def test_a_command_or_job_keeps_all_or_nothing(app):
    with unit_of_work():
        store("a")
    with pytest.raises(RuntimeError), unit_of_work():
        store("b")
        raise RuntimeError
    assert stored() == ["a"]


def test_a_read_aside_sees_only_what_is_committed(app):
    count = select(func.count()).select_from(Unit)
    with unit_of_work():
        with aside() as connection:
            before = connection.scalar(count)
        store("a")
    with aside() as connection:
        assert (before, connection.scalar(count)) == (0, 1)
