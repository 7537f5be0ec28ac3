"""Somebody else holds a lock for twelve seconds: people are told within six that their answers are safe, and go on."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.faults.sitting import JSON, LIMIT_SECONDS, SAFE, make_sittings, one_sitting, sit_down
from tests.servers import Site, at_once, running_site
from training.core.config import Settings
from training.core.db import db

LOCKED_SECONDS = 12
HOLD_SQLITE = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
"""
HOLD_POSTGRESQL = """
import psycopg, sys, time
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("LOCK TABLE attempts IN ACCESS EXCLUSIVE MODE")
    print("locked", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    with running_site(app) as site:
        yield site


@contextmanager
def locked(app: Flask, seconds: float) -> Iterator[None]:
    """Begins when another process holds the lock, and ends when it was held that long."""
    settings: Settings = app.config["SETTINGS"]
    url = make_url(settings.database_url)
    program, where = HOLD_SQLITE, url.database or ""
    if url.get_backend_name() == "postgresql":
        program, where = HOLD_POSTGRESQL, url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [sys.executable, "-c", program, where, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        yield
    assert holder.returncode == 0


@pytest.mark.slow
def test_a_locked_database_is_told_in_time_loses_nothing_and_heals_by_itself(app: Flask, site: Site) -> None:
    sitting = one_sitting(app, site)
    with locked(app, LOCKED_SECONDS):
        began = time.monotonic()
        refused = sitting.answer(1, revision=1)
        assert (refused.status, SAFE in refused.text) == (503, True)
        assert refused.seconds < LIMIT_SECONDS
        script = sitting.answer(1, revision=1, accept=JSON)
        assert (script.status, script.json["error"]) == (503, 503)
        assert script.seconds < LIMIT_SECONDS
        assert sitting.client.get("/healthz").status == 200
        if db.engine.dialect.name == "sqlite":
            assert sitting.look().status == 200, "whoever only reads is not held up"
        assert time.monotonic() - began < LOCKED_SECONDS, "the lock was held all the time"
    assert sitting.stored() == {1: (1, [0])}
    assert sitting.answer(1, revision=1).status == 303
    assert sitting.stored() == {1: (2, [1])}


def test_a_short_lock_is_waited_for_and_nobody_notices(app: Flask, site: Site) -> None:
    sitting = one_sitting(app, site)
    with locked(app, 2):
        answer = sitting.answer(1, revision=1)
    assert answer.status == 303
    assert sitting.stored() == {1: (2, [1])}


@pytest.mark.slow
@pytest.mark.one_database
def test_a_whole_hall_that_meets_a_lock_is_told_in_time(app: Flask, site: Site) -> None:
    sittings = sit_down(site, make_sittings(40, items=2))
    with locked(app, LOCKED_SECONDS):
        answers = at_once([lambda sitting=sitting: sitting.answer(1, accept=JSON) for sitting in sittings])  # type: ignore[misc]
    assert {answer.status for answer in answers} == {503}, "none had to wait until the lock was given back"
    assert max(answer.seconds for answer in answers) < LIMIT_SECONDS
    assert {sitting.answer(1, accept=JSON).status for sitting in sittings} == {200}
