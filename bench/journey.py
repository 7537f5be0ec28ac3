"""CPU and time of one answered question, ours beside the floor, on SQLite and on PostgreSQL.

    python -m bench.journey [--rounds N] [--questions N] [--sign-ins N]

A sign-in is measured in turn with one argon2id of 19 MiB and two passes: the 25 ms of its budget belong to a machine on
which that takes 18 ms, and machines differ by more than the rest of a sign-in.

Both applications run under the same waitress settings on the same database and are driven in turn over one kept-alive
connection: GET a question, POST an answer. CPU is user + system time of the web process, out of /proc. Needs Linux.
"""

import argparse
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import brotli
from argon2 import PasswordHasher

from tests.postgres_server import create_database, running_server
from training.core.config import Settings

ROOT = Path(__file__).resolve().parents[1]
NAME, PASSWORD = "peserta@netral.example", "netral-demo-2026"
TICKS = os.sysconf("SC_CLK_TCK")
BUDGET_MS, BUDGET_HASH_MS = 25, 18


@dataclass
class Figures:
    """CPU seconds per answered question by round; wall seconds of every GET and POST."""

    cpu: list[float] = field(default_factory=list)
    get: list[float] = field(default_factory=list)
    post: list[float] = field(default_factory=list)


class Server:
    """One application under waitress."""

    def __init__(self, factory: str, environment: dict[str, str]) -> None:
        self.port = _free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{self.port}", "--threads=8", "--call", factory],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.cookie = ""
        _wait_for(self.port)

    def cpu_seconds(self) -> float:
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / TICKS

    def send(self, method: str, path: str, **form: str) -> tuple[int, str, dict[str, str]]:
        headers = {"Accept-Encoding": "br", "Accept": "text/html", "Cookie": self.cookie}
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]
        if answer.getheader("Content-Encoding") == "br":
            content = brotli.decompress(content)
        return answer.status, content.decode(), dict(answer.getheaders())

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--sign-ins", type=int, default=30)
    options = parser.parse_args()
    for kind in ("sqlite", "postgresql"):
        with prepared(kind) as environment:
            report(kind, *compare(environment, options.rounds, options.questions))
            report_sign_in(kind, *sign_in_cpu(environment, options.sign_ins))


@contextmanager
def prepared(kind: str) -> Iterator[dict[str, str]]:
    """An environment with the demo on a fresh database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netral-bench-")))
        url = f"sqlite:///{folder / 'netral.db'}"
        if kind == "postgresql":
            base = stack.enter_context(running_server())
            url = create_database(base, "bench")
        environment = {
            **os.environ, "NETRAL_DATA_DIR": str(folder), "NETRAL_DATABASE_URL": url, "NETRAL_LOG_LEVEL": "INFO",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "flask", "setup"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        yield environment
        shutil.rmtree(folder, ignore_errors=True)


def compare(environment: dict[str, str], rounds: int, questions: int) -> tuple[Figures, Figures]:
    """Ours and the floor in turn, the same attempt, after one round that warms both up."""
    ours, floor = Server("app:create_app", environment), Server("bench.floor:create_app", environment)
    figures = Figures(), Figures()
    try:
        attempt = _sign_in_to_ours(ours)
        _sign_in_to_floor(floor)
        _ask(ours, attempt, questions // 4, Figures())
        _ask(floor, attempt, questions // 4, Figures())
        for _ in range(rounds):
            for server, kept in zip((ours, floor), figures, strict=True):
                _ask(server, attempt, questions, kept)
    finally:
        ours.close()
        floor.close()
    return figures


def sign_in_cpu(environment: dict[str, str], times: int) -> tuple[float, float, float]:
    """Mean CPU seconds of the POST that signs in, of our hash alone and of the hash of the budget, all in turn."""
    server = Server("app:create_app", environment)
    hashers = [
        PasswordHasher(passes, memory, 1)
        for passes, memory in ((Settings.argon2_rounds, Settings.argon2_memory_kib), (2, 19_456))
    ]
    hashes = [hasher.hash(PASSWORD) for hasher in hashers]
    try:
        spent, alone = 0.0, [0.0, 0.0]
        for _ in range(times):
            server.cookie = ""
            token = _token(server.send("GET", "/login")[1])
            before = server.cpu_seconds()
            status, _page, _headers = server.send("POST", "/login", csrf_token=token, name=NAME, password=PASSWORD)
            spent += server.cpu_seconds() - before
            assert status == 303, status
            for index, hasher in enumerate(hashers):
                began = time.process_time()
                hasher.verify(hashes[index], PASSWORD)
                alone[index] += time.process_time() - began
        return spent / times, alone[0] / times, alone[1] / times
    finally:
        server.close()


def report_sign_in(kind: str, whole: float, ours: float, reference: float) -> None:
    """The line of the sign-in."""
    print(
        f"{kind}: one sign-in takes {whole * 1000:.1f} ms of CPU, of it {ours * 1000:.1f} ms our hash; the hash of the budget "
        f"takes {reference * 1000:.1f} ms here, so the budget is {BUDGET_MS * reference * 1000 / BUDGET_HASH_MS:.1f} ms"
    )


def report(kind: str, ours: Figures, floor: Figures) -> None:
    """One block of the table."""
    ratios = [mine / bare for mine, bare in zip(ours.cpu, floor.cpu, strict=True)]
    print(f"{kind}: CPU of one answered question (POST + next GET), median of {len(ratios)} rounds")
    for name, figures in (("ours", ours), ("floor", floor)):
        print(
            f"  {name:5} {statistics.median(figures.cpu) * 1000:6.2f} ms   GET p50 {_ms(figures.get, 50)} p95 "
            f"{_ms(figures.get, 95)}   POST p50 {_ms(figures.post, 50)} p95 {_ms(figures.post, 95)}"
        )
    print(f"  ratio {statistics.median(ratios):.2f}  (lowest {min(ratios):.2f}, highest {max(ratios):.2f})")


def _ask(server: Server, attempt: str, questions: int, kept: Figures) -> None:
    before = server.cpu_seconds()
    for number in range(questions):
        path = f"{attempt}/{number % 10 + 1}"
        start = time.perf_counter()
        status, page, _headers = server.send("GET", path)
        assert status == 200, (status, path)
        middle = time.perf_counter()
        status, _page, _headers = server.send(
            "POST", path, csrf_token=_token(page), revision=_revision(page), answer=str(number % 2), action="next"
        )
        assert status == 303, (status, path)
        kept.get.append(middle - start)
        kept.post.append(time.perf_counter() - middle)
    kept.cpu.append((server.cpu_seconds() - before) / questions)


def _sign_in_to_ours(server: Server) -> str:
    token = _token(server.send("GET", "/login")[1])
    assert server.send("POST", "/login", csrf_token=token, name=NAME, password=PASSWORD)[0] == 303
    module = server.send("GET", "/modules/netralitas-asn")[1]
    start = re.search(r"/enrolments/\d+", module)
    assert start
    page = server.send("GET", start[0])[1]
    headers = server.send("POST", start[0], csrf_token=_token(page))[2]
    return headers["Location"].rsplit("/", 1)[0]


def _sign_in_to_floor(server: Server) -> None:
    token = server.send("GET", "/token")[1]
    assert server.send("POST", "/login", csrf_token=token, name=NAME)[0] == 200


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, page[:200]
    return found[1]


def _revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def _ms(values: list[float], percentile: int) -> str:
    return f"{statistics.quantiles(values, n=100)[percentile - 1] * 1000:5.1f} ms"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    main()
