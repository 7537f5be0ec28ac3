"""Stored answers give the stored marks; `flask attempts recompute` says so or sets them right."""

from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from tests.factories.attempts import (
    STARTED_AT,
    enrolment_state,
    make_attempt,
    make_enrolment,
    make_submitted,
    responses_of,
)
from tests.factories.content import item_entry, make_module
from tests.factories.people import make_user
from training.assignments.models import Enrolment, EnrolmentState
from training.attempts.models import Attempt, Response
from training.attempts.services.recompute import AT_ONCE
from training.certificates.models import Certificate
from training.core.db import db

HANDED_IN_AT = STARTED_AT + timedelta(minutes=10)


def run(app: Flask, *options: str) -> Result:
    db.session.commit()
    db.session.remove()
    return app.test_cli_runner().invoke(args=["attempts", "recompute", *options])


def falsify(attempt_id: int, **values: Any) -> None:
    db.session.execute(update(Attempt).where(Attempt.id == attempt_id).values(**values))
    db.session.commit()


def stored(attempt_id: int) -> tuple[Any, ...]:
    return tuple(
        db.session.execute(select(Attempt.marks, Attempt.out_of, Attempt.passed).where(Attempt.id == attempt_id)).one()
    )


@pytest.fixture
def attempts(app: Flask) -> list[int]:
    """Three handed-in attempts of two questions, one of them with partial credit: 2, 1 and 0 right; the first passed."""
    module = make_module([item_entry("satu"), item_entry("dua", mode="multiple")])
    people = [make_user() for _ in range(3)]
    made = [
        make_submitted(one, make_enrolment(one, module), correct=correct)
        for one, correct in zip(people, (2, 1, 0), strict=True)
    ]
    make_attempt(people[0], make_enrolment(people[0], make_module()))
    return made


def test_nothing_differs_where_nothing_was_tampered_with(app: Flask, attempts: list[int]) -> None:
    checked = run(app, "--check")
    assert (checked.exit_code, "3 attempts marked again, 0 differ" in checked.output) == (0, True)


@pytest.mark.parametrize("values", [{"marks": 1}, {"out_of": 3}, {"marks": 0, "out_of": 1}])
def test_a_check_names_what_differs_and_changes_nothing(
    app: Flask, attempts: list[int], values: dict[str, int]
) -> None:
    falsify(attempts[0], **values)
    before = stored(attempts[0])
    checked = run(app, "--check")
    assert checked.exit_code == 1
    assert f"attempts {attempts[0]} differ" in checked.output
    assert run(app, "--dry-run").exit_code == 0
    assert stored(attempts[0]) == before


def test_marks_of_single_answers_are_checked_too(app: Flask, attempts: list[int]) -> None:
    db.session.execute(
        update(Response).where(Response.attempt_id == attempts[2], Response.position == 1).values(marks=1)
    )
    assert run(app, "--check").exit_code == 1
    assert run(app).exit_code == 0
    assert responses_of(attempts[2])[1].marks == 0
    assert run(app, "--check").exit_code == 0


def test_what_differs_is_set_right(app: Flask, attempts: list[int]) -> None:
    before = stored(attempts[1])
    falsify(attempts[1], marks=0)
    assert "1 differ from what is stored" in run(app).output
    assert stored(attempts[1]) == before


def test_the_best_score_of_a_duty_follows_the_correction(app: Flask, attempts: list[int]) -> None:
    duty = select(Enrolment).join(Attempt, Attempt.enrolment_id == Enrolment.id).where(Attempt.id == attempts[1])
    falsify(attempts[1], marks=2)
    db.session.execute(update(Enrolment).values(best_parts=1_000_000))
    run(app)
    assert db.session.scalars(duty).one().best_parts == 500_000


def test_a_pass_is_never_taken_away(app: Flask, attempts: list[int]) -> None:
    falsify(attempts[2], marks=2, passed=True)
    run(app)
    assert stored(attempts[2]) == (0, 2, True)


def test_a_pass_that_is_granted_completes_the_enrolment_as_of_the_hand_in(app: Flask, attempts: list[int]) -> None:
    falsify(attempts[0], marks=1, passed=False)
    enrolment_id = db.session.scalars(select(Attempt.enrolment_id).where(Attempt.id == attempts[0])).one()
    assert enrolment_id is not None
    db.session.execute(Certificate.__table__.delete())
    undone = {"state": EnrolmentState.OPEN, "completed_at": None, "completed_unit_id": None}
    db.session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(**undone))
    run(app)
    assert stored(attempts[0]) == (2, 2, True)
    assert enrolment_state(enrolment_id) == "completed"
    assert db.session.scalars(select(Certificate.issued_at)).all() == [HANDED_IN_AT]


@pytest.mark.one_database
def test_a_long_history_is_gone_through_in_parts(app: Flask, attempts: list[int]) -> None:
    first = db.session.get_one(Attempt, attempts[2])
    kept = ("participant_id", "quiz_id", "paper", "cut_score", "seed", "state", "started_at", "submitted_at", "out_of")
    copied = {name: getattr(first, name) for name in kept}
    db.session.add_all(
        Attempt(enrolment_id=first.enrolment_id, number=number, marks=0, passed=False, **copied)
        for number in range(2, AT_ONCE + 2)
    )
    db.session.commit()
    falsify(db.session.scalars(select(Attempt.id).order_by(Attempt.id.desc()).limit(1)).one(), marks=1)
    assert f"{AT_ONCE + 3} attempts marked again, 1 differ" in run(app).output
