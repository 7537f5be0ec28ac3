"""The start page of a quiz, also for those who pressed its button in a page that is out of date."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.client import Browser
from tests.factories.attempts import make_attempt, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user

NOON = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)


@pytest.fixture
def taker(browser: Browser):
    """Somebody who is signed in at noon in Jakarta, and their browser."""
    with time_machine.travel(NOON):
        user = make_user(email="saya@example.id")
        yield user, browser.log_in("saya@example.id", PASSWORD)


def test_a_start_in_the_cool_down_is_told_when_the_next_one_opens(taker):
    user, browser = taker
    enrolment_id = make_enrolment(user, make_module(cool_down_minutes=60))
    make_submitted(user, enrolment_id, correct=0, now=NOON - timedelta(minutes=20))
    page = browser.post(f"/enrolments/{enrolment_id}")
    assert (page.status, page.heading) == (409, browser.get(f"/enrolments/{enrolment_id}").heading)
    assert "Coba lagi mulai Rabu, 4 Maret 2026 pukul 12.50 WIB." in page.words


def test_a_start_after_the_last_attempt_is_told_that_none_is_left(taker):
    user, browser = taker
    enrolment_id = make_enrolment(user, make_module(attempts_allowed=1))
    make_submitted(user, enrolment_id, correct=0, now=NOON - timedelta(days=1))
    page = browser.post(f"/enrolments/{enrolment_id}")
    assert page.status == 409
    assert "Semua kesempatan sudah dipakai." in page.words


def test_an_answer_after_the_hand_in_leads_on_to_the_result(taker):
    user, browser = taker
    attempt_id = make_attempt(user, make_enrolment(user, make_module(2)), now=NOON)
    browser.get(f"/attempts/{attempt_id}/1")
    browser.post(f"/attempts/{attempt_id}/check", {"action": "submit"})
    page = browser.post(f"/attempts/{attempt_id}/1", {"answer": "0", "revision": "0", "action": "next"})
    assert (page.status, page.heading) == (410, "Ini sudah ditutup")
    assert page.links()["Lihat hasil"] == f"/attempts/{attempt_id}/result"
