"""How a duty stands: one rule in Python, the same in SQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from tests.factories.attempts import make_assignment
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from training.assignments.domain.duty import Duty, DutyStatus, duty_status, is_overdue
from training.assignments.models import Enrolment
from training.assignments.queries.duty import duty_status_sql, has_status, is_overdue_sql
from training.core import clock
from training.core.db import db
from training.core.i18n import ZONE_NAMES
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 23.30 WIB, and the next day in WITA and WIT
LIMITS = (None, 1, 3)
OPEN = Duty("open", False, None, None, 0, 0, None)


@pytest.mark.parametrize(
    ("duty", "status"),
    [
        (OPEN, DutyStatus.NOT_STARTED),
        (Duty("open", False, None, None, 1, 0, 3), DutyStatus.IN_PROGRESS),
        (Duty("open", False, None, None, 3, 2, 3), DutyStatus.IN_PROGRESS),
        (Duty("open", False, None, None, 3, 3, 3), DutyStatus.OUT_OF_ATTEMPTS),
        (Duty("open", False, None, None, 30, 30, None), DutyStatus.IN_PROGRESS),
        (Duty("open", True, None, None, 3, 3, 3), DutyStatus.EXEMPT),
        (Duty("completed", True, None, None, 1, 1, 3), DutyStatus.PASSED),
        (Duty("completed", False, None, TODAY, 1, 1, 3), DutyStatus.PASSED),
        (Duty("completed", False, None, TODAY - timedelta(days=1), 1, 1, 3), DutyStatus.LAPSED),
        (Duty("ended", False, None, None, 1, 0, 3), DutyStatus.IN_PROGRESS),
    ],
)
def test_a_duty_has_one_status(duty: Duty, status: DutyStatus) -> None:
    assert duty_status(duty, today=TODAY) is status


@pytest.mark.parametrize(
    ("duty", "overdue"),
    [
        (Duty("open", False, TODAY, None, 0, 0, None), False),
        (Duty("open", False, TODAY - timedelta(days=1), None, 0, 0, None), True),
        (Duty("open", True, TODAY - timedelta(days=1), None, 0, 0, None), False),
        (Duty("ended", False, TODAY - timedelta(days=1), None, 0, 0, None), False),
        (Duty("completed", False, TODAY - timedelta(days=1), None, 0, 0, None), False),
        (OPEN, False),
    ],
)
def test_overdue_is_who_still_has_to_do_it_after_the_due_date(duty: Duty, overdue: bool) -> None:
    assert is_overdue(duty, today=TODAY) is overdue


@dataclass(frozen=True)
class Drawn:
    """One enrolment to be: the zone of its unit and the limit of its quiz by their places."""

    duty: Duty
    zone: str


DAYS = st.none() | st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
DUTIES = st.builds(
    Duty,
    state=st.sampled_from(["open", "completed", "ended"]),
    is_exempt=st.booleans(),
    due_on=DAYS,
    valid_until_on=DAYS,
    attempts_started=st.integers(0, 4),
    attempts_submitted=st.integers(0, 4),
    attempts_allowed=st.sampled_from(LIMITS),
)
DRAWN = st.builds(Drawn, DUTIES, st.sampled_from(sorted(ZONE_NAMES)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_sql_and_python_agree_on_every_duty(app: Flask, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(DRAWN, min_size=1, max_size=40))
    modules, units = places()
    db.session.execute(delete(Enrolment))
    user, assignment_id = _owner(modules[None])
    rows = [row_of(one, modules, units, user, assignment_id, cycle) for cycle, one in enumerate(drawn, start=1)]
    db.session.execute(insert(Enrolment), rows)
    found = db.session.execute(
        select(
            duty_status_sql(NOW),
            is_overdue_sql(NOW),
            *(has_status(status, NOW, Quiz.attempts_allowed.expression) for status in DutyStatus),
        )
        .join(Module, Module.id == Enrolment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .select_from(Enrolment)
        .order_by(Enrolment.cycle)
    ).all()
    days = [clock.today_in(one.zone, NOW) for one in drawn]
    expected = [
        (str(duty_status(one.duty, today=day)), is_overdue(one.duty, today=day))
        for one, day in zip(drawn, days, strict=True)
    ]
    assert [(row[0], bool(row[1])) for row in found] == expected
    assert [[status.value for status, holds in zip(DutyStatus, row[2:], strict=True) if holds] for row in found] == [
        [status] for status, _overdue in expected
    ]
    db.session.rollback()


def places() -> tuple[dict[int | None, int], dict[str, int]]:
    """A module for each limit and a unit for each zone, made once for all examples of the test."""
    modules = db.session.execute(select(Quiz.attempts_allowed, Module.id).join(Module, Module.quiz_id == Quiz.id)).all()
    if not modules:
        for limit in LIMITS:
            make_module(items=1, attempts_allowed=limit)
        for zone in ZONE_NAMES:
            make_unit(zone=zone)
        return places()
    units = db.session.execute(select(Unit.zone, Unit.id).order_by(Unit.id)).all()
    return {row[0]: row[1] for row in modules}, {row[0]: row[1] for row in reversed(units)}


def _owner(module_id: int) -> tuple[int, int]:
    user = make_user()
    unit = db.session.scalars(select(Unit).order_by(Unit.id)).first()
    assert unit is not None
    assignment = make_assignment(db.session.get_one(Module, module_id), unit)
    db.session.execute(delete(Enrolment))
    return user.id, assignment.id


def row_of(
    one: Drawn, modules: dict[int | None, int], units: dict[str, int], user_id: int, assignment_id: int, cycle: int
) -> dict[str, object]:
    """The columns of an enrolment with these facts."""
    duty = one.duty
    return {
        "user_id": user_id,
        "module_id": modules[duty.attempts_allowed],
        "assignment_id": assignment_id,
        "cycle": cycle,
        "unit_id": units[one.zone],
        "state": duty.state,
        "created_at": NOW,
        "completed_at": NOW if duty.state == "completed" else None,
        "exempted_at": NOW if duty.is_exempt else None,
        "due_on": duty.due_on,
        "valid_until_on": duty.valid_until_on,
        "attempts_started": duty.attempts_started,
        "attempts_submitted": duty.attempts_submitted,
    }
