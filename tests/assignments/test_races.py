"""Two who do the same at once: nothing is doubled, nothing is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from tests.assignments.test_planning import ZONE, day, plan
from tests.factories.attempts import answer_attempt, make_assignment, make_attempt
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from training.assignments.models import Assignment, Enrolment, PastCycle, Reminder
from training.assignments.services.enrolling import enrol_next
from training.assignments.services.planning import (
    Dates,
    change_assignment,
    close_assignment,
    plan_assignment,
    repeat_assignment,
)
from training.assignments.services.reminding import remind
from training.attempts.services.submit import submit_attempt
from training.core import clock
from training.core.db import db
from training.core.transaction import unit_of_work
from training.modules.models import Module
from training.org.models import Unit

AT_ONCE = 4


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each of the acts returned; each in a transaction of its own, all begun at the same moment."""
    db.session.commit()
    db.session.remove()
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            barrier.wait()
            with unit_of_work():
                return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        results = list(pool.map(run, acts))
    db.session.expire_all()
    return results


def count(column: Any) -> int:
    return db.session.scalar(select(func.count(column))) or 0


def planned(people: int) -> tuple[int, int, int]:
    """The ids of an assignment nobody is enrolled in yet, its unit and an actor."""
    unit = make_unit()
    made = [make_user(unit=unit, password=None) for _ in range(people)]
    assignment_id = plan_assignment(plan(make_module(), unit), unit, token="f", actor_id=made[0].id, now=clock.now())
    db.session.commit()
    return assignment_id, unit.id, made[0].id


def test_several_jobs_that_enrol_at_once_double_nobody(app: Flask) -> None:
    assignment_id, _unit_id, _actor_id = planned(30)
    now = clock.now()
    steps = at_once(app, [lambda: enrol_next(assignment_id, 1, after=0, now=now)] * AT_ONCE)
    assert sum(step.added for step in steps) == count(Enrolment.id) == 30


def test_a_due_date_changed_beside_the_job_reaches_everybody(app: Flask) -> None:
    assignment_id, unit_id, actor_id = planned(30)
    now = clock.now()

    def change() -> int:
        assignment = db.session.get_one(Assignment, assignment_id)
        module, unit = db.session.get_one(Module, assignment.module_id), db.session.get_one(Unit, unit_id)
        return change_assignment(assignment, plan(module, unit, due=90), ZONE, actor_id=actor_id, now=now)

    at_once(app, [lambda: enrol_next(assignment_id, 1, after=0, now=now), change])
    assert set(db.session.scalars(select(Enrolment.due_on))) == {day(90)}


def test_the_same_form_at_once_makes_one_assignment(app: Flask) -> None:
    unit = make_unit()
    user, wanted = make_user(unit=unit), plan(make_module(), unit)
    unit_id, user_id, now = unit.id, user.id, clock.now()

    def save() -> int:
        return plan_assignment(wanted, db.session.get_one(Unit, unit_id), token="f", actor_id=user_id, now=now)

    assert len(set(at_once(app, [save] * AT_ONCE))) == count(Assignment.id) == 1


def test_repeating_at_once_begins_one_cycle(app: Flask) -> None:
    assignment_id, _unit_id, actor_id = planned(3)

    def repeat() -> bool:
        assignment = db.session.get_one(Assignment, assignment_id)
        assert assignment.cycle in (1, 2)
        if assignment.cycle == 2:
            return False
        return repeat_assignment(assignment, Dates(day(0), None), ZONE, actor_id=actor_id, now=clock.now())

    assert sorted(at_once(app, [repeat] * AT_ONCE)) == [False] * (AT_ONCE - 1) + [True]
    assert (count(PastCycle.id), db.session.get_one(Assignment, assignment_id).cycle) == (1, 2)


def test_reminding_at_once_writes_to_each_person_once(app: Flask) -> None:
    unit = make_unit()
    people = [make_user(unit=unit, password=None) for _ in range(12)]
    make_assignment(make_module(items=1), unit, due_on=date(2026, 3, 2))
    ids, actor_id = list(db.session.scalars(select(Enrolment.id))), people[0].id
    now = clock.now()
    done = at_once(app, [lambda: remind(ids, actor_id=actor_id, now=now)] * AT_ONCE)
    assert sum(one.sent for one in done) == count(Reminder.id) == 12


def test_handing_in_beside_the_end_of_the_assignment_still_passes(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    assignment_id = make_assignment(make_module(items=1), unit).id
    own = db.session.scalars(select(Enrolment.id)).one()
    now = clock.now()
    attempt_id = make_attempt(user, own, now=now - timedelta(hours=1))
    answer_attempt(user, attempt_id, correct=1, now=now - timedelta(minutes=50))
    user_id = user.id

    def close() -> int:
        return close_assignment(db.session.get_one(Assignment, assignment_id), actor_id=user_id, now=now)

    at_once(app, [lambda: submit_attempt(attempt_id, participant_id=user_id, now=now), close])
    duty = db.session.get_one(Enrolment, own)
    assert (duty.state, duty.attempts_submitted) == ("completed", 1)
    assert db.session.get_one(Assignment, assignment_id).ended_at == now
