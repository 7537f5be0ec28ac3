"""The application on a real database, fresh for every test; NETRAL_TEST_DATABASE says which: sqlite or postgresql."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.catalogues import compile_translations
from tests.client import Browser
from tests.postgres_reset import empty_database, fingerprint
from tests.postgres_server import create_database, running_server
from training.core.config import Mode, Settings
from training.core.db import db

SERVER = "NETRAL_TEST_POSTGRES"
SHARED_FOLDER = "NETRAL_TEST_SHARED_FOLDER"
_resources = ExitStack()


def database_kind() -> str:
    """Which database this run is on."""
    kind = os.environ.get("NETRAL_TEST_DATABASE", "sqlite")
    if kind not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"NETRAL_TEST_DATABASE must be sqlite or postgresql, not {kind!r}")
    return kind


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow set too")


def pytest_configure(config: pytest.Config) -> None:
    """Translations, a folder and, if asked for, one PostgreSQL for the whole run: made by whoever starts the workers."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    compile_translations()
    os.environ[SHARED_FOLDER] = _resources.enter_context(tempfile.TemporaryDirectory(prefix="netral-tests-"))
    if database_kind() == "postgresql":
        os.environ[SERVER] = _resources.enter_context(running_server())


def pytest_unconfigure(config: pytest.Config) -> None:
    _resources.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not for: slow tests without --slow; on PostgreSQL, what one database is enough for."""
    left_out = [item for item in items if _is_left_out(config, item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _is_left_out(config: pytest.Config, item: pytest.Item) -> bool:
    if item.get_closest_marker("slow") and not config.getoption("--slow"):
        return True
    if database_kind() == "postgresql" and (item.get_closest_marker("one_database") or not _asks_a_database(item)):
        return True
    return bool(item.get_closest_marker("postgresql")) and database_kind() == "sqlite"


def _asks_a_database(item: pytest.Item) -> bool:
    """Rules without a database have been tested once the suite has run on SQLite."""
    return "test_database" in getattr(item, "fixturenames", ())


class TestDatabase:
    """A database per worker, put back to the empty schema before each test that uses it."""

    __test__ = False

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder = folder
        self.worker = worker
        self.is_postgresql = database_kind() == "postgresql"
        self.url = f"sqlite:///{folder / 'test.db'}"
        self.made_as = ""
        if self.is_postgresql:
            self.url = create_database(os.environ[SERVER], f"test_{worker}")

    def keep_as_template(self) -> None:
        db.engine.dispose()
        if self.is_postgresql:
            create_database(os.environ[SERVER], f"template_{self.worker}", template=f"test_{self.worker}")
            self.made_as = fingerprint(self.url)
        else:
            shutil.copy(self.folder / "test.db", self.folder / "template.db")

    def reset(self) -> None:
        db.session.remove()
        db.engine.dispose()
        if self.is_postgresql:
            if not empty_database(self.url, self.made_as):
                create_database(os.environ[SERVER], f"test_{self.worker}", template=f"template_{self.worker}")
                self.made_as = fingerprint(self.url)
            return
        for left in self.folder.glob("test.db-*"):
            left.unlink()
        shutil.copy(self.folder / "template.db", self.folder / "test.db")


@pytest.fixture(scope="session")
def test_database() -> Iterator[TestDatabase]:
    """The database of this worker (`gw0`, `gw1`, … or `main`)."""
    folder = Path(tempfile.mkdtemp(prefix="netral-test-"))
    yield TestDatabase(folder, os.environ.get("PYTEST_XDIST_WORKER", "main"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def settings(test_database: TestDatabase) -> Settings:
    """Settings of a test: cheap hashes, a folder of its own."""
    return Settings(
        mode=Mode.DEMO,
        database_url=test_database.url,
        secret_key="a secret that only tests know, long enough",
        base_url="http://localhost",
        data_dir=test_database.folder,
        argon2_memory_kib=8,
        argon2_rounds=1,
        log_level="ERROR",
        testing=True,
    )


@pytest.fixture(scope="session")
def built_app(settings: Settings, test_database: TestDatabase) -> Iterator[Flask]:
    """The application of this worker, its database migrated once."""
    app = create_app(settings)
    with app.app_context():
        upgrade()
        test_database.keep_as_template()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask, test_database: TestDatabase) -> Iterator[Flask]:
    """The application on an empty database, its context pushed."""
    with built_app.app_context():
        test_database.reset()
        yield built_app
        db.session.remove()


@pytest.fixture
def is_postgresql(app: Flask) -> bool:
    """Whether this run is on PostgreSQL."""
    return db.engine.dialect.name == "postgresql"


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor without scripts: each request in a context of its own."""
    return Browser(app)
