"""Handing in: once, scored from what is stored; the first pass completes the enrolment for good."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.factories.attempts import (
    STARTED_AT,
    answer_attempt,
    enrolment_state,
    make_attempt,
    make_enrolment,
    make_submitted,
    places_of_keys,
    responses_of,
)
from tests.factories.content import item_entry, make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.accounts.models import Membership
from training.assignments.models import Enrolment
from training.attempts.models import Attempt, AttemptState
from training.attempts.services.answer import Sent, save_answer
from training.attempts.services.submit import submit_attempt
from training.audit.models import AuditEvent
from training.certificates.models import Certificate
from training.core.db import db
from training.core.errors import NotFound

HANDED_IN_AT = STARTED_AT + timedelta(minutes=10)
LATER = STARTED_AT + timedelta(days=30)


def facts(attempt_id: int) -> tuple[Any, ...]:
    columns = Attempt.state, Attempt.submitted_at, Attempt.marks, Attempt.out_of, Attempt.passed
    return tuple(db.session.execute(select(*columns).where(Attempt.id == attempt_id)).one())


def completion(enrolment_id: int) -> tuple[Any, ...]:
    columns = Enrolment.state, Enrolment.completed_at, Enrolment.completed_unit_id
    return tuple(db.session.execute(select(*columns).where(Enrolment.id == enrolment_id)).one())


def certificates() -> list[Certificate]:
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_the_score_comes_from_stored_answers_and_what_is_unanswered_is_worth_nothing(app: Flask) -> None:
    user = make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=5)))
    keys = places_of_keys(attempt_id)
    for position in (2, 4):
        save_answer(attempt_id, position, Sent(keys[position], None, 0), participant_id=user.id, now=STARTED_AT)
    assert submit_attempt(attempt_id, participant_id=user.id, now=HANDED_IN_AT)
    db.session.commit()
    assert facts(attempt_id) == (AttemptState.SUBMITTED, HANDED_IN_AT, 2, 5, False)
    assert {position: (row.marks, row.out_of) for position, row in responses_of(attempt_id).items()} == {
        2: (1, 1),
        4: (1, 1),
    }


def test_nothing_answered_is_a_score_of_nothing(app: Flask) -> None:
    user = make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=5)))
    submit_attempt(attempt_id, participant_id=user.id, now=HANDED_IN_AT)
    assert facts(attempt_id)[2:] == (0, 5, False)


def test_a_partly_right_answer_earns_its_share_of_one_item(app: Flask) -> None:
    user = make_user()
    module = make_module([item_entry("ganda", mode="multiple"), item_entry("tunggal")], cut_score="0.75")
    attempt_id = make_attempt(user, make_enrolment(user, module))
    for position, keys in places_of_keys(attempt_id).items():
        save_answer(attempt_id, position, Sent(keys[:1], None, 0), participant_id=user.id, now=STARTED_AT)
    submit_attempt(attempt_id, participant_id=user.id, now=HANDED_IN_AT)
    _state, _at, marks, out_of, passed = facts(attempt_id)
    assert Fraction(marks, out_of) == Fraction(3, 4)
    assert passed, "exactly the cut score is enough"


@pytest.mark.parametrize(("correct", "passes"), [(7, True), (6, False)])
def test_seven_of_ten_pass_at_seventy_percent_and_six_do_not(app: Flask, correct: int, passes: bool) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=10))
    make_submitted(user, enrolment_id, correct=correct)
    assert enrolment_state(enrolment_id) == ("completed" if passes else "open")
    assert len(certificates()) == passes


def test_a_second_hand_in_changes_nothing(app: Flask) -> None:
    user = make_user()
    attempt_id = make_submitted(user, make_enrolment(user, make_module(items=2)), correct=2)
    before, done = facts(attempt_id), actions()
    assert not submit_attempt(attempt_id, participant_id=user.id, now=LATER)
    db.session.commit()
    assert (facts(attempt_id), actions(), len(certificates())) == (before, done, 1)
    browser = Browser(app).log_in(user.email or "", PASSWORD)
    again = browser.post(f"/attempts/{attempt_id}/check", {"action": "submit"})
    assert (again.status, again.location) == (303, f"/attempts/{attempt_id}/result")
    assert facts(attempt_id) == before


def test_the_attempt_of_another_is_not_there(app: Flask) -> None:
    user, stranger = make_user(), make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module()))
    with pytest.raises(NotFound):
        submit_attempt(attempt_id, participant_id=stranger.id, now=HANDED_IN_AT)
    assert facts(attempt_id)[0] == AttemptState.OPEN


def test_completion_has_the_moment_of_the_hand_in_and_the_unit_of_that_moment(app: Flask) -> None:
    old, new = make_unit("Kecamatan Lama"), make_unit("Kecamatan Baru")
    user = make_user(unit=old)
    enrolment_id = make_enrolment(user, make_module(items=2))
    membership = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    membership.to_on = date(2026, 3, 1)
    db.session.flush()
    db.session.add(Membership(user_id=user.id, unit_id=new.id, from_on=date(2026, 3, 1), is_primary=True))
    db.session.commit()
    make_submitted(user, enrolment_id, correct=2)
    assert completion(enrolment_id) == ("completed", HANDED_IN_AT, new.id)
    (certificate,) = certificates()
    assert (certificate.enrolment_id, certificate.issued_at) == (enrolment_id, HANDED_IN_AT)
    assert certificate.snapshot["unit_name"] == "Kecamatan Baru"


def test_whoever_moves_afterwards_stays_completed_in_the_unit_they_were_in(app: Flask) -> None:
    old, new = make_unit(), make_unit()
    user = make_user(unit=old)
    enrolment_id = make_enrolment(user, make_module(items=2))
    make_submitted(user, enrolment_id, correct=2)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    membership.to_on = date(2026, 6, 1)
    db.session.flush()
    db.session.add(Membership(user_id=user.id, unit_id=new.id, from_on=date(2026, 6, 1), is_primary=True))
    db.session.commit()
    make_submitted(user, enrolment_id, correct=2, now=LATER)
    assert completion(enrolment_id) == ("completed", HANDED_IN_AT, old.id)


def test_a_person_without_a_unit_completes_too(app: Flask) -> None:
    user = make_user()
    db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one().to_on = date(2026, 1, 1)
    db.session.commit()
    enrolment_id = make_enrolment(user, make_module(items=2))
    make_submitted(user, enrolment_id, correct=2)
    assert enrolment_state(enrolment_id) == "completed"
    assert len(certificates()) == 1


def test_completion_and_certificate_are_on_record_once(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=2))
    make_submitted(user, enrolment_id, correct=2)
    make_submitted(user, enrolment_id, correct=2, now=LATER)
    assert actions()[-2:] == ["enrolment_completed", "certificate_issued"]
    assert Counter(actions())["enrolment_completed"] == 1


def test_a_better_attempt_later_changes_nothing_but_the_best_score(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=4, cut_score="0.50"))
    make_submitted(user, enrolment_id, correct=2)
    fact = completion(enrolment_id)
    printed = [(one.number, one.snapshot) for one in certificates()]
    browser = Browser(app).log_in(user.email or "", PASSWORD)
    assert "dengan nilai terbaik 50%" in browser.get("/home").words
    make_submitted(user, enrolment_id, correct=4, now=LATER)
    assert "dengan nilai terbaik 100%" in browser.get("/home").words
    assert completion(enrolment_id) == fact
    assert [(one.number, one.snapshot) for one in certificates()] == printed


def test_a_worse_attempt_later_takes_nothing_away(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=4))
    make_submitted(user, enrolment_id, correct=4)
    make_submitted(user, enrolment_id, correct=0, now=LATER)
    assert enrolment_state(enrolment_id) == "completed"
    assert db.session.scalar(select(func.count(Certificate.id))) == 1


def test_handing_in_needs_the_word_of_its_button(app: Flask) -> None:
    user = make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module()))
    browser = Browser(app).log_in(user.email or "", PASSWORD)
    for fields in ({}, {"action": "save"}, {"action": "\0"}, {"action": "submit "}):
        assert browser.post(f"/attempts/{attempt_id}/check", fields).location == f"/attempts/{attempt_id}/check"
    assert facts(attempt_id)[0] == AttemptState.OPEN


def test_the_check_page_says_what_is_missing_before_it_counts(app: Flask) -> None:
    user = make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=3)))
    save_answer(attempt_id, 2, Sent(["0"], None, 0), participant_id=user.id, now=STARTED_AT)
    db.session.commit()
    check = Browser(app).log_in(user.email or "", PASSWORD).get(f"/attempts/{attempt_id}/check")
    assert check.heading == "1 dari 3 soal sudah dijawab"
    assert check.texts(".//ol//li/ul") == ["Belum dijawab", "✓ Dijawab", "Belum dijawab"]


def test_an_answer_given_twice_counts_as_it_was_given_last(app: Flask) -> None:
    user = make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=2)))
    answer_attempt(user, attempt_id, correct=0)
    for position, keys in places_of_keys(attempt_id).items():
        save_answer(attempt_id, position, Sent(keys, None, 1), participant_id=user.id, now=STARTED_AT)
    submit_attempt(attempt_id, participant_id=user.id, now=HANDED_IN_AT)
    assert facts(attempt_id)[2:] == (2, 2, True)
