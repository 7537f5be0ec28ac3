"""A quiz with a time limit: the clock is shown, and at zero what was saved counts."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.factories.attempts import make_enrolment
from tests.factories.content import make_module
from tests.journeys.visitor import Visitor
from tests.pages.entry import signed_in
from tests.pages.quiz import start_quiz
from training.attempts.models import Attempt
from training.core import clock
from training.core.db import db

SECONDS_LEFT = 4


def test_when_the_time_is_over_what_was_saved_is_handed_in(visitor: Visitor) -> None:
    with visitor.site.database():
        user = visitor.site.new_person("Ketut Suardana")
        enrolment_id = make_enrolment(user, make_module(2, time_limit_minutes=15))
    signed_in(visitor, user).open(f"/enrolments/{enrolment_id}")
    assert "Waktu 15 menit sejak Anda menekan Mulai." in visitor.words
    question = start_quiz(visitor, enrolment_id)
    clock_face = visitor.page.locator("#time-left")
    expect(clock_face).to_have_text(re.compile(r"^Sisa waktu 14\.\d\d$"))
    question.choose(question.keys()[1]).expect_saved()
    with visitor.site.database():
        attempt = db.session.get_one(Attempt, question.attempt_id)
        attempt.closes_at = clock.now() + timedelta(seconds=SECONDS_LEFT)
        db.session.commit()

    visitor.expect_in_console("status of 410")
    question.next()
    expect(clock_face).to_have_text(re.compile(r"^Sisa waktu 0\.0\d$"))
    visitor.page.get_by_role("heading", name="Waktu kuis ini sudah habis").wait_for()
    assert "1 dari 2 jawaban Anda tersimpan dan dinilai." in visitor.words
    visitor.press("Lihat hasil")
    visitor.page.wait_for_url("**/result")
    assert "Waktu habis. Jawaban yang tersimpan sudah dinilai." in visitor.words
    assert "Anda menjawab benar 1 dari 2 soal (50%)." in visitor.words
