"""Waiting for the single write lock of SQLite."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from training.core.config import Settings
from training.core.sqlite import prepare_sqlite

pytestmark = pytest.mark.one_database

PATIENCE_SECONDS = 0.3


@pytest.fixture
def engine(tmp_path: Path, settings: Settings) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'own.db'}")
    prepare_sqlite(engine, replace(settings, database_patience_seconds=PATIENCE_SECONDS))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE things (id INTEGER)")
    yield engine
    engine.dispose()


@pytest.fixture
def locker(engine: Engine, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another connection, which holds the write lock until it rolls back."""
    locker = sqlite3.connect(tmp_path / "own.db", isolation_level=None, check_same_thread=False)
    locker.execute("BEGIN IMMEDIATE")
    yield locker
    locker.close()


def seconds_until_refused(engine: Engine) -> float:
    began = time.monotonic()
    with pytest.raises(OperationalError), engine.begin():
        pass
    return time.monotonic() - began


def test_one_waits_with_patience_and_is_refused(engine: Engine, locker: sqlite3.Connection) -> None:
    assert PATIENCE_SECONDS * 0.8 < seconds_until_refused(engine) < PATIENCE_SECONDS * 5


def test_once_somebody_waited_in_vain_the_others_hear_of_it_at_once(engine: Engine, locker: sqlite3.Connection) -> None:
    seconds_until_refused(engine)
    with ThreadPoolExecutor(6) as threads:
        waited = sorted(threads.map(lambda _number: seconds_until_refused(engine), range(6)))
    assert waited[0] < PATIENCE_SECONDS / 2
    assert sum(waited) < PATIENCE_SECONDS * 5, "one at a time"


def test_whoever_waits_when_it_is_given_back_goes_on_and_so_do_all_after(
    engine: Engine, locker: sqlite3.Connection
) -> None:
    seconds_until_refused(engine)
    with ThreadPoolExecutor(1) as threads:

        def write() -> None:
            with engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO things VALUES (1)")

        waiting = threads.submit(write)
        time.sleep(PATIENCE_SECONDS / 5)
        locker.execute("ROLLBACK")
        waiting.result(PATIENCE_SECONDS * 10)
        with ThreadPoolExecutor(6) as crowd:
            list(crowd.map(lambda _number: write(), range(6)))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM things").scalar() == 7
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == PATIENCE_SECONDS * 1000


def test_whoever_only_reads_waits_for_nobody(engine: Engine, locker: sqlite3.Connection) -> None:
    seconds_until_refused(engine)
    with engine.connect().execution_options(sqlite_begin="DEFERRED") as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM things").scalar() == 0
