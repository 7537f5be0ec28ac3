"""The launcher with its real children, in a demo of its own."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from training.core.config import REPOSITORY
from training.demo.people import DEMO_PASSWORD, SIGN_INS
from training.serve import DEMO_PASSWORD as TOLD_PASSWORD
from training.serve import DEMO_SIGN_INS, Address, CannotServe, Child

PATIENCE_SECONDS = 60
pytestmark = pytest.mark.one_database
needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Launched:
    """`python -m training.serve` (or `command`) in a `with`; killed at the end if it still runs."""

    def __init__(
        self, folder: Path, *, command: Sequence[str] = (sys.executable, "-m", "training.serve"), **environ: str
    ) -> None:
        self.url = f"http://127.0.0.1:{environ['PORT']}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")}
        self.process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=clean | {"NETRAL_DATA_DIR": str(folder)} | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.end()

    def end(self) -> tuple[int, str]:
        """Wait for the end of it and its children: the exit code, and the lines that nobody waited for."""
        self.reader.join(PATIENCE_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(PATIENCE_SECONDS), "".join(self.lines.queue)

    def wait_for(self, pattern: str) -> str:
        """The next line of output with this pattern."""
        while not re.search(pattern, line := self.lines.get(timeout=PATIENCE_SECONDS)):
            pass
        return line

    def worker_pid(self) -> int:
        """Who works now; told by the worker itself as it starts."""
        pid: int = json.loads(self.wait_for('"worker_started"'))["pid"]
        return pid

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (URLError, ConnectionError):
            return False

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that ended and is only not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children_of(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()}


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a database without content lies, at the newest migration."""
    folder = tmp_path_factory.mktemp("demo")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"],
        cwd=REPOSITORY,
        env=clean | {"NETRAL_DATA_DIR": str(folder)},
        capture_output=True,
        check=True,
    )
    return folder


@pytest.fixture
def launched(demo_folder: Path) -> Iterator[Launched]:
    with Launched(demo_folder, PORT=str(free_port())) as running:
        yield running


def test_it_tells_its_address_and_the_demo_accounts_once_it_answers(launched):
    launched.wait_for(f"ready: {launched.url} ")
    assert launched.answers()
    assert DEMO_PASSWORD in launched.wait_for("password")
    assert [launched.wait_for("@").strip() for _ in SIGN_INS] == [f"{who.local}@netral.example" for who in SIGN_INS]


def test_what_it_tells_is_what_the_demo_has():
    assert (DEMO_PASSWORD, tuple(who.local for who in SIGN_INS)) == (TOLD_PASSWORD, DEMO_SIGN_INS)


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_server_and_worker_and_is_no_error(launched, number):
    worker = launched.worker_pid()
    launched.process.send_signal(number)
    assert launched.process.wait(PATIENCE_SECONDS) == 0
    assert not is_alive(worker)
    assert not launched.answers()


def test_a_worker_that_dies_is_started_again_while_the_site_stays_up(launched):
    first = launched.worker_pid()
    os.kill(first, signal.SIGKILL)
    launched.wait_for("started again")
    assert launched.worker_pid() != first
    assert launched.answers()


@needs_proc
def test_when_the_server_dies_all_ends_with_an_error(launched):
    worker = launched.worker_pid()
    [server] = children_of(launched.process.pid) - {worker}
    os.kill(server, signal.SIGKILL)
    assert launched.process.wait(PATIENCE_SECONDS) == 1
    assert not is_alive(worker)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere a server outlives a launcher that is killed"
)
def test_children_do_not_outlive_a_launcher_that_is_killed(launched):
    worker = launched.worker_pid()
    launched.process.kill()
    wait_until(lambda: not is_alive(worker) and not launched.answers())


def test_a_port_in_use_is_told_before_anything_starts(demo_folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with Launched(demo_folder, PORT=str(other.getsockname()[1])) as launched:
            exit_code, told = launched.end()
    assert exit_code == 1
    assert "cannot be used" in told
    assert "Serving" not in told


@pytest.mark.slow
@pytest.mark.skipif(not (REPOSITORY / ".venv").exists(), reason="run.sh would make one")
def test_a_second_start_in_a_folder_of_ones_own_sets_nothing_up(tmp_path):
    set_up_at = []
    for lines in (("Bank asn", "ready: "), ("ready: ",)):
        with Launched(tmp_path, command=("sh", "run.sh"), PORT=str(free_port()), NETRAL_MODE="hall") as launched:
            for line in lines:
                launched.wait_for(line)
            set_up_at.append((tmp_path / "set-up").stat().st_mtime_ns)
    assert set_up_at[0] == set_up_at[1]


def test_every_fault_of_the_settings_is_told_at_once(demo_folder):
    with Launched(demo_folder, PORT="70000", NETRAL_MODE="production") as launched:
        exit_code, told = launched.end()
    assert exit_code == 1
    assert "NETRAL_SECRET_KEY" in told
    assert "NETRAL_BASE_URL" in told
    assert "PORT" in told


@pytest.mark.parametrize("megabytes", [3, 5, 20])
def test_a_body_that_is_too_large_is_answered_with_a_page(launched, megabytes):
    launched.wait_for("ready: ")
    sent = Request(f"{launched.url}/login", data=b"a" * megabytes * 1024**2)
    with pytest.raises(HTTPError) as refused:
        urlopen(sent, timeout=PATIENCE_SECONDS)
    assert refused.value.code == 413
    assert "Kiriman terlalu besar" in refused.value.read().decode()


def test_a_demo_open_to_the_network_is_warned_about(demo_folder):
    with Launched(demo_folder, PORT=str(free_port()), HOST="0.0.0.0") as launched:
        launched.wait_for("open to the network")
        launched.wait_for("ready: ")
        assert launched.answers()


@pytest.mark.parametrize("port", ["0", "70000", "web", "²", "-1"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(CannotServe, match="PORT"):
        Address.of({"PORT": port})


def test_the_default_address_is_local():
    assert str(Address.of({})) == "127.0.0.1:8000"
    assert str(Address.of({"HOST": "[::1]", "PORT": " 81 "})) == "[::1]:81"


def test_a_child_that_keeps_dying_is_started_ever_later():
    child = Child(["training.no_such_module"])
    starts = 0
    pauses = []
    until = time.monotonic() + PATIENCE_SECONDS
    while starts < 3 and time.monotonic() < until:
        before = child.started_at
        if not child.is_running:
            child.start_when_due()
        if child.started_at != before:
            starts += 1
            pauses.append(child.pause_seconds)
        time.sleep(0.02)
    child.wait(time.monotonic() + 5)
    assert pauses == [1.0, 2.0, 4.0]
