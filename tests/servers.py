"""Real servers and workers in processes of their own, on the database of a test, and clients that talk to them.

A port is chosen by the system; a process is ended by its own id. A client is a browser's skeleton: cookies, the CSRF
token, one connection that is kept open, and no redirect followed by itself.
"""

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import cycle
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from flask import Flask

from training.core.config import REPOSITORY, Settings

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30
SERVER = [sys.executable, "-m", "waitress", f"--listen={HOST}:0", "--threads=16", "--call", "app:create_app"]
WORKER = [sys.executable, "-m", "flask", "--app", "app", "jobs", "work"]
ADDRESS = re.compile(rf"Serving on http://{re.escape(HOST)}:(\d+)")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Result = TypeVar("Result")


def environment_of(settings: Settings, **more: str) -> dict[str, str]:
    """The environment of a process that shares database, secret and folder with an application of this one."""
    ours = {
        "NETRAL_DATABASE_URL": settings.database_url,
        "NETRAL_DATA_DIR": str(settings.data_dir),
        "NETRAL_SECRET_KEY": settings.secret_key,
        "NETRAL_LOG_LEVEL": "ERROR",
    }
    return {**{name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")}, **ours, **more}


class Process:
    """A process whose standard error is read; `lines` holds what it wrote so far."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=dict(environment), stderr=subprocess.PIPE, text=True, errors="replace"
        )
        self.lines: list[str] = []
        self._fresh: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_for(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """The next line in which the pattern is found; fails with all lines when there is none in time."""
        until = time.monotonic() + PATIENCE_SECONDS
        while (left := until - time.monotonic()) > 0:
            try:
                found = pattern.search(self._fresh.get(timeout=left))
            except queue.Empty:
                break
            if found:
                return found
        raise AssertionError("it never said so: " + "".join(self.lines))

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self._end()

    def terminate(self) -> None:
        """Ask it to end."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        finally:
            self.kill()

    def _end(self) -> None:
        self.process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self.lines.append(line)
                self._fresh.put(line)


class Server(Process):
    """A web server that accepts connections; `port` is the system's choice."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(SERVER, environment)
        try:
            self.port = int(self.wait_for(ADDRESS).group(1))
        except BaseException:
            self.kill()
            raise


@dataclass(frozen=True)
class Answer:
    """What a server answered, and after how many seconds."""

    status: int
    location: str
    text: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class NoAnswer(Exception):
    """The connection was refused or broke off: whether the request was carried out is not known."""


class Client:
    """One browser. Signed in once, it can be copied: several connections of the same person."""

    def __init__(self, port: int, *, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        self.port = port
        self.timeout_seconds = timeout_seconds
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection: HTTPConnection | None = None

    def log_in(self, name: str, password: str) -> Self:
        """Sign in by the form."""
        self.fetch_token()
        answer = self.post("/login", name=name, password=password)
        assert answer.status == 303, answer.text
        self.fetch_token()
        return self

    def fetch_token(self) -> None:
        found = TOKEN.search(self.get("/activate").text)
        assert found
        self.token = found.group(1)

    def copy(self, port: int) -> "Client":
        """The same person on another connection."""
        client = Client(port, timeout_seconds=self.timeout_seconds)
        client.cookies, client.token = dict(self.cookies), self.token
        return client

    def get(self, path: str) -> Answer:
        """Raises NoAnswer."""
        return self._send("GET", path, None, "text/html")

    def post(self, path: str, *, accept: str = "text/html", **fields: Any) -> Answer:
        """A form with its token. Raises NoAnswer."""
        body = urlencode({"csrf_token": self.token, **fields}, doseq=True)
        return self._send("POST", path, body, accept)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: str | None, accept: str) -> Answer:
        headers = {"Accept": accept, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        if self._connection is None:
            self._connection = HTTPConnection(HOST, self.port, timeout=self.timeout_seconds)
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer from error
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if response.will_close:
            self.close()
        return Answer(response.status, response.headers.get("Location", ""), text, time.monotonic() - began)


class Site:
    """Web servers on one database, each a process. Its clients are closed with it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.servers: list[Server] = []
        self._clients: list[Client] = []

    def start(self) -> Server:
        """One more server."""
        self.servers.append(Server(self.environment))
        return self.servers[-1]

    def client(self, name: str, password: str, **options: Any) -> Client:
        """Somebody signed in at the newest server."""
        self._clients.append(Client(self.servers[-1].port, **options))
        return self._clients[-1].log_in(name, password)

    def copies(self, client: Client, count: int) -> list[Client]:
        """The same person on so many connections, dealt out to all servers; each has answered before."""
        copies = [client.copy(server.port) for _, server in zip(range(count), cycle(self.servers), strict=False)]
        self._clients += copies
        for copy in copies:
            assert copy.get("/healthz").status == 200
        return copies

    def close(self) -> None:
        """End all."""
        for client in self._clients:
            client.close()
        for server in self.servers:
            server.kill()


@contextmanager
def running_site(app: Flask, servers: int = 1, **environment: str) -> Iterator[Site]:
    """A site on the database of `app`; its servers are killed at the end if they still run."""
    site = Site(environment_of(app.config["SETTINGS"], **environment))
    try:
        for _ in range(servers):
            site.start()
        yield site
    finally:
        site.close()


def at_once(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run all tasks in threads that begin at the same moment; their results in the same order."""
    gate = threading.Barrier(len(tasks))

    def run(task: Callable[[], Result]) -> Result:
        gate.wait(PATIENCE_SECONDS)
        return task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))
