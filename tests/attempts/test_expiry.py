"""When the time of an attempt is over: nothing more is taken, everything saved counts, as of its end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.factories.attempts import STARTED_AT, make_attempt, make_enrolment, places_of_keys, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from training.assignments.models import Enrolment
from training.attempts.jobs import AT_ONCE
from training.attempts.models import Attempt, AttemptState
from training.attempts.services.answer import Sent, save_answer
from training.certificates.models import Certificate
from training.core.db import aside, db
from training.core.transaction import unit_of_work
from training.jobs.registry import JOBS
from training.jobs.worker import Outcome, run_next

END = STARTED_AT + timedelta(minutes=20)
LONG_AFTER = END + timedelta(hours=1)
JSON = {"Accept": "application/json"}


class Timed:
    """A person with an attempt of two questions that ends at END; both are answered rightly, so it passes."""

    def __init__(self, app: Flask) -> None:
        self.user = make_user(email="peserta@example.id")
        self.enrolment_id = make_enrolment(self.user, make_module(items=2, time_limit_minutes=20))
        self.attempt_id = make_attempt(self.user, self.enrolment_id)
        self.keys = places_of_keys(self.attempt_id)
        for position, places in self.keys.items():
            save_answer(self.attempt_id, position, Sent(places, None, 0), participant_id=self.user.id, now=STARTED_AT)
        db.session.commit()
        self.address = f"/attempts/{self.attempt_id}/1"
        self.browser = Browser(app)

    def facts(self) -> tuple[Any, ...]:
        columns = Attempt.state, Attempt.submitted_at, Attempt.marks, Attempt.passed
        return tuple(db.session.execute(select(*columns).where(Attempt.id == self.attempt_id)).one())

    def log_in(self) -> Browser:
        return self.browser.log_in("peserta@example.id", PASSWORD)


def count_open() -> int:
    with aside() as connection:
        return connection.scalar(select(func.count(Attempt.id)).where(Attempt.state == AttemptState.OPEN)) or 0


CLOSED_AS_OF_ITS_END = (AttemptState.SUBMITTED, END, 2, True)
STILL_OPEN = (AttemptState.OPEN, None, None, None)


@pytest.fixture
def timed(app: Flask) -> Timed:
    return Timed(app)


@pytest.fixture
def long_after(timed: Timed) -> Iterator[None]:
    with time_machine.travel(LONG_AFTER, tick=False):
        yield


def close_expired() -> None:
    with unit_of_work():
        JOBS["attempts.close_expired"].run()


def test_the_last_instant_before_the_end_still_counts(timed: Timed) -> None:
    with time_machine.travel(END - timedelta(seconds=1), tick=False):
        timed.log_in()
        page = timed.browser.get(timed.address)
        assert "Sisa waktu" in page.words
        sent = timed.browser.submit(page, page.form(action=timed.address), answer=timed.keys[2], action="next")
        assert sent.status == 303
    with time_machine.travel(END, tick=False):
        assert timed.browser.submit(page, page.form(action=timed.address), answer="0", action="next").status == 410


@pytest.mark.usefixtures("long_after")
def test_every_page_of_the_attempt_says_that_the_time_is_over_and_what_was_kept(timed: Timed) -> None:
    timed.log_in()
    for address in (timed.address, f"/attempts/{timed.attempt_id}/check"):
        page = timed.browser.get(address)
        assert (page.status, page.heading) == (410, "Waktu kuis ini sudah habis")
        assert "2 dari 2 jawaban Anda tersimpan dan dinilai." in page.words
    assert timed.browser.follow(timed.browser.get(f"/attempts/{timed.attempt_id}/result")).status == 410
    assert timed.facts() == STILL_OPEN, "a GET changes nothing"


@pytest.mark.usefixtures("long_after")
def test_an_answer_after_the_end_is_refused_and_changes_nothing(timed: Timed) -> None:
    timed.log_in()
    fields = {"answer": "0", "revision": 1, "action": "next"}
    page = timed.browser.post(timed.address, fields)
    assert (page.status, page.heading) == (410, "Waktu kuis ini sudah habis")
    told = timed.browser.post(timed.address, fields, headers=JSON)
    assert (told.status, told.json) == (410, {"closed": True})
    assert {row.revision for row in responses_of(timed.attempt_id).values()} == {1}


@pytest.mark.usefixtures("long_after")
def test_the_participant_need_not_wait_for_the_job(timed: Timed) -> None:
    timed.log_in()
    over = timed.browser.get(timed.address)
    result = timed.browser.follow(timed.browser.submit(over, over.form(action=f"/attempts/{timed.attempt_id}/result")))
    assert "Waktu habis. Jawaban yang tersimpan sudah dinilai." in result.words
    assert "Anda lulus." in result.words
    assert timed.facts() == CLOSED_AS_OF_ITS_END


@pytest.mark.usefixtures("long_after")
def test_handing_in_from_an_old_page_closes_it_as_of_its_end(timed: Timed) -> None:
    timed.log_in().post(f"/attempts/{timed.attempt_id}/check", {"action": "submit"})
    assert timed.facts() == CLOSED_AS_OF_ITS_END


@pytest.mark.usefixtures("long_after")
def test_the_job_closes_it_scores_what_was_saved_and_completes_as_of_its_end(timed: Timed) -> None:
    close_expired()
    assert timed.facts() == CLOSED_AS_OF_ITS_END
    columns = Enrolment.completed_at, Certificate.issued_at
    moments = select(*columns).join(Certificate, Certificate.enrolment_id == Enrolment.id)
    assert db.session.execute(moments).all() == [(END, END)]
    close_expired()
    assert len(db.session.execute(moments).all()) == 1
    timed.log_in()
    assert timed.browser.get(timed.address).location == f"/attempts/{timed.attempt_id}/result"


def test_the_job_leaves_alone_what_is_not_over(timed: Timed) -> None:
    endless = make_attempt(timed.user, make_enrolment(timed.user, make_module(items=2)))
    with time_machine.travel(END - timedelta(seconds=1), tick=False):
        close_expired()
    assert timed.facts() == STILL_OPEN
    with time_machine.travel(END, tick=False):
        close_expired()
    assert timed.facts() == CLOSED_AS_OF_ITS_END
    assert db.session.scalars(select(Attempt.state).where(Attempt.id == endless)).one() == AttemptState.OPEN


def test_an_open_attempt_is_not_handed_in_by_the_button_for_one_that_is_over(timed: Timed) -> None:
    with time_machine.travel(END - timedelta(minutes=1), tick=False):
        sent = timed.log_in().post(f"/attempts/{timed.attempt_id}/result")
    assert sent.location == f"/attempts/{timed.attempt_id}/check"
    assert timed.facts() == STILL_OPEN


@pytest.mark.one_database
def test_a_crowd_whose_time_ends_together_is_closed_without_waiting_for_the_next_minute(app: Flask) -> None:
    module = make_module(items=1, time_limit_minutes=20)
    user = make_user()
    enrolment = db.session.get_one(Enrolment, make_enrolment(user, module))
    first = db.session.get_one(Attempt, make_attempt(user, enrolment.id))
    crowd = [
        Enrolment(user_id=user.id, module_id=module.id, state="ended", created_at=STARTED_AT) for _ in range(AT_ONCE)
    ]
    db.session.add_all(crowd)
    db.session.flush()
    copied = {name: getattr(first, name) for name in ("participant_id", "quiz_id", "paper", "cut_score")}
    moments = {"started_at": STARTED_AT, "closes_at": END}
    db.session.add_all(Attempt(enrolment_id=one.id, number=1, seed=1, **copied, **moments) for one in crowd)
    db.session.commit()
    with time_machine.travel(LONG_AFTER, tick=False):
        close_expired()
        assert count_open() == 1
        assert run_next(app) is Outcome.DONE
        assert (count_open(), run_next(app)) == (0, None)
