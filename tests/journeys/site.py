"""The application as a site of its own: a fresh demo in a temporary folder, served by waitress on a free port."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask
from sqlalchemy import select

from app import create_app
from tests.catalogues import compile_translations
from tests.factories.people import make_user
from training.accounts.models import User
from training.core.config import REPOSITORY, read_settings
from training.core.db import db
from training.org.models import Unit

PATIENCE_SECONDS = 60
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A running site; `app` is the same application in this process, to arrange and look things up in its database."""

    url: str
    app: Flask

    @contextmanager
    def database(self) -> Iterator[None]:
        """For factories and queries: what is committed here, the site sees at once."""
        with self.app.app_context():
            yield
            db.session.remove()

    def new_person(self, name: str, *, unit: str = "DINKES", **fields: str) -> User:
        """Somebody of a unit of the demo who can sign in with the factories' PASSWORD."""
        return make_user(name, unit=db.session.scalars(select(Unit).where(Unit.code == unit)).one(), **fields)


@contextmanager
def running_site(settings: Mapping[str, str] | None = None) -> Iterator[Site]:
    """A fresh demo, made by `flask setup` and served until the end of the block; `settings` are added to its own."""
    with tempfile.TemporaryDirectory(prefix="netral-site-", ignore_cleanup_errors=True) as folder:
        port = _free_port()
        own = {"NETRAL_DATA_DIR": folder, "PORT": str(port), "HOST": HOST, "NETRAL_LOG_LEVEL": "ERROR"}
        own |= settings or {}
        environ = {name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")} | own
        compile_translations()
        _make_demo(Path(folder), environ)
        app = create_app(read_settings(own))
        command = [sys.executable, "-m", "waitress", f"--listen={HOST}:{port}", "--threads=4", "--call"]
        with (Path(folder) / "server.log").open("wb") as log:
            server = subprocess.Popen([*command, "app:create_app"], cwd=REPOSITORY, env=environ, stdout=log, stderr=log)
            try:
                _wait_until_ready(f"http://{HOST}:{port}/readyz", server, Path(log.name))
                yield Site(f"http://{HOST}:{port}", app)
            finally:
                with app.app_context():
                    db.engine.dispose()
                server.terminate()
                server.wait(PATIENCE_SECONDS)


def _make_demo(folder: Path, environ: Mapping[str, str]) -> None:
    """What `flask setup` makes, which takes long enough to be done once for all workers of a test run."""
    setup = [sys.executable, "-m", "flask", "--app", "app", "setup"]
    shared = os.environ.get("NETRAL_TEST_SHARED_FOLDER")
    if shared is None:
        _run(setup, environ)
        return
    made = Path(shared) / "demo"
    with (Path(shared) / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = made.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            _run(setup, {**environ, "NETRAL_DATA_DIR": str(unfinished)})
            unfinished.rename(made)
    shutil.copytree(made, folder, dirs_exist_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: list[str], environ: Mapping[str, str]) -> None:
    ran = subprocess.run(command, cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urlopen(address, timeout=PATIENCE_SECONDS):
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"{address} is not ready: {log.read_text(encoding='utf-8')}")
