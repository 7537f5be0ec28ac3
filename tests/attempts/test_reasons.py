"""Keys and reasons are shown after a pass or the last attempt, and never while an attempt is under way."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.attempts import STARTED_AT, make_assignment, make_attempt, make_enrolment, make_submitted
from tests.factories.content import RULE, make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Enrolment
from training.attempts.models import Attempt
from training.attempts.services.submit import submit_attempt
from training.core.db import db
from training.quizzes.models import QuizBank

DAY = timedelta(days=1)
ONLY_LATER = "Pembahasan terbuka sesudah Anda lulus atau sesudah kesempatan terakhir"


@pytest.fixture
def user(app: Flask) -> User:
    return make_user(email="peserta@example.id")


@pytest.fixture
def browser(app: Flask, user: User) -> Browser:
    return Browser(app).log_in("peserta@example.id", PASSWORD)


def result(browser: Browser, attempt_id: int) -> Page:
    page = browser.get(f"/attempts/{attempt_id}/result")
    assert page.status == 200
    return page


def shows_reasons(page: Page) -> bool:
    """Whether the page tells keys and reasons; it must tell all of them or none."""
    secrets = ("butir-1 alasan", "butir-1 pembahasan", "butir-1 tolakan", "✓ Tepat", "/rules/", "alasan 0")
    told = {secret in page.text for secret in secrets}
    assert len(told) == 1
    assert (ONLY_LATER in page.words) != told.copy().pop()
    return told.pop()


def test_before_a_pass_only_score_and_topics_are_told(browser: Browser, user: User) -> None:
    page = result(browser, make_submitted(user, make_enrolment(user, make_module(items=2)), correct=1))
    assert not shows_reasons(page)
    assert "Anda menjawab benar 1 dari 2 soal (50%)." in page.words
    assert "Masih ada 2 kesempatan." in page.words


def test_after_a_pass_every_reason_is_told_with_its_rule(browser: Browser, user: User) -> None:
    page = result(
        browser, make_submitted(user, make_enrolment(user, make_module(items=2, cut_score="0.50")), correct=1)
    )
    assert shows_reasons(page)
    first, second = page.texts(".//details")
    assert "✓ Benar" in first
    assert "✗ Belum tepat" in second
    for number in range(4):
        assert f"alasan {number}" in first
    assert page.texts(".//li[@class='key chosen']"), "the right answer that was chosen"
    assert page.texts(".//li[@class=' chosen']"), "the wrong answer that was chosen"
    assert f"/rules/{RULE}" in page.links().values()


def test_after_the_last_attempt_the_reasons_of_all_are_told(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2, attempts_allowed=2))
    first = make_submitted(user, enrolment_id, correct=0)
    assert not shows_reasons(result(browser, first))
    last = make_submitted(user, enrolment_id, correct=1, now=STARTED_AT + DAY)
    assert shows_reasons(result(browser, first))
    assert shows_reasons(result(browser, last))


def test_a_pass_opens_the_reasons_of_the_attempts_before_it(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2))
    first = make_submitted(user, enrolment_id, correct=0)
    make_submitted(user, enrolment_id, correct=2, now=STARTED_AT + DAY)
    assert shows_reasons(result(browser, first))


def test_without_a_limit_there_is_no_last_attempt_only_a_pass(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2, attempts_allowed=None))
    for day in range(5):
        attempt_id = make_submitted(user, enrolment_id, correct=1, now=STARTED_AT + day * DAY)
    assert not shows_reasons(result(browser, attempt_id))


def test_reasons_are_hidden_again_while_another_attempt_is_under_way(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2))
    passed = make_submitted(user, enrolment_id, correct=2)
    assert shows_reasons(result(browser, passed))
    again = make_attempt(user, enrolment_id, seed=2, now=STARTED_AT + DAY)
    assert not shows_reasons(result(browser, passed))
    submit_attempt(again, participant_id=user.id, now=STARTED_AT + DAY)
    db.session.commit()
    assert shows_reasons(result(browser, passed))


def test_while_the_last_attempt_is_under_way_nothing_is_told(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2, attempts_allowed=2))
    first = make_submitted(user, enrolment_id, correct=0)
    make_attempt(user, enrolment_id, seed=2, now=STARTED_AT + DAY)
    assert not shows_reasons(result(browser, first))


def test_an_attempt_under_way_in_another_enrolment_hides_them_too(browser: Browser, user: User) -> None:
    unit = make_unit()
    colleague = make_user(unit=unit, email="rekan@example.id")
    module = make_module(items=2)
    passed = make_submitted(colleague, make_enrolment(colleague, module), correct=2)
    make_assignment(module, unit)
    assigned = db.session.scalars(select(Enrolment.id).where(Enrolment.assignment_id.is_not(None))).one()
    make_attempt(colleague, assigned, now=STARTED_AT + DAY)
    theirs = Browser(browser.app).log_in("rekan@example.id", PASSWORD)
    assert not shows_reasons(result(theirs, passed))


def test_an_attempt_under_way_at_another_quiz_with_the_same_bank_hides_them_too(browser: Browser, user: User) -> None:
    module, other = make_module(items=2), make_module(items=2)
    passed = make_submitted(user, make_enrolment(user, module), correct=2)
    make_attempt(user, make_enrolment(user, other))
    assert shows_reasons(result(browser, passed)), "a quiz with other banks is no reason to hide"
    shared = db.session.scalars(select(QuizBank.bank_id).where(QuizBank.quiz_id == module.quiz_id)).one()
    db.session.add(QuizBank(quiz_id=other.quiz_id, bank_id=shared))
    db.session.commit()
    assert not shows_reasons(result(browser, passed))


def test_an_attempt_that_ran_out_of_time_hides_them_until_it_is_closed(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2, attempts_allowed=2, time_limit_minutes=20))
    first = make_submitted(user, enrolment_id, correct=0)
    over = make_attempt(user, enrolment_id, seed=2, now=STARTED_AT + DAY)
    assert not shows_reasons(result(browser, first))
    browser.post(f"/attempts/{over}/result")
    assert shows_reasons(result(browser, first))


def test_somebody_elses_attempt_under_way_hides_nothing(browser: Browser, user: User) -> None:
    module = make_module(items=2)
    colleague = make_user()
    make_attempt(colleague, make_enrolment(colleague, module))
    assert shows_reasons(result(browser, make_submitted(user, make_enrolment(user, module), correct=2)))


def test_there_is_no_result_before_the_hand_in(browser: Browser, user: User) -> None:
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=2)))
    assert browser.get(f"/attempts/{attempt_id}/result").location == f"/attempts/{attempt_id}/check"
    assert db.session.scalars(select(Attempt.state)).all() == ["open"]


def test_the_way_to_the_certificate_stands_on_the_attempt_that_passed(browser: Browser, user: User) -> None:
    enrolment_id = make_enrolment(user, make_module(items=2))
    failed = make_submitted(user, enrolment_id, correct=0)
    passed = make_submitted(user, enrolment_id, correct=2, now=STARTED_AT + DAY)
    assert "Unduh sertifikat" in result(browser, passed).links()
    assert "Unduh sertifikat" not in result(browser, failed).links()
