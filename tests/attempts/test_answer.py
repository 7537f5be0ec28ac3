"""Saving an answer: stored before it is acknowledged, never over something newer without asking."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.client import Browser, Page
from tests.factories.attempts import STARTED_AT, make_attempt, make_enrolment, places_of_keys, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from training.accounts.models import User
from training.attempts.errors import AnswerStale, AttemptClosed
from training.attempts.models import Attempt
from training.attempts.services.answer import Saved, Sent, save_answer
from training.attempts.services.submit import submit_attempt
from training.banks.domain.kinds import AnswerInvalid
from training.core.db import db
from training.core.errors import NotFound

LATER = STARTED_AT + timedelta(minutes=5)
JSON = {"Accept": "application/json"}


class Sitting:
    """A person with an open attempt of three questions; `mobile` and `office` are two browsers of theirs."""

    def __init__(self, app: Flask) -> None:
        self.user = make_user(email="peserta@example.id")
        self.enrolment_id = make_enrolment(self.user, make_module(items=3))
        self.attempt_id = make_attempt(self.user, self.enrolment_id)
        self.address = f"/attempts/{self.attempt_id}/1"
        self.mobile = Browser(app).log_in("peserta@example.id", PASSWORD)
        self.office = Browser(app).log_in("peserta@example.id", PASSWORD)

    def stored(self, position: int = 1) -> Any:
        """(answer as a place on the paper, flag, revision), or None."""
        response = responses_of(self.attempt_id).get(position)
        if response is None:
            return None
        order = db.session.get_one(Attempt, self.attempt_id).paper[position - 1][1]
        places = None if response.answer is None else [order.index(index) for index in response.answer]
        return places, response.is_flagged, response.revision

    def send(self, browser: Browser, page: Page, **fields: Any) -> Page:
        return browser.submit(page, page.form(action=self.address), **fields)


@pytest.fixture
def sitting(app: Flask) -> Sitting:
    return Sitting(app)


def save(user: User, attempt_id: int, values: list[str], revision: int = 0, flag: bool | None = None) -> Saved:
    saved = save_answer(attempt_id, 1, Sent(values, flag, revision), participant_id=user.id, now=LATER)
    db.session.commit()
    return saved


def test_each_save_counts_one_revision_and_the_last_one_stands(sitting: Sitting) -> None:
    user, attempt_id = sitting.user, sitting.attempt_id
    assert save(user, attempt_id, ["2"], 0) == Saved(1, 3)
    assert save(user, attempt_id, ["0"], 1) == Saved(2, 3)
    assert sitting.stored() == ([0], False, 2)


def test_a_repeat_of_what_is_stored_is_harmless(sitting: Sitting) -> None:
    user, attempt_id = sitting.user, sitting.attempt_id
    for _ in range(3):
        assert save(user, attempt_id, ["2"], 0) == Saved(1, 3)
    assert sitting.stored() == ([2], False, 1)


def test_an_older_page_does_not_overwrite_a_newer_answer(sitting: Sitting) -> None:
    user, attempt_id = sitting.user, sitting.attempt_id
    save(user, attempt_id, ["2"], 0)
    save(user, attempt_id, ["1"], 1)
    with pytest.raises(AnswerStale) as refused:
        save(user, attempt_id, ["0"], 1)
    db.session.rollback()
    assert (refused.value.revision, refused.value.is_flagged) == (2, False)
    with pytest.raises(AnswerStale):
        save(user, attempt_id, ["0"], 3)
    db.session.rollback()
    assert sitting.stored() == ([1], False, 2)


def test_a_page_left_blank_stores_nothing_and_clears_nothing(sitting: Sitting) -> None:
    assert save(sitting.user, sitting.attempt_id, []) == Saved(0, 3)
    assert sitting.stored() is None
    save(sitting.user, sitting.attempt_id, ["1"])
    assert save(sitting.user, sitting.attempt_id, []) == Saved(0, 3)
    assert sitting.stored() == ([1], False, 1)


def test_an_answer_can_be_taken_back_from_the_page_that_shows_it(sitting: Sitting) -> None:
    save(sitting.user, sitting.attempt_id, ["1"])
    assert save(sitting.user, sitting.attempt_id, [], 1) == Saved(2, 3)
    assert sitting.stored() == (None, False, 2)


def test_a_flag_comes_and_goes_without_touching_the_answer(sitting: Sitting) -> None:
    page = sitting.mobile.get(sitting.address)
    flagged = sitting.mobile.follow(sitting.send(sitting.mobile, page, answer="1", action="flag"))
    assert sitting.stored() == ([1], True, 1)
    moved = sitting.send(sitting.mobile, flagged, answer="2", action="next")
    assert sitting.stored() == ([2], True, 2), "an answer leaves the flag as it is"
    assert moved.location == f"/attempts/{sitting.attempt_id}/2"
    again = sitting.mobile.get(sitting.address)
    sitting.send(sitting.mobile, again, action="unflag")
    assert sitting.stored() == ([2], False, 3)


def test_a_question_can_be_flagged_before_it_is_answered(sitting: Sitting) -> None:
    sitting.send(sitting.mobile, sitting.mobile.get(sitting.address), action="flag")
    assert sitting.stored() == (None, True, 1)
    check = sitting.mobile.get(f"/attempts/{sitting.attempt_id}/check")
    assert check.heading == "0 dari 3 soal sudah dijawab"
    assert "⚑ Ditandai" in check.words


def test_an_answer_given_on_the_mobile_is_there_in_the_office(sitting: Sitting) -> None:
    sitting.send(sitting.mobile, sitting.mobile.get(sitting.address), answer="2", action="leave")
    assert "1 dari 3 soal dijawab" in sitting.office.get(f"/enrolments/{sitting.enrolment_id}").words
    page = sitting.office.get(sitting.address)
    assert page.fields(page.form(action=sitting.address))["answer"] == ["2"]


@pytest.mark.parametrize(
    ("action", "leads_to"),
    [
        ("next", "/attempts/{id}/3"),
        ("previous", "/attempts/{id}/1"),
        ("goto-3", "/attempts/{id}/3"),
        ("goto-99", "/attempts/{id}/3"),
        ("check", "/attempts/{id}/check"),
        ("leave", "/home"),
        ("flag", "/attempts/{id}/2"),
        ("save", "/attempts/{id}/2"),
    ],
)
def test_every_button_stores_the_answer_first(sitting: Sitting, action: str, leads_to: str) -> None:
    sitting.address = f"/attempts/{sitting.attempt_id}/2"
    page = sitting.send(sitting.mobile, sitting.mobile.get(sitting.address), answer="3", action=action)
    assert (page.status, page.location) == (303, leads_to.format(id=sitting.attempt_id))
    assert sitting.stored(2) == ([3], action == "flag", 1)


def test_two_devices_at_odds_are_shown_both_answers_and_choose(sitting: Sitting) -> None:
    old = sitting.office.get(sitting.address)
    sitting.send(sitting.mobile, sitting.mobile.get(sitting.address), answer="0", action="next")
    stale = sitting.send(sitting.office, old, answer="3", action="next")
    assert stale.status == 409
    assert stale.heading == "Soal 1 sudah dijawab di halaman atau perangkat lain"
    shown = [option for option in sitting.office.get(sitting.address).texts(".//label") if "pilihan" in option]
    assert stale.texts(".//li[@class='chosen']") == [shown[0], shown[3]]
    assert sitting.stored() == ([0], False, 1), "nothing is overwritten before the choice"
    assert stale.links()["Pakai yang tersimpan"] == sitting.address
    sitting.send(sitting.office, stale, action="save")
    assert sitting.stored() == ([3], False, 2)


def test_a_stale_page_that_says_the_same_is_no_conflict(sitting: Sitting) -> None:
    old = sitting.office.get(sitting.address)
    sitting.send(sitting.mobile, sitting.mobile.get(sitting.address), answer="2", action="next")
    assert sitting.send(sitting.office, old, answer="2", action="next").status == 303
    assert sitting.stored() == ([2], False, 1)


def test_the_second_click_of_an_impatient_thumb_changes_nothing(sitting: Sitting) -> None:
    page = sitting.mobile.get(sitting.address)
    answers = [sitting.send(sitting.mobile, page, answer="2", action="next") for _ in range(2)]
    assert [(answer.status, answer.location) for answer in answers] == [(303, f"/attempts/{sitting.attempt_id}/2")] * 2
    assert sitting.stored() == ([2], False, 1)


def test_a_script_is_told_the_revision_or_that_the_answer_is_stale_or_the_attempt_closed(sitting: Sitting) -> None:
    def post(answer: str, revision: int) -> Page:
        return sitting.mobile.post(sitting.address, {"answer": answer, "revision": revision}, headers=JSON)

    assert (post("1", 0).status, post("2", 1).json) == (200, {"saved": True, "revision": 2})
    stale = post("3", 1)
    assert (stale.status, stale.json) == (409, {"stale": True, "revision": 2})
    submit_attempt(sitting.attempt_id, participant_id=sitting.user.id, now=LATER)
    db.session.commit()
    closed = post("3", 2)
    assert (closed.status, closed.json) == (410, {"closed": True})
    assert sitting.stored() == ([2], False, 2)


def test_after_the_hand_in_nothing_is_stored_any_more(sitting: Sitting) -> None:
    page = sitting.mobile.get(sitting.address)
    submit_attempt(sitting.attempt_id, participant_id=sitting.user.id, now=LATER)
    db.session.commit()
    refused = sitting.send(sitting.mobile, page, answer="1", action="next")
    assert refused.status == 410
    assert "Jawaban yang tersimpan sebelumnya sudah dihitung." in refused.words
    assert sitting.stored() is None
    assert sitting.mobile.get(sitting.address).location == f"/attempts/{sitting.attempt_id}/result"


def test_a_choice_that_the_question_does_not_have_is_told_on_the_page_and_not_stored(sitting: Sitting) -> None:
    page = sitting.mobile.get(sitting.address)
    for nonsense in (["4"], ["0", "1"]):
        refused = sitting.send(sitting.mobile, page, answer=nonsense, action="next")
        assert refused.status == 400
        assert refused.texts(".//fieldset"), "the question is still there"
    assert sitting.stored() is None


def test_the_service_refuses_what_is_not_there_not_ones_own_or_over(sitting: Sitting) -> None:
    stranger = make_user()
    cases: list[tuple[int, int, int, Any]] = [
        (sitting.attempt_id, 0, sitting.user.id, NotFound),
        (sitting.attempt_id, 4, sitting.user.id, NotFound),
        (sitting.attempt_id, 1, stranger.id, NotFound),
        (sitting.attempt_id + 1, 1, sitting.user.id, NotFound),
    ]
    for attempt_id, position, user_id, error in cases:
        with pytest.raises(error):
            save_answer(attempt_id, position, Sent(["0"], None, 0), participant_id=user_id, now=LATER)
    with pytest.raises(AnswerInvalid):
        save(sitting.user, sitting.attempt_id, ["9"])
    submit_attempt(sitting.attempt_id, participant_id=sitting.user.id, now=LATER)
    with pytest.raises(AttemptClosed):
        save(sitting.user, sitting.attempt_id, places_of_keys(sitting.attempt_id)[1])
