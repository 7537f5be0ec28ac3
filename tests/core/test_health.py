"""`/healthz` lives without a database; `/readyz` says whether the process can serve, and heals by itself."""

import pytest
from sqlalchemy import text

from tests.client import recorded_statements
from tests.core.outage import without_database
from training.core.db import db


def set_revision(revision: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def test_a_process_that_answers_lives_whatever_the_database_does(app, browser):
    with without_database(), recorded_statements(app) as statements:
        page = browser.get("/healthz")
    assert (page.status, page.json, statements) == (200, {"status": "ok"}, [])


def test_it_is_ready_with_a_database_at_the_newest_migration(browser):
    page = browser.get("/readyz")
    assert (page.status, page.json) == (200, {"status": "ok"})


def test_it_is_not_ready_without_a_database_and_heals_without_a_restart(browser):
    with without_database():
        page = browser.get("/readyz")
        assert (page.status, page.json) == (503, {"status": "unavailable", "reason": "database"})
    assert browser.get("/readyz").status == 200


@pytest.mark.parametrize("revision", ["0000", ""])
def test_it_is_not_ready_while_migrations_are_behind(browser, revision):
    set_revision(revision)
    page = browser.get("/readyz")
    assert (page.status, page.json) == (503, {"status": "unavailable", "reason": "migrations"})


def test_it_is_not_ready_before_the_first_migration(app, browser):
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert browser.get("/readyz").json == {"status": "unavailable", "reason": "database"}
