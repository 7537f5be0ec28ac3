"""A quiz that changes: new attempts follow it, those under way keep their paper, results stay byte for byte."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.client import Browser, Page
from tests.factories.attempts import STARTED_AT, make_attempt, make_enrolment, make_submitted
from tests.factories.content import item_entry, make_bank, make_module
from tests.factories.modules import managed
from tests.factories.people import PASSWORD, make_user
from training.accounts.models import User
from training.attempts.models import Attempt
from training.core.db import db
from training.modules.loader import QuizEntry
from training.modules.models import Module
from training.modules.services.editing import quiz_mark, save_quiz
from training.quizzes.queries import bank_ids_of

DAY = timedelta(days=1)
CHANGED = {
    "cut_score": "1",
    "attempts_allowed": 9,
    "cool_down_minutes": 0,
    "time_limit_minutes": 5,
    "feedback": "never",
}


@pytest.fixture
def user(app: Flask) -> User:
    return make_user(email="peserta@example.id")


@pytest.fixture
def browser(app: Flask, user: User) -> Browser:
    return Browser(app).log_in("peserta@example.id", PASSWORD)


def change(module: Module, author: User, *, banks: set[int] | None = None, **settings: Any) -> None:
    """Save the quiz as its author does."""
    feeding = bank_ids_of(module.quiz_id)
    entry = QuizEntry.model_validate({"blueprint": [{"count": 1}], **CHANGED, **settings})
    found = managed(module)
    save_quiz(found, entry, banks or feeding, seen=quiz_mark(found, feeding), actor_id=author.id)
    db.session.commit()


def main_part(page: Page) -> str:
    """The page's main part to the byte, without the token of the day."""
    found = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert found
    return re.sub(r'name="csrf_token" value="[^"]+"', "", found.group(0))


def test_a_finished_result_stays_byte_for_byte_and_a_new_attempt_follows_the_new_rules(
    browser: Browser, user: User
) -> None:
    module = make_module(4, on_paper=2)
    enrolment_id = make_enrolment(user, module)
    passed = make_submitted(user, enrolment_id, correct=2)
    before = main_part(browser.get(f"/attempts/{passed}/result"))
    assert "alasan" in before
    change(module, user, banks={make_bank([item_entry("lain")]).id})
    assert main_part(browser.get(f"/attempts/{passed}/result")) == before
    again = db.session.get_one(Attempt, make_attempt(user, enrolment_id, seed=2, now=STARTED_AT + DAY))
    assert (len(again.paper), again.cut_score, again.feedback) == (1, 1, "never")
    assert again.closes_at == STARTED_AT + DAY + timedelta(minutes=5)
    assert {version for version, _order in again.paper}.isdisjoint(
        version for version, _order in db.session.get_one(Attempt, passed).paper
    )


def test_an_attempt_under_way_keeps_paper_cut_score_and_time(browser: Browser, user: User) -> None:
    module = make_module(3)
    attempt_id = make_attempt(user, make_enrolment(user, module))
    question = main_part(browser.get(f"/attempts/{attempt_id}/1"))
    paper = db.session.get_one(Attempt, attempt_id).paper
    change(module, user, banks={make_bank([item_entry("lain")]).id})
    assert main_part(browser.get(f"/attempts/{attempt_id}/1")) == question
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    assert (attempt.paper, attempt.closes_at, attempt.feedback) == (paper, None, "after_pass_or_last_attempt")
    browser.post(f"/attempts/{attempt_id}/check", {"action": "submit"})
    assert browser.get(f"/attempts/{attempt_id}/result").words.count("Nilai ambang 70%.") == 1


@pytest.mark.parametrize(
    ("feedback", "shown", "told"),
    [
        ("after_each_attempt", True, ""),
        ("never", False, "Pembahasan kuis ini tidak dibuka."),
        ("after_pass_or_last_attempt", False, "Pembahasan terbuka sesudah Anda lulus"),
    ],
)
def test_reasons_open_as_the_policy_of_the_attempt_says(
    browser: Browser, user: User, feedback: str, shown: bool, told: str
) -> None:
    attempt_id = make_submitted(user, make_enrolment(user, make_module(2, feedback=feedback)), correct=0)
    page = browser.get(f"/attempts/{attempt_id}/result")
    assert ("butir-1 alasan" in page.text) is shown
    assert told in page.words


def test_with_the_policy_never_a_pass_opens_nothing_either(browser: Browser, user: User) -> None:
    attempt_id = make_submitted(user, make_enrolment(user, make_module(2, feedback="never")), correct=2)
    page = browser.get(f"/attempts/{attempt_id}/result")
    assert "Anda lulus." in page.words
    assert "alasan" not in page.text


def test_while_another_attempt_is_under_way_reasons_close_whatever_the_policy(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(2, feedback="after_each_attempt"))
    first = make_submitted(user, enrolment_id, correct=0)
    make_attempt(user, enrolment_id, seed=2, now=STARTED_AT + DAY)
    page = browser.get(f"/attempts/{first}/result")
    assert "alasan" not in page.text
    assert "Pembahasan terbuka lagi sesudah pengerjaan yang sedang berjalan dikumpulkan." in page.words
