"""`flask reports verify` agrees with what happened, and tells every column that was bent."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from tests.factories.attempts import make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from tests.reports.test_pages import duty_of
from training.assignments.models import Enrolment
from training.core.db import db


@pytest.fixture
def passed(app: Flask) -> int:
    """The duty of somebody who passed, beside one who did not begin."""
    unit = make_unit()
    person, _other = make_user(unit=unit), make_user(unit=unit)
    assignment = make_assignment(make_module(4), unit, due_on=date(2026, 3, 10))
    duty = duty_of(person, assignment)
    make_submitted(person, duty, correct=4)
    return duty


def test_a_recount_agrees(app: Flask, passed: int) -> None:
    result = app.test_cli_runner().invoke(args=["reports", "verify"])
    assert (result.exit_code, result.output) == (0, "2 duties in 1 units and cycles counted again: all agree.\n")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"attempts_started": 5}, "attempts_started is 5, counted 1"),
        ({"attempts_submitted": 0}, "attempts_submitted is 0, counted 1"),
        ({"best_parts": 999_999}, "best_parts is 999999, counted 1000000"),
        ({"best_parts": None}, "best_parts is None, counted 1000000"),
        ({"valid_until_on": date(2026, 3, 1)}, "valid_until_on is 2026-03-01, counted 2027-03-02"),
    ],
)
def test_a_bent_column_is_told(app: Flask, passed: int, values: dict[str, object], told: str) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.id == passed).values(**values))
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["reports", "verify"])
    assert result.exit_code == 1
    assert f"enrolment {passed}: {told}" in result.output
