"""What the logs tell, and what they never tell: names, numbers, addresses, passwords, tokens, answers."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.client import Browser
from tests.factories.attempts import make_attempt, make_enrolment
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from training.accounts.models import User
from training.core.db import db
from training.core.logging import configure_logging, get_logger
from training.core.transaction import unit_of_work


@pytest.fixture
def logged(app: Flask) -> Iterator[StringIO]:
    """Everything that is logged meanwhile."""
    stream = StringIO()
    configure_logging("DEBUG")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=stream))
    yield stream
    configure_logging("ERROR")


def lines_of(logged: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def test_a_request_is_one_line_with_the_pattern_of_its_route(browser, logged):
    browser.get("/verify/NTR-0000")
    [line] = lines_of(logged)
    assert {name: line[name] for name in ("event", "level", "method", "route", "status")} == {
        "event": "request", "level": "info", "method": "GET", "route": "/verify/<number>", "status": 400,
    }  # fmt: skip
    assert line["ms"] >= 0
    assert line["timestamp"].endswith("Z")


def test_an_address_that_leads_nowhere_is_not_repeated(browser, logged):
    browser.get("/198102112006021001?who=budi")
    [line] = lines_of(logged)
    assert (line["route"], line["status"]) == (None, 404)
    assert "198102112006021001" not in json.dumps(line)


def test_a_sign_in_and_an_answer_leave_nothing_personal_in_the_log(app, logged):
    user = make_user("Siti Rahmawati", email="siti@example.id", service_kind="nip", service_number="198102112006021001")
    attempt_id = make_attempt(user, make_enrolment(user, make_module(3)))
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    browser.post("/login", {"name": "siti@example.id", "password": "salah salah salah"})
    browser.post("/login", {"name": "198102112006021001", "password": PASSWORD})
    page = browser.get(f"/attempts/{attempt_id}/1")
    browser.submit(page, page.form(), answer="2", action="next")
    with browser.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    text = logged.getvalue()
    assert len(lines_of(logged)) >= 5
    for secret in ("Siti", "siti@", "19810211", PASSWORD, "salah salah", "203.0.113", token, "answer"):
        assert secret not in text


def test_an_error_is_told_by_its_kind_and_place_not_by_what_was_typed(app, logged):
    make_user(email="siti@example.id")
    log = get_logger()
    try:
        with unit_of_work():
            row = {"full_name": "Siti", "corps": "pns", "email": "siti@example.id", "created_at": None}
            db.session.execute(insert(User), row)
    except IntegrityError as error:
        log.error("unexpected_error", exc_info=error)
    text = logged.getvalue()
    [line] = lines_of(logged)
    assert line["places"][0].startswith("IntegrityError\n")
    assert "test_logging.py" in line["places"][0]
    assert "siti" not in text.lower()


def test_a_chain_of_causes_is_told_from_the_last_to_the_first(logged):
    try:
        try:
            raise KeyError("198102112006021001")
        except KeyError as first:
            raise ValueError("198102112006021001") from first
    except ValueError as error:
        get_logger().error("unexpected_error", exc_info=error)
    [line] = lines_of(logged)
    assert [place.splitlines()[0] for place in line["places"]] == ["ValueError", "KeyError"]
    assert "1981" not in json.dumps(line)


def test_what_is_below_the_level_is_not_written(logged, capsys):
    configure_logging("WARNING")
    get_logger().info("quiet")
    get_logger().warning("loud")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["loud"]
