"""The database goes away, hangs or has no room: people are told in time that their answers are safe, and it heals."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.faults.sitting import JSON, LIMIT_SECONDS, SAFE, Sitting, make_sittings, one_sitting, sit_down
from tests.postgres_server import PostgresServer, create_database, own_server
from tests.servers import Site, at_once, running_site
from training.core.config import Settings
from training.core.db import db

HEALED_WITHIN_SECONDS = 15
SMALLEST_BYTES = 4096
PEOPLE = 20


def assert_refused_in_time(sitting: Sitting) -> None:
    for meeting in (lambda: sitting.answer(1, revision=1), lambda: sitting.look(2)):
        answer = meeting()
        assert (answer.status, SAFE in answer.text) == (503, True)
        assert answer.seconds < LIMIT_SECONDS
    script = sitting.answer(1, revision=1, accept=JSON)
    assert (script.status, script.json["error"]) == (503, 503)
    assert script.seconds < LIMIT_SECONDS
    assert sitting.client.get("/healthz").status == 200, "the process is well"
    assert sitting.client.get("/readyz").status == 503, "but has no database"


def assert_healed(sitting: Sitting, *, revision: int = 1) -> None:
    until = time.monotonic() + HEALED_WITHIN_SECONDS
    while sitting.look().status != 200:
        assert time.monotonic() < until, "it does not heal without a restart"
        time.sleep(0.2)
    assert sitting.answer(1, revision=revision).status == 303


@contextmanager
def quiz_on(server: PostgresServer, settings: Settings, folder: Path) -> Iterator[tuple[Flask, Site]]:
    """A site of its own on a server that may be stopped."""
    url = create_database(server.url, "outage")
    app = create_app(replace(settings, database_url=url, data_dir=folder))
    with app.app_context():
        upgrade()
        with running_site(app) as site:
            yield app, site
        db.session.remove()
        db.engine.dispose()


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_server_that_is_stopped_and_started_again_is_waited_out(settings: Settings, tmp_path: Path) -> None:
    with own_server() as server, quiz_on(server, settings, tmp_path) as (app, site):
        sitting = one_sitting(app, site)
        db.engine.dispose()
        server.stop()
        assert_refused_in_time(sitting)
        server.start()
        assert_healed(sitting)
        assert sitting.stored() == {1: (2, [1])}


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_server_that_hangs_keeps_nobody_waiting(settings: Settings, tmp_path: Path) -> None:
    with own_server() as server, quiz_on(server, settings, tmp_path) as (_app, site):
        sittings = sit_down(site, make_sittings(PEOPLE, items=2))
        with server.hung():
            assert_refused_in_time(sittings[0])
            answers = at_once([lambda one=one: one.answer(1, accept=JSON) for one in sittings])  # type: ignore[misc]
            assert {answer.status for answer in answers} == {503}
            assert max(answer.seconds for answer in answers) < LIMIT_SECONDS
        assert_healed(sittings[1], revision=0)


@pytest.fixture
def limited(app: Flask) -> Iterator[tuple[Site, Callable[[int], None]]]:
    """A site, and a way to bound how large its files may grow (bytes), as on a disk that is full."""
    with running_site(app) as site:
        pid = site.servers[0].pid

        def limit(most: int) -> None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

        yield site, limit


@pytest.mark.slow
@pytest.mark.one_database
def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(
    app: Flask, limited: tuple[Site, Callable[[int], None]]
) -> None:
    site, limit = limited
    sitting = one_sitting(app, site)
    before = sitting.stored()
    limit(SMALLEST_BYTES)
    for place in (1, 2):
        refused = sitting.answer(place, revision=1)
        assert (refused.status, SAFE in refused.text) == (503, True)
        assert refused.seconds < LIMIT_SECONDS
    assert sitting.look().status == 200, "whoever only reads goes on"
    assert sitting.stored() == before
    limit(resource.RLIM_INFINITY)
    assert_healed(sitting)
    assert sitting.stored() == {1: (2, [1])}
