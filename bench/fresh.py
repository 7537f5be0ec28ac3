"""The application on an empty, migrated database of a kind, for benchmarks that fill it themselves."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.postgres_server import create_database, running_server
from training.core.config import Mode, Settings
from training.core.db import db


@contextmanager
def fresh_app(kind: str, **settings: Any) -> Iterator[Flask]:
    """On "sqlite" or a "postgresql" of its own, both gone at the end; `settings` are added to those of a benchmark."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netral-bench-")))
        url = f"sqlite:///{folder / 'netral.db'}"
        if kind == "postgresql":
            url = create_database(stack.enter_context(running_server()), "bench")
        app = create_app(
            Settings(
                mode=Mode.DEMO, database_url=url, secret_key="only for a benchmark, long enough",
                base_url="http://localhost", data_dir=folder, log_level="ERROR", testing=True, **settings,
            )
        )  # fmt: skip
        with app.app_context():
            upgrade()
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
