"""What no page of ours sends is refused with a clear page, and nothing of it is stored."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser, Page
from tests.factories.attempts import make_attempt, make_enrolment, make_submitted, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from training.attempts.models import Attempt, Response
from training.core.db import db

GOOD = {"answer": "1", "revision": "0", "action": "save"}


class Own:
    """A signed-in person with an open attempt of two questions."""

    def __init__(self, app: Flask) -> None:
        user = make_user(email="peserta@example.id")
        self.enrolment_id = make_enrolment(user, make_module(items=2))
        self.attempt_id = make_attempt(user, self.enrolment_id)
        self.browser = Browser(app).log_in("peserta@example.id", PASSWORD)
        self.token = self.browser.token()

    def post(self, fields: dict[str, Any], **options: Any) -> Page:
        fields = {"csrf_token": self.token, **fields}
        return self.browser.post(f"/attempts/{self.attempt_id}/1", fields, token=False, **options)


@pytest.fixture
def own(app: Flask) -> Own:
    return Own(app)


def test_the_form_as_a_page_sends_it_is_taken(own: Own) -> None:
    assert own.post(GOOD).status == 303
    assert responses_of(own.attempt_id).keys() == {1}


@pytest.mark.parametrize(
    "fields",
    [
        {**GOOD, "answer": "4"},
        {**GOOD, "answer": "-1"},
        {**GOOD, "answer": "satu"},
        {**GOOD, "answer": ""},
        {**GOOD, "answer": "\0"},
        {**GOOD, "answer": "1\0"},
        {**GOOD, "answer": "١"},
        {**GOOD, "answer": "1" * 100_000},
        {**GOOD, "answer": ["0", "1"]},
        {**GOOD, "answer": ["1", "1"]},
        {**GOOD, "answer": ["1"] * 51},
        {"answer": "1", "action": "save"},
        {**GOOD, "revision": ""},
        {**GOOD, "revision": "-1"},
        {**GOOD, "revision": "1.0"},
        {**GOOD, "revision": "٠"},
        {**GOOD, "revision": "²"},
        {**GOOD, "revision": "0\0"},
        {**GOOD, "revision": "9" * 10},
        {**GOOD, "revision": "9" * 5000},
        {**GOOD, "revision": ["0", "0"]},
        {**GOOD, "action": "submit"},
        {**GOOD, "action": ""},
        {**GOOD, "action": "\0"},
        {**GOOD, "action": "goto"},
        {**GOOD, "action": "goto-"},
        {**GOOD, "action": "goto-x"},
        {**GOOD, "action": "goto--1"},
        {**GOOD, "action": "goto-²"},
        {**GOOD, "action": "goto-" + "9" * 400},
        {**GOOD, "action": "x" * 100_000},
        {**GOOD, "action": ["save", "next"]},
        {**GOOD, "csrf_token": ""},
        {**GOOD, "csrf_token": "x"},
        {**GOOD, "csrf_token": "\0"},
    ],
    ids=lambda fields: (
        "-".join(f"{name}={value!s:.12}" for name, value in fields.items()).encode("ascii", "replace").decode()
    ),
)
def test_nonsense_is_refused_and_nothing_stored(own: Own, fields: dict[str, Any]) -> None:
    page = own.post(fields)
    assert page.status == 400
    assert page.is_html
    assert page.heading
    assert responses_of(own.attempt_id) == {}


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_script_and_a_person_are_both_told(own: Own, accept: str) -> None:
    refused = own.post({**GOOD, "answer": "9"}, headers={"Accept": accept})
    assert refused.status == 400
    assert "Pilihan yang dikirim tidak ada pada soal ini." in (
        refused.json["message"] if "json" in accept else refused.words
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"answer": "1"}', "application/json"),
        (b"answer=1&revision=0&action=save", "text/plain"),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"answer=%ff%fe&revision=%00", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
    ids=["json", "text", "torn multipart", "no text", "nothing"],
)
def test_a_body_that_is_no_form_is_refused(own: Own, body: bytes, kind: str) -> None:
    headers = {"X-CSRFToken": own.token}
    address = f"/attempts/{own.attempt_id}/1"
    page = own.browser._send("POST", address, data=body, content_type=kind, headers=headers)
    assert page.status == 400
    assert responses_of(own.attempt_id) == {}


def test_a_body_beyond_the_limit_is_refused(own: Own) -> None:
    assert own.post({**GOOD, "padding": "x" * 3_000_000}).status == 413
    assert responses_of(own.attempt_id) == {}


def test_the_attempt_and_enrolment_of_another_do_not_exist(own: Own, app: Flask) -> None:
    other = make_user(email="lain@example.id")
    browser = Browser(app).log_in("lain@example.id", PASSWORD)
    own_enrolment = make_enrolment(other, make_module(items=2))
    done = make_submitted(other, own_enrolment, correct=2)
    assert browser.get(f"/attempts/{done}/result").status == 200
    attempt, enrolment = f"/attempts/{own.attempt_id}", f"/enrolments/{own.enrolment_id}"
    for address in (f"{attempt}/1", f"{attempt}/check", f"{attempt}/result", enrolment):
        assert browser.get(address).status == 404, address
    assert browser.post(f"{attempt}/1", GOOD).status == 404
    assert browser.post(f"{attempt}/check", {"action": "submit"}).status == 404
    assert browser.post(f"{attempt}/result").status == 404
    assert browser.post(enrolment).status == 404
    assert responses_of(own.attempt_id) == {}
    assert db.session.scalars(select(Attempt.state).where(Attempt.id == own.attempt_id)).one() == "open"
    assert db.session.scalar(select(func.count(Attempt.id)).where(Attempt.enrolment_id == own.enrolment_id)) == 1


@pytest.mark.parametrize("number", ["0", "4000000000", "9" * 18, "9" * 19, "9" * 4000, "-1", "1.5", "١", "%00", "1%00"])
def test_addresses_that_lead_nowhere_say_so(own: Own, number: str) -> None:
    addresses = [
        f"/attempts/{number}/1",
        f"/attempts/{own.attempt_id}/{number}",
        f"/attempts/{number}/check",
        f"/attempts/{number}/result",
        f"/enrolments/{number}",
    ]
    for address in addresses:
        for page in (own.browser.get(address), own.browser.post(address, {**GOOD, "action": "submit"})):
            assert page.status in (303, 400, 404), address
            assert page.status != 303 or page.location == f"/attempts/{number}/check"
    assert db.session.scalar(select(func.count()).select_from(Response)) == 0
