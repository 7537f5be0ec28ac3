"""Who comes to an assignment that is under way gets time of their own."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.assignments.test_planning import ZONE, day, plan, today
from tests.client import Browser
from tests.factories.content import make_module
from tests.factories.jobs import run_jobs
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.accounts.services.people import deactivate, reactivate
from training.assignments.domain.dates import NEWCOMER_DAYS, NEWCOMER_REASON, RETURNER_REASON
from training.assignments.models import Assignment, Enrolment, EnrolmentChange
from training.assignments.services.adjusting import Act, extend_duties
from training.assignments.services.enrolling import enrol_assigned
from training.assignments.services.planning import (
    Dates,
    change_assignment,
    plan_assignment,
    repeat_assignment,
)
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.core.i18n import table_date
from training.modules.models import Module
from training.org.models import Unit


@pytest.fixture
def unit(app: Flask) -> Unit:
    return make_unit()


def running(app: Flask, unit: Unit, boss: User, *, opens: int, due: int | None) -> Assignment:
    """An assignment whose people are enrolled."""
    made = plan(make_module(), unit, opens=opens, due=due)
    assignment_id = plan_assignment(made, unit, token="formulir", actor_id=boss.id, now=clock.now())
    run_jobs(app)
    return db.session.get_one(Assignment, assignment_id)


def joined(assignment: Assignment, unit: Unit, **fields: str) -> User:
    """Somebody new in the unit, found by the nightly run."""
    user = make_user(unit=db.session.get_one(Unit, unit.id), **fields)
    enrol_assigned(assignment, now=clock.now())
    db.session.commit()
    return user


def dates_of(user: User) -> tuple[date | None, date | None]:
    """Due date, and the one of their own."""
    db.session.expire_all()
    row = db.session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one()
    return row.due_on, row.extended_until_on


def reasons_of(user: User) -> list[tuple[str, date | None, int | None]]:
    rows = db.session.execute(
        select(EnrolmentChange.reason, EnrolmentChange.due_on, EnrolmentChange.by_id)
        .join(Enrolment, Enrolment.id == EnrolmentChange.enrolment_id)
        .where(Enrolment.user_id == user.id)
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("due", [-20, 0, NEWCOMER_DAYS - 1])
def test_who_joins_after_the_due_date_or_just_before_it_has_a_fortnight(app: Flask, unit: Unit, due: int) -> None:
    first = make_user(unit=unit)
    assignment = running(app, unit, first, opens=-60, due=due)
    joiner = joined(assignment, unit)
    assert dates_of(first) == (day(due), None)
    assert dates_of(joiner) == (day(NEWCOMER_DAYS), day(NEWCOMER_DAYS))
    assert (reasons_of(first), reasons_of(joiner)) == ([], [(NEWCOMER_REASON, day(NEWCOMER_DAYS), None)])


@pytest.mark.parametrize("due", [NEWCOMER_DAYS, 40, None])
def test_who_joins_early_enough_is_due_with_the_others(app: Flask, unit: Unit, due: int | None) -> None:
    assignment = running(app, unit, make_user(unit=unit), opens=-60, due=due)
    joiner = joined(assignment, unit)
    assert (dates_of(joiner), reasons_of(joiner)) == ((None if due is None else day(due), None), [])


def test_a_short_assignment_stays_short_for_those_it_begins_with(app: Flask, unit: Unit) -> None:
    user = make_user(unit=unit)
    assignment = running(app, unit, user, opens=0, due=3)
    assert dates_of(user) == (day(3), None)
    repeat_assignment(assignment, Dates(day(0), day(5)), ZONE, actor_id=user.id, now=clock.now())
    run_jobs(app)
    assert list(db.session.scalars(select(Enrolment.due_on).order_by(Enrolment.cycle))) == [day(3), day(5)]


def test_a_day_is_that_of_the_joiners_unit(app: Flask, unit: Unit) -> None:
    east = make_unit(parent=unit, zone="Asia/Jayapura")
    assignment = running(app, unit, make_user(unit=unit), opens=-60, due=-20)
    joiner = make_user(unit=db.session.get_one(Unit, east.id))
    evening = clock.now().replace(hour=15, minute=30)
    enrol_assigned(assignment, now=evening)
    assert dates_of(joiner)[0] == clock.today_in("Asia/Jayapura", evening) + timedelta(days=NEWCOMER_DAYS)


def test_an_assignment_that_moves_its_due_date_does_not_shorten_a_joiners_time(app: Flask, unit: Unit) -> None:
    boss = make_user(unit=unit)
    assignment = running(app, unit, boss, opens=-60, due=5)
    joiner = joined(assignment, unit)
    module, seen = db.session.get_one(Module, assignment.module_id), []
    for due in (2, 30, None, 7):
        change_assignment(assignment, plan(module, unit, opens=-60, due=due), ZONE, actor_id=boss.id, now=clock.now())
        db.session.commit()
        seen.append(dates_of(joiner)[0])
    assert seen == [day(NEWCOMER_DAYS), day(30), None, day(NEWCOMER_DAYS)]


def test_who_comes_back_to_the_service_is_not_late_on_that_day(app: Flask, unit: Unit) -> None:
    boss, leaver, extended = (make_user(unit=unit) for _ in range(3))
    running(app, unit, boss, opens=-60, due=-5)
    far = select(Enrolment.id).where(Enrolment.user_id == extended.id)
    extend_duties(far, day(60), Act(boss.id, "Dinas luar", clock.now()))
    for user in (leaver, extended):
        deactivate(user.id, on=today(), actor_id=None, now=clock.now())
        reactivate(user.id, unit, on=today(), actor_id=None, now=clock.now())
    db.session.commit()
    assert [dates_of(user)[0] for user in (boss, leaver, extended)] == [day(-5), day(NEWCOMER_DAYS), day(60)]
    assert reasons_of(leaver) == [(RETURNER_REASON, day(NEWCOMER_DAYS), None)]


def test_screens_say_why_a_joiner_is_due_later_and_figures_agree(app: Flask, unit: Unit) -> None:
    boss = make_user(unit=unit, email="atasan@example.id")
    make_grant(boss, Role.SUPERVISOR, unit)
    assignment = running(app, unit, boss, opens=-60, due=-5)
    joined(assignment, unit, full_name="Wahyuni Lestari")
    browser = Browser(app).log_in("atasan@example.id", PASSWORD)
    page = browser.get(f"/assignments/{assignment.id}")
    until = day(NEWCOMER_DAYS)
    with app.test_request_context():
        assert f"{table_date(until)}baru didaftarkan" in page.words
    assert NEWCOMER_REASON in browser.get(page.links()["Wahyuni Lestari"]).words
    assert app.test_cli_runner().invoke(args=["reports", "verify"]).exit_code == 0
