"""Two transactions at once on PostgreSQL, led by hand: this one pauses while the other runs in a thread."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from tests.factories.attempts import (
    STARTED_AT,
    make_assignment,
    make_attempt,
    make_enrolment,
    places_of_keys,
    responses_of,
)
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Assignment, Enrolment
from training.assignments.services.enrolling import enrol_assigned
from training.attempts.errors import AnswerStale, AttemptClosed
from training.attempts.models import Attempt, AttemptState
from training.attempts.services.answer import Saved, Sent, save_answer
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.certificates.models import Certificate
from training.core.db import aside, db
from training.core.transaction import unit_of_work

pytestmark = pytest.mark.postgresql

Result = TypeVar("Result")
LATER = STARTED_AT + timedelta(minutes=5)
PATIENCE_SECONDS = 10
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


class OtherSide:
    """Runs work in a transaction of its own, beside that of the test."""

    def __init__(self, app: Flask, threads: ThreadPoolExecutor) -> None:
        self.app = app
        self.threads = threads

    def begin(self, work: Callable[[], Result]) -> Future[Result]:
        def run() -> Result:
            with self.app.app_context(), unit_of_work():
                return work()

        return self.threads.submit(run)

    def waits(self) -> bool:
        """Whether somebody comes to wait for a lock soon."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with aside() as connection:
                if connection.scalar(WAITING):
                    return True
            time.sleep(0.01)
        return False


@pytest.fixture
def other_side(app: Flask) -> Iterator[OtherSide]:
    with ThreadPoolExecutor(4) as threads:
        yield OtherSide(app, threads)
        db.session.rollback()


@pytest.fixture
def user(app: Flask) -> User:
    return make_user()


@pytest.fixture
def attempt_id(user: User) -> int:
    """An open attempt of one question."""
    return make_attempt(user, make_enrolment(user, make_module(items=1)))


def answer(user_id: int, attempt_id: int, values: list[str], *, position: int = 1, revision: int = 0) -> Saved:
    return save_answer(attempt_id, position, Sent(values, None, revision), participant_id=user_id, now=LATER)


def facts(attempt_id: int) -> tuple[Any, ...]:
    columns = Attempt.state, Attempt.marks, Attempt.out_of, Attempt.passed
    return tuple(db.session.execute(select(*columns).where(Attempt.id == attempt_id)).one())


def test_a_hand_in_waits_for_an_answer_that_is_being_saved_and_counts_it(
    other_side: OtherSide, user: User, attempt_id: int
) -> None:
    key = places_of_keys(attempt_id)[1]
    user_id = user.id
    db.session.commit()
    answer(user_id, attempt_id, key)
    hand_in = other_side.begin(lambda: submit_attempt(attempt_id, participant_id=user_id, now=LATER))
    assert other_side.waits()
    assert not hand_in.done()
    db.session.commit()
    assert hand_in.result(PATIENCE_SECONDS)
    assert facts(attempt_id) == (AttemptState.SUBMITTED, 1, 1, True)


def test_an_answer_that_meets_a_hand_in_waits_for_it_and_is_refused(
    other_side: OtherSide, user: User, attempt_id: int
) -> None:
    key = places_of_keys(attempt_id)[1]
    user_id = user.id
    db.session.commit()
    submit_attempt(attempt_id, participant_id=user_id, now=LATER)
    late = other_side.begin(lambda: answer(user_id, attempt_id, key))
    assert other_side.waits()
    db.session.commit()
    with pytest.raises(AttemptClosed):
        late.result(PATIENCE_SECONDS)
    assert responses_of(attempt_id) == {}
    assert facts(attempt_id) == (AttemptState.SUBMITTED, 0, 1, False)


def test_an_answer_is_taken_when_the_hand_in_it_waited_for_fails(
    other_side: OtherSide, user: User, attempt_id: int
) -> None:
    key = places_of_keys(attempt_id)[1]
    user_id = user.id
    db.session.commit()
    submit_attempt(attempt_id, participant_id=user_id, now=LATER)
    late = other_side.begin(lambda: answer(user_id, attempt_id, key))
    assert other_side.waits()
    db.session.rollback()
    assert late.result(PATIENCE_SECONDS) == Saved(1, 1)
    assert facts(attempt_id)[0] == AttemptState.OPEN


def test_of_two_first_answers_at_once_one_is_stored_and_the_other_told_that_it_is_stale(
    other_side: OtherSide, user: User, attempt_id: int
) -> None:
    user_id = user.id
    db.session.commit()
    answer(user_id, attempt_id, ["0"])
    second = other_side.begin(lambda: answer(user_id, attempt_id, ["1"]))
    assert other_side.waits()
    db.session.commit()
    with pytest.raises(AnswerStale) as refused:
        second.result(PATIENCE_SECONDS)
    assert refused.value.revision == 1


def test_the_same_answer_twice_at_once_is_acknowledged_twice_and_stored_once(
    other_side: OtherSide, user: User, attempt_id: int
) -> None:
    user_id = user.id
    db.session.commit()
    answer(user_id, attempt_id, ["0"])
    second = other_side.begin(lambda: answer(user_id, attempt_id, ["0"]))
    assert other_side.waits()
    db.session.commit()
    assert second.result(PATIENCE_SECONDS) == Saved(1, 1)


def test_answers_to_two_questions_do_not_wait_for_each_other(other_side: OtherSide, user: User) -> None:
    user_id = user.id
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=2)))
    answer(user_id, attempt_id, ["0"], position=1)
    beside = other_side.begin(lambda: answer(user_id, attempt_id, ["0"], position=2))
    assert beside.result(PATIENCE_SECONDS) == Saved(1, 2)
    db.session.commit()
    assert responses_of(attempt_id).keys() == {1, 2}


def test_two_hand_ins_at_once_complete_once(other_side: OtherSide, user: User, attempt_id: int) -> None:
    user_id = user.id
    answer(user_id, attempt_id, places_of_keys(attempt_id)[1])
    db.session.commit()
    assert submit_attempt(attempt_id, participant_id=user_id, now=LATER)
    second = other_side.begin(lambda: submit_attempt(attempt_id, participant_id=user_id, now=LATER))
    assert other_side.waits()
    db.session.commit()
    assert second.result(PATIENCE_SECONDS) is False
    assert len(db.session.scalars(select(Certificate.id)).all()) == 1


def test_two_starts_at_once_give_the_same_attempt(other_side: OtherSide, user: User) -> None:
    taker = Taker(user.id, user.corps)
    enrolment_id = make_enrolment(user, make_module())
    first = start_attempt(enrolment_id, taker, seed=1, now=LATER)
    second = other_side.begin(lambda: start_attempt(enrolment_id, taker, seed=2, now=LATER))
    assert other_side.waits()
    db.session.commit()
    assert second.result(PATIENCE_SECONDS) == first


def test_a_new_start_and_the_closing_of_the_old_attempt_do_not_block_each_other_for_good(
    other_side: OtherSide, user: User
) -> None:
    taker = Taker(user.id, user.corps)
    enrolment_id = make_enrolment(user, make_module(time_limit_minutes=1))
    old = make_attempt(user, enrolment_id)
    db.session.execute(update(Attempt).where(Attempt.id == old).values(seed=2))  # as closing does: the attempt first,
    start = other_side.begin(lambda: start_attempt(enrolment_id, taker, seed=3, now=LATER))
    assert other_side.waits()
    db.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update())  # then its enrolment
    db.session.commit()
    assert start.result(PATIENCE_SECONDS) != old
    assert facts(old)[0] == AttemptState.SUBMITTED


def test_an_assignment_that_enrols_twice_at_once_enrols_everybody_once(other_side: OtherSide) -> None:
    unit = make_unit()
    make_user(unit=unit)
    assignment_id = make_assignment(make_module(), unit).id
    make_user(unit=unit)

    def enrol() -> int:
        return enrol_assigned(db.session.get_one(Assignment, assignment_id), now=LATER)

    assert enrol() == 1
    second = other_side.begin(enrol)
    assert other_side.waits()
    db.session.commit()
    assert second.result(PATIENCE_SECONDS) == 0
