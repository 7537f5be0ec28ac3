"""Twenty connections at once through the real server; on PostgreSQL through two processes of it."""

import http.client
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.factories.attempts import answer_attempt, enrolment_state, make_attempt, make_enrolment, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from tests.faults.test_trouble import Server
from training.accounts.models import User
from training.attempts.models import Attempt
from training.certificates.models import Certificate
from training.core.config import Settings
from training.core.db import db

pytestmark = pytest.mark.slow

CONNECTIONS = 20
ITEMS = 5


@pytest.fixture
def ports(app: Flask, settings: Settings, is_postgresql: bool) -> Iterator[list[int]]:
    """Where the server listens: one process on SQLite, two on PostgreSQL."""
    servers = [Server(settings) for _ in range(2 if is_postgresql else 1)]
    yield [server.port for server in servers]
    for server in servers:
        server.kill()


@pytest.fixture
def taker(app: Flask) -> User:
    return make_user(email="siti@example.id")


def sender(app: Flask, ports: list[int]) -> Callable[..., list[tuple[int, str, str]]]:
    """Sends many POSTs at once as the taker; answers (status, Location, text) in the order of the forms."""
    browser = Browser(app).log_in("siti@example.id", PASSWORD)
    token, cookie = browser.token(), browser.client.get_cookie("netral")
    assert cookie is not None
    db.session.remove()

    def post(number: int, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        headers = {"Cookie": f"netral={cookie.value}", "Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)], timeout=30)) as connection:
            connection.request("POST", path, urlencode({**form, "csrf_token": token}), headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read().decode()

    def at_once(path: str, forms: list[dict[str, str]]) -> list[tuple[int, str, str]]:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            sent = [threads.submit(post, number, path, form) for number, form in enumerate(forms)]
            return [future.result() for future in sent]

    return at_once


def test_twenty_starts_make_one_attempt_and_all_get_it(app: Flask, taker: User, ports: list[int]) -> None:
    enrolment_id = make_enrolment(taker, make_module(ITEMS))
    answers = sender(app, ports)(f"/enrolments/{enrolment_id}", [{}] * CONNECTIONS)
    assert {status for status, _location, _text in answers} == {303}
    assert len({location for _status, location, _text in answers}) == 1
    assert db.session.scalar(select(func.count(Attempt.id)).where(Attempt.enrolment_id == enrolment_id)) == 1


def test_twenty_hand_ins_make_one_certificate(app: Flask, taker: User, ports: list[int]) -> None:
    enrolment_id = make_enrolment(taker, make_module(ITEMS))
    attempt_id = make_attempt(taker, enrolment_id)
    answer_attempt(taker, attempt_id, correct=ITEMS)
    answers = sender(app, ports)(f"/attempts/{attempt_id}/check", [{"action": "submit"}] * CONNECTIONS)
    assert {(status, location) for status, location, _text in answers} == {(303, f"/attempts/{attempt_id}/result")}
    assert enrolment_state(enrolment_id) == "completed"
    assert db.session.scalar(select(func.count(Certificate.id)).where(Certificate.enrolment_id == enrolment_id)) == 1


def test_of_twenty_answers_from_the_same_page_the_stored_one_was_acknowledged(
    app: Flask, taker: User, ports: list[int]
) -> None:
    attempt_id = make_attempt(taker, make_enrolment(taker, make_module(ITEMS)))
    forms = [{"revision": "0", "answer": str(number % 4), "action": "save"} for number in range(CONNECTIONS)]
    answers = sender(app, ports)(f"/attempts/{attempt_id}/1", forms)
    acknowledged = {form["answer"] for form, (status, *_rest) in zip(forms, answers, strict=True) if status == 303}
    assert {status for status, _location, _text in answers} <= {303, 409}
    assert len(acknowledged) == 1
    order = db.session.get_one(Attempt, attempt_id).paper[0][1]
    assert responses_of(attempt_id)[1].answer == [order[int(acknowledged.pop())]]
    assert all(re.search("perangkat lain", text) for status, _location, text in answers if status != 303)


def test_answers_and_hand_ins_at_once_count_every_acknowledged_answer(
    app: Flask, taker: User, ports: list[int]
) -> None:
    enrolment_id = make_enrolment(taker, make_module(ITEMS))
    attempt_id = make_attempt(taker, enrolment_id)
    send = sender(app, ports)
    with ThreadPoolExecutor(ITEMS + 1) as threads:
        form = [{"revision": "0", "answer": "0", "action": "save"}]
        saved = [threads.submit(send, f"/attempts/{attempt_id}/{place}", form) for place in range(1, ITEMS + 1)]
        threads.submit(send, f"/attempts/{attempt_id}/check", [{"action": "submit"}]).result()
        statuses = {place: future.result()[0][0] for place, future in enumerate(saved, start=1)}
    stored = responses_of(attempt_id)
    assert set(statuses.values()) <= {303, 410}
    assert {place for place, status in statuses.items() if status == 303} == set(stored)
    assert all(row.out_of is not None for row in stored.values())
