"""Assignments are made, changed, ended and repeated, and jobs enrol their people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories.attempts import make_attempt, make_submitted
from tests.factories.content import make_module
from tests.factories.jobs import run_jobs
from tests.factories.people import make_unit, make_user
from training.accounts.models import User
from training.assignments.domain.planning import AssignmentState, Plan, assignment_state
from training.assignments.jobs import enrol_joiners
from training.assignments.models import Assignment, Enrolment, PastCycle
from training.assignments.services import enrolling
from training.assignments.services.adjusting import Act, extend_duties
from training.assignments.services.planning import (
    Dates,
    change_assignment,
    close_assignment,
    plan_assignment,
    repeat_assignment,
)
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit

ZONE = "Asia/Jakarta"


def today() -> date:
    return clock.today_in(ZONE, clock.now())


def day(days: int) -> date:
    return today() + timedelta(days=days)


def plan(module: Module, *units: Unit, opens: int = 0, due: int | None = 30) -> Plan:
    return Plan(
        module_id=module.id,
        title="Penugasan uji",
        unit_ids=tuple(unit.id for unit in units),
        corps=(),
        opens_on=day(opens),
        due_on=None if due is None else day(due),
    )


def hourly(app: Flask) -> None:
    """The hourly job, and what it enqueues."""
    enrol_joiners()
    run_jobs(app)


def planned(made: Plan, owner: Unit, actor: User, *, token: str = "formulir-1") -> Assignment:
    assignment_id = plan_assignment(made, owner, token=token, actor_id=actor.id, now=clock.now())
    db.session.commit()
    return db.session.get_one(Assignment, assignment_id)


def duties() -> list[tuple[int, int | None, date | None, str]]:
    """(person, cycle, due date, state) in the order they were made."""
    db.session.expire_all()
    rows = db.session.execute(
        select(Enrolment.user_id, Enrolment.cycle, Enrolment.due_on, Enrolment.state).order_by(
            Enrolment.cycle, Enrolment.user_id
        )
    )
    return [tuple(row) for row in rows]


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.object_kind == "assignment")))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("opens_on", "ended_at", "state"),
    [
        (date(2026, 3, 2), None, AssignmentState.RUNNING),
        (date(2026, 3, 3), None, AssignmentState.UPCOMING),
        (date(2026, 3, 1), datetime(2026, 3, 2, tzinfo=UTC), AssignmentState.ENDED),
        (date(2026, 3, 3), datetime(2026, 3, 2, tzinfo=UTC), AssignmentState.ENDED),
    ],
)
def test_an_assignment_is_upcoming_running_or_ended(
    opens_on: date, ended_at: datetime | None, state: AssignmentState
) -> None:
    assert assignment_state(opens_on, ended_at, today=date(2026, 3, 2)) is state


def test_jobs_enrol_everybody_step_by_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "AT_ONCE", 2)
    unit = make_unit()
    people = [make_user(unit=unit) for _ in range(5)]
    assignment = planned(plan(make_module(), unit), unit, people[0])
    assert (assignment.enrolling_since is not None, duties()) == (True, [])
    ids, assignment_id = [user.id for user in people], assignment.id
    assert len(run_jobs(app)) == 4
    assert duties() == [(user_id, 1, day(30), "open") for user_id in ids]
    assignment = db.session.get_one(Assignment, assignment_id)
    assert (assignment.enrolling_since, assignment.enrolled_at is not None) == (None, True)


def test_the_same_form_sent_twice_makes_one_assignment(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    module = make_module()
    first = planned(plan(module, unit), unit, user)
    assert planned(plan(module, unit), unit, user).id == first.id
    assert planned(plan(module, unit), unit, user, token="formulir-2").id != first.id
    assert actions() == ["assignment_planned"] * 2


def test_what_opens_later_enrols_on_that_day_and_joiners_at_night(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    assignment_id = planned(plan(make_module(), unit, opens=1), unit, user).id
    hourly(app)
    assert duties() == []
    db.session.get_one(Assignment, assignment_id).opens_on = today()
    db.session.commit()
    hourly(app)
    assert [row[0] for row in duties()] == [1]
    joiner = make_user(unit=db.session.get_one(Unit, unit.id))
    hourly(app)
    assert len(duties()) == 1
    db.session.get_one(Assignment, assignment_id).enrolled_at = clock.now() - timedelta(days=1)
    db.session.commit()
    hourly(app)
    assert [row[0] for row in duties()] == [1, joiner.id]


def test_two_chains_of_jobs_double_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "AT_ONCE", 2)
    unit = make_unit()
    people = [make_user(unit=unit) for _ in range(3)]
    assignment = planned(plan(make_module(), unit), unit, people[0])
    change_assignment(assignment, plan(db.session.get_one(Module, assignment.module_id), unit, due=40), ZONE,
                      actor_id=people[0].id, now=clock.now())  # fmt: skip
    ids, assignment_id = [user.id for user in people], assignment.id
    run_jobs(app)
    assert duties() == [(user_id, 1, day(40), "open") for user_id in ids]
    assert db.session.get_one(Assignment, assignment_id).enrolling_since is None


def test_a_new_due_date_moves_open_duties_and_keeps_later_extensions(app: Flask) -> None:
    unit = make_unit()
    plain, extended, passed = (make_user(unit=unit) for _ in range(3))
    module = make_module(items=1)
    assignment = planned(plan(module, unit, due=10), unit, plain)
    run_jobs(app)
    own = {row.user_id: row.id for row in db.session.execute(select(Enrolment.user_id, Enrolment.id))}
    make_submitted(passed, own[passed.id], correct=1)
    chosen = select(Enrolment.id).where(Enrolment.user_id == extended.id)
    assert extend_duties(chosen, day(20), Act(plain.id, "Dinas luar", clock.now())) == 1
    seen = []
    for due in (15, 25, None):
        moved = change_assignment(
            db.session.get_one(Assignment, assignment.id), plan(module, unit, due=due), ZONE,
            actor_id=plain.id, now=clock.now(),
        )  # fmt: skip
        db.session.commit()
        seen.append((moved, {row[0]: row[2] for row in duties()}))
    assert seen == [
        (1, {plain.id: day(15), extended.id: day(20), passed.id: day(10)}),
        (2, {plain.id: day(25), extended.id: day(25), passed.id: day(10)}),
        (2, {plain.id: None, extended.id: None, passed.id: day(10)}),
    ]


def test_ending_closes_what_is_open_and_an_attempt_under_way_still_earns_a_pass(app: Flask) -> None:
    unit = make_unit()
    idle, busy = make_user(unit=unit), make_user(unit=unit)
    module = make_module(items=1)
    assignment = planned(plan(module, unit), unit, idle)
    run_jobs(app)
    own = db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == busy.id)).one()
    make_attempt(busy, own)
    assert close_assignment(db.session.get_one(Assignment, assignment.id), actor_id=idle.id, now=clock.now()) == 2
    assert close_assignment(db.session.get_one(Assignment, assignment.id), actor_id=idle.id, now=clock.now()) == 0
    db.session.commit()
    make_submitted(busy, own, correct=1)
    assert [row[3] for row in duties()] == ["ended", "completed"]
    assert actions() == ["assignment_planned", "assignment_ended"]


def test_nobody_is_enrolled_once_an_assignment_has_ended(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    assignment = planned(plan(make_module(), unit), unit, user)
    close_assignment(assignment, actor_id=user.id, now=clock.now())
    run_jobs(app)
    assert duties() == []
    assert change_assignment(assignment, plan(db.session.get_one(Module, assignment.module_id), unit, due=50), ZONE,
                             actor_id=user.id, now=clock.now()) == 0  # fmt: skip


def test_a_repeated_assignment_begins_its_next_cycle_once(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    assignment = planned(plan(make_module(), unit, opens=-40, due=-5), unit, user)
    run_jobs(app)
    stale = db.session.get_one(Assignment, assignment.id)
    dates = Dates(day(0), day(60))
    assert repeat_assignment(stale, dates, ZONE, actor_id=user.id, now=clock.now())
    db.session.commit()
    run_jobs(app)
    assert duties() == [(user.id, 1, day(-5), "ended"), (user.id, 2, day(60), "open")]
    past = db.session.scalars(select(PastCycle)).one()
    assert (past.number, past.opens_on, past.due_on) == (1, day(-40), day(-5))


def test_beginning_the_same_cycle_twice_changes_nothing(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    assignment = planned(plan(make_module(), unit), unit, user)
    run_jobs(app)
    as_seen = db.session.get_one(Assignment, assignment.id)
    db.session.expunge(as_seen)
    now = clock.now()
    present = db.session.get_one(Assignment, assignment.id)
    assert repeat_assignment(present, Dates(day(0), None), ZONE, actor_id=user.id, now=now)
    assert not repeat_assignment(as_seen, Dates(day(0), None), ZONE, actor_id=user.id, now=now)
    db.session.commit()
    present = db.session.get_one(Assignment, assignment.id)
    assert (present.cycle, present.ended_at) == (2, None)
    assert db.session.scalar(select(func.count(PastCycle.id))) == 1
