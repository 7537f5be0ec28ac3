from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.client import recorded_statements
from training.audit.models import AuditEvent
from training.audit.services import record
from training.core.db import db
from training.core.transaction import unit_of_work

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def events() -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent).execution_options(populate_existing=True)))


def test_an_act_is_written_with_its_moment_object_and_facts(app):
    with time_machine.travel(NOON, tick=False), unit_of_work():
        record("bank_loaded", actor_id=None, object_kind="bank", object_id=7, facts={"items": 30})
    [event] = events()
    assert (event.at, event.action, event.object_kind, event.object_id) == (NOON, "bank_loaded", "bank", "7")
    assert event.facts == {"items": 30}


def test_an_act_without_facts_has_none(app):
    with unit_of_work():
        record("bank_loaded", actor_id=None, object_kind="bank")
    [event] = events()
    assert (event.object_id, event.facts) == (None, {})


def test_recording_alone_sends_nothing_to_the_database(app):
    with recorded_statements(app) as statements:
        record("bank_loaded", actor_id=None, object_kind="bank")
    assert statements == []


def test_an_act_that_is_rolled_back_was_never_recorded(app):
    with pytest.raises(RuntimeError), unit_of_work():
        record("bank_loaded", actor_id=None, object_kind="bank")
        db.session.flush()
        raise RuntimeError
    assert events() == []


@pytest.mark.parametrize(
    "change",
    [update(AuditEvent).values(action="nothing_happened"), delete(AuditEvent)],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(app, change):
    with unit_of_work():
        record("bank_loaded", actor_id=None, object_kind="bank")
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.execute(change)
    assert [event.action for event in events()] == ["bank_loaded"]


@pytest.mark.postgresql  # SQLite has no TRUNCATE
def test_postgresql_refuses_to_empty_the_log(app):
    with unit_of_work():
        record("bank_loaded", actor_id=None, object_kind="bank")
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.execute(text("TRUNCATE audit_events CASCADE"))
    assert [event.action for event in events()] == ["bank_loaded"]
