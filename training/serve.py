"""`python -m training.serve`: the web server and the job worker as children of one process.

The server's death ends the whole with an error, for whoever restarts services to see; a worker that dies is started
again, later each time. A signal is passed on and the children get time to finish what they are at.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType

from training.core.config import (
    LARGEST_FILE_BYTES,
    REPOSITORY,
    Mode,
    Settings,
    SettingsInvalid,
    environment,
    read_settings,
)

DEFAULT_HOST, DEFAULT_PORT, LARGEST_PORT = "127.0.0.1", "8000", 65535
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PARENT_VARIABLE = "NETRAL_PARENT_PID"
GRACE_SECONDS = 15.0
LOOK_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0
LONG_ENOUGH_SECONDS = 60.0
# One browser keeps several connections open; a hall of people must not run out of them.
CONNECTIONS = 1000
THREADS = 16
PR_SET_PDEATHSIG = 1

DEMO_PASSWORD = "netral-demo-2026"  # noqa: S105 - the demo shows it on its sign-in page
DEMO_SIGN_INS = ("peserta", "pelatih", "penelaah", "atasan", "admin")


class CannotServe(Exception):
    """Why the program cannot start: lines for the person at the keyboard, in Indonesian and English."""


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Address":
        """HOST and PORT. Raises CannotServe for a port that is none."""
        port = environ.get("PORT", "").strip() or DEFAULT_PORT
        if not (port.isascii() and port.isdigit() and 1 <= int(port) <= LARGEST_PORT):
            raise CannotServe(
                f"PORT harus angka 1–{LARGEST_PORT} / must be a number from 1 to {LARGEST_PORT}: {port!r}"
            )
        return cls(environ.get("HOST", "").strip().strip("[]") or DEFAULT_HOST, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def check_free(self) -> None:
        """Raises CannotServe if nothing can listen here."""
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                if os.name == "posix":  # elsewhere this option would allow two servers on one port
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except OSError as error:
            raise CannotServe(
                f"{self} tidak dapat dipakai; pilih yang lain, misalnya: PORT=8001 sh run.sh\n"
                f"{self} cannot be used ({error.strerror}); choose another, for example: PORT=8001 sh run.sh"
            ) from None

    def answers(self) -> bool:
        """Whether somebody accepts connections here."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        try:
            socket.create_connection((host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


class Child:
    """A program that runs beside us until it is told to stop."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.pause_seconds = 0.0

    def start(self) -> None:
        """Start it; in a session of its own where there are such, so that Ctrl-C reaches it through us only."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            cwd=REPOSITORY,
            env=_environment(),
            start_new_session=os.name == "posix",
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 - there are no threads here, and it only calls prctl
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs, and before."""
        return None if self.process is None else self.process.poll()

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start_when_due(self) -> None:
        """At once the first time and if it had run for long, else after a pause that doubles with every death."""
        now = time.monotonic()
        if self.pause_seconds and now - self.started_at > LONG_ENOUGH_SECONDS:
            self.pause_seconds = 0.0
        if now - self.started_at >= self.pause_seconds:
            self.pause_seconds = min(max(1.0, self.pause_seconds * 2), LONGEST_PAUSE_SECONDS)
            if self.process is not None:
                _tell(f"{self.command[0]} mati, dijalankan lagi / died, started again (exit {self.exit_code}).")
            self.start()

    def ask_to_stop(self) -> None:
        """SIGINT, which both programs take as "finish and end"; where there are no signals it is ended outright."""
        if self.process is None or not self.is_running:
            return
        if os.name == "posix":
            self.process.send_signal(signal.SIGINT)
        else:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end till the moment `until` of the monotonic clock; then kill it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Launcher:
    """The two children, from start to end."""

    def __init__(self, settings: Settings, address: Address) -> None:
        self.settings = settings
        self.address = address
        self.server = Child(_server_command(settings, address))
        self.worker = Child(["flask", "--app", "app", "jobs", "work"])
        self.is_told_to_stop = False
        self.has_announced = False

    def run(self) -> int:
        """Serve until a signal comes (0) or the server dies (1)."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):  # nohup
                signal.signal(number, self._hear)
        try:
            self.server.start()
            return self._watch()
        finally:
            self._stop()

    def _watch(self) -> int:
        while not self.is_told_to_stop:
            if self.server.exit_code is not None:
                _tell(f"Server berhenti tak terduga / the server ended unexpectedly (exit {self.server.exit_code}).")
                return 1
            if self.has_announced and not self.worker.is_running:
                self.worker.start_when_due()
            if not self.has_announced and self.address.answers():
                self.has_announced = True  # the worker comes second: the first page should not wait for it
                _tell(welcome(self.settings))
            time.sleep(LOOK_SECONDS)
        return 0

    def _stop(self) -> None:
        children = (self.server, self.worker)
        for child in children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.wait(until)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.is_told_to_stop = True


def welcome(settings: Settings) -> str:
    """What the person at the keyboard reads once the site answers."""
    lines = ["", f"Netral siap / ready: {settings.base_url}   (Ctrl-C: selesai / stop)"]
    if settings.is_demo:
        lines += ["", f"Akun contoh, kata sandi / demo accounts, password: {DEMO_PASSWORD}"]
        lines += [f"  {name}@netral.example" for name in DEMO_SIGN_INS]
    return "\n".join([*lines, ""])


def main() -> int:
    """Check the surroundings, then serve; the process's exit code."""
    try:
        settings = read_settings()
        address = Address.of(environment())
        if settings.mode is Mode.DEMO and address.host not in LOOPBACK:
            _tell(
                f"Peringatan: kata sandi akun contoh diketahui semua orang, dan {address} terbuka bagi jaringan.\n"
                f"Warning: everybody knows the demo's passwords, and {address} is open to the network."
            )
        address.check_free()
    except SettingsInvalid:
        return _tell_all_faults()
    except CannotServe as problem:
        _tell(str(problem))
        return 1
    return Launcher(settings, address).run()


def _tell_all_faults() -> int:
    """The application says them, because it looks into the database too; and the port is ours."""
    subprocess.run([sys.executable, "-c", "import app; app.create_app()"], cwd=REPOSITORY, check=False)
    try:
        Address.of(environment())
    except CannotServe as problem:
        _tell(str(problem))
    return 1


def _server_command(settings: Settings, address: Address) -> list[str]:
    options = [
        f"--listen={address}",
        f"--threads={THREADS}",
        f"--connection-limit={CONNECTIONS}",
        "--asyncore-use-poll",  # select() ends at 1,024 open files
        "--channel-timeout=60",
        "--cleanup-interval=10",
        "--max-request-header-size=32768",
        # The application refuses first, with a page; this bounds what is buffered before it can.
        f"--max-request-body-size={2 * max(settings.max_body_bytes, LARGEST_FILE_BYTES)}",
        "--ident=Netral",
    ]
    if settings.trusted_proxies:
        options.append("--no-clear-untrusted-proxy-headers")  # the application reads them, as many as it may trust
    return ["waitress", *options, "--call", "app:create_app"]


def _environment() -> dict[str, str]:
    """Ours, and for the worker who its parent is. (On Windows a virtual environment's Python is a child in between.)"""
    return {**os.environ, PARENT_VARIABLE: str(os.getpid())} if os.name == "posix" else dict(os.environ)


def _end_with_parent() -> Callable[[], None] | None:
    """For Linux: what makes a child get SIGINT when its parent is killed. Elsewhere only the worker notices by itself."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
