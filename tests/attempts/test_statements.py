"""What the participant's pages cost the database does not grow with the quiz, nor with what one has to do."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.client import Browser
from tests.factories.attempts import STARTED_AT, make_assignment, make_attempt, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("items", [3, 40])
def test_a_question_costs_four_statements_and_an_answer_five_however_long_the_quiz(app: Flask, items: int) -> None:
    user = make_user(email="peserta@example.id")
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=items)))
    browser = Browser(app).log_in("peserta@example.id", PASSWORD)
    for position in range(1, items + 1):
        address = f"/attempts/{attempt_id}/{position}"
        page = browser.get(address)
        answer = browser.submit(page, page.form(action=address), answer="1", action="next")
        assert (page.status, answer.status) == (200, 303)
        assert len(page.statements) <= 4, page.statements
        assert len(answer.statements) <= 5, answer.statements
    repeated = browser.post(address, {"answer": "1", "revision": 0}, headers=JSON)
    assert len(repeated.statements) <= 5, repeated.statements


@pytest.mark.parametrize("items", [3, 40])
def test_check_and_hand_in_and_result_cost_the_same_however_long_the_quiz(app: Flask, items: int) -> None:
    user = make_user(email="peserta@example.id")
    enrolment_id = make_enrolment(user, make_module(items=items))
    make_submitted(user, enrolment_id, correct=items)
    attempt_id = make_attempt(user, enrolment_id, seed=2, now=STARTED_AT + timedelta(days=1))
    browser = Browser(app).log_in("peserta@example.id", PASSWORD)
    assert len(browser.get(f"/attempts/{attempt_id}/check").statements) <= 4
    assert len(browser.post(f"/attempts/{attempt_id}/check", {"action": "submit"}).statements) <= 7
    result = browser.get(f"/attempts/{attempt_id}/result")
    assert "butir-1 alasan" in result.text
    assert len(result.statements) <= 11, result.statements


@pytest.mark.parametrize("modules", [1, 6])
def test_home_costs_eight_statements_however_much_there_is_to_do(app: Flask, modules: int) -> None:
    unit = make_unit()
    user = make_user(unit=unit, email="peserta@example.id")
    for _ in range(modules):
        make_assignment(make_module(items=3), unit)
        own = make_enrolment(user, make_module(items=3))
        make_submitted(user, own, correct=3)
        make_attempt(user, own, seed=2, now=STARTED_AT + timedelta(days=1))
        make_attempt(user, make_enrolment(user, make_module(items=3)))
        make_module(items=3)
    home = Browser(app).log_in("peserta@example.id", PASSWORD).get("/home")
    assert home.heading == f"{2 * modules} pelatihan untuk diselesaikan"
    assert len(home.statements) <= 8, home.statements
