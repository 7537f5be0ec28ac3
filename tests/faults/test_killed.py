"""A server that is killed in mid-answer: nothing acknowledged is lost."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.client import Browser
from tests.factories.attempts import make_attempt, make_enrolment, places_of_keys, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from training.attempts.models import Attempt
from training.core.config import REPOSITORY, Settings
from training.core.db import db

CLIENTS = 8
QUESTIONS = 12
KILLS = 3


class Server:
    """The real web server on the test's database, killed and started again at will."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        own = {
            "NETRAL_DATABASE_URL": settings.database_url,
            "NETRAL_DATA_DIR": str(settings.data_dir),
            "NETRAL_SECRET_KEY": settings.secret_key,
            "NETRAL_LOG_LEVEL": "ERROR",
        }
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")} | own
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{self.port}", "--threads=8", "--call"]
        self.process = subprocess.Popen(
            [*command, "app:create_app"], cwd=REPOSITORY, env=self.environ, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Client(threading.Thread):
    """Answers its own attempt again and again, and keeps a ledger of what was acknowledged, by position."""

    def __init__(self, port: int, cookie: str, token: str, attempt_id: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.cookie, self.token, self.attempt_id, self.stop = port, cookie, token, attempt_id, stop
        self.ledger: dict[int, tuple[int, str]] = {}
        self.unsure: dict[int, list[str]] = {}

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set():
            position, value = turn % QUESTIONS + 1, str(turn // QUESTIONS % 3)
            turn += 1
            try:
                self.answer(position, value)
            except (OSError, http.client.HTTPException):
                self.unsure.setdefault(position, []).append(value)
                time.sleep(0.02)

    def answer(self, position: int, value: str) -> None:
        revision = self.revision(position)
        body = urlencode({"csrf_token": self.token, "revision": revision, "answer": value, "action": "save"})
        status, text = self.send("POST", position, body)
        found = re.search(r'"revision":\s*(\d+)', text)
        if status == 200 and found:
            self.ledger[position] = (int(found[1]), value)
            self.unsure.pop(position, None)

    def revision(self, position: int) -> str:
        found = re.search(r'name="revision" value="(\d+)"', self.send("GET", position, None)[1])
        return found[1] if found else "0"

    def send(self, method: str, position: int, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        accept = "application/json" if body else "text/html"
        headers = {"Cookie": self.cookie, "Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(connection):
            connection.request(method, f"/attempts/{self.attempt_id}/{position}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


@pytest.mark.slow
def test_a_server_killed_under_eight_people_loses_no_acknowledged_answer(app: Flask, settings: Settings) -> None:
    module = make_module(QUESTIONS)
    people = [make_user(email=f"orang-{number}@contoh.id") for number in range(CLIENTS)]
    attempts = [make_attempt(user, make_enrolment(user, module), seed=user.id) for user in people]
    assert all(len(places_of_keys(attempt_id)) == QUESTIONS for attempt_id in attempts)
    stop, server = threading.Event(), Server(settings)
    clients = []
    for user, attempt_id in zip(people, attempts, strict=True):
        browser = Browser(app).log_in(user.email or "", PASSWORD)
        token, cookie = browser.token(), browser.client.get_cookie("netral")
        assert cookie is not None
        clients.append(Client(server.port, f"netral={cookie.value}", token, attempt_id, stop))
    db.session.remove()
    for client in clients:
        client.start()
    for _ in range(KILLS):
        time.sleep(1.5)
        server.kill()
        server.start()
    time.sleep(1)
    stop.set()
    for client in clients:
        client.join(15)
    server.kill()
    acknowledged = lost = 0
    for client in clients:
        stored, paper = responses_of(client.attempt_id), db.session.get_one(Attempt, client.attempt_id).paper
        for position, (revision, value) in client.ledger.items():
            acknowledged += 1
            order = paper[position - 1][1]
            row = stored.get(position)
            kept = row is not None and row.revision >= revision
            same = row is not None and row.answer in [
                [order[int(v)]] for v in [value, *client.unsure.get(position, [])]
            ]
            lost += not (kept and same)
    assert acknowledged >= CLIENTS
    assert lost == 0
