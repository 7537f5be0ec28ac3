"""An answer is stored as soon as it is chosen, and none that was chosen is lost."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.factories.attempts import make_enrolment
from tests.factories.content import item_entry, make_module
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor
from tests.pages.entry import signed_in
from tests.pages.quiz import SAVED, QuestionPage, start_quiz
from training.accounts.models import User
from training.accounts.services.signing import sign_out_everywhere
from training.core import clock
from training.core.db import db

UNSAVED = "Belum tersimpan – mencoba lagi"


@pytest.fixture
def taker(visitor: Visitor) -> User:
    """Somebody who has begun nothing yet."""
    with visitor.site.database():
        return visitor.site.new_person("Yohanes Bria")


@pytest.fixture
def question(visitor: Visitor, taker: User) -> QuestionPage:
    """The first question of their quiz of two."""
    with visitor.site.database():
        enrolment_id = make_enrolment(taker, make_module(2))
    return start_quiz(signed_in(visitor, taker), enrolment_id)


def test_a_choice_is_stored_without_loading_a_page(question: QuestionPage) -> None:
    before = len(question.visitor.asked)
    question.choose(["2"]).expect_saved()
    asked = [urlsplit(address).path for address in question.visitor.asked[before:]]
    assert [path for path in asked if not path.startswith("/static/")] == [question.visitor.path]
    assert question.stored(question.attempt_id, 1) == ["2"]
    question.choose(["0"]).expect_saved().press("Berikutnya")
    question.page.wait_for_url("**/2")
    question.press("Sebelumnya")
    question.page.wait_for_url("**/1")
    assert question.chosen() == ["0"]
    expect(question.status).to_have_text(SAVED)


def test_every_box_of_a_multiple_choice_counts_however_fast_they_are_ticked(visitor: Visitor, taker: User) -> None:
    with visitor.site.database():
        enrolment_id = make_enrolment(taker, make_module([item_entry("ganda", mode="multiple")]))
    question = start_quiz(signed_in(visitor, taker), enrolment_id)
    question.page.evaluate("() => document.querySelectorAll('[name=answer]').forEach((box) => box.click())")
    question.card("1").click()
    question.expect_saved()
    assert question.stored(question.attempt_id, 1) == ["0", "2", "3"]


def test_a_choice_made_offline_is_sent_when_the_network_is_back(question: QuestionPage) -> None:
    question.visitor.expect_in_console("ERR_INTERNET_DISCONNECTED")
    question.visitor.context.set_offline(True)
    question.choose(["3"])
    expect(question.status).to_have_text(UNSAVED)
    assert question.stored(question.attempt_id, 1) == []
    question.visitor.context.set_offline(False)
    question.expect_saved()
    assert question.stored(question.attempt_id, 1) == ["3"]


def test_a_choice_made_after_the_session_ended_survives_signing_in_again(question: QuestionPage, taker: User) -> None:
    visitor, attempt_id = question.visitor, question.attempt_id
    visitor.expect_in_console("status of 401")
    question.choose(["1"]).expect_saved()
    with visitor.site.database():
        sign_out_everywhere(taker.id, now=clock.now())
        db.session.commit()
    question.choose(["2"])
    visitor.page.wait_for_url("**/login?next=**")
    assert question.stored(attempt_id, 1) == ["1"]
    signed_in(visitor, taker)
    visitor.open(f"/attempts/{attempt_id}/2")
    visitor.page.wait_for_function("() => Object.keys(localStorage).length === 0")
    assert question.stored(attempt_id, 1) == ["2"]
    visitor.open(f"/attempts/{attempt_id}/1")
    assert question.chosen() == ["2"]


def test_an_older_page_overwrites_nothing_before_it_asked(
    question: QuestionPage, taker: User, new_visitor: NewVisitor
) -> None:
    attempt_id = question.attempt_id
    other = signed_in(new_visitor(), taker).open(f"/attempts/{attempt_id}/1")
    QuestionPage(other).choose(["1"]).expect_saved()
    question.visitor.expect_in_console("status of 409")
    question.choose(["2"])
    question.page.get_by_role("heading", name="Soal 1 sudah dijawab di halaman atau perangkat lain").wait_for()
    assert question.stored(attempt_id, 1) == ["1"]
    question.press("Ganti dengan pilihan ini")
    question.expect_saved()
    assert question.stored(attempt_id, 1) == ["2"]
