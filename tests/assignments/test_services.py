"""Who is enrolled: those an assignment means, and those who take a module on their own."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories.attempts import STARTED_AT, make_assignment, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from training.accounts.models import Membership, User
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.services.closing import end_assignment
from training.assignments.services.completing import complete_enrolment
from training.assignments.services.enrolling import enrol_assigned, enrol_oneself
from training.assignments.signals import Completion, enrolment_completed
from training.core.db import db
from training.core.errors import NotFound
from training.modules.models import Module, ModuleState
from training.org.models import Unit

LATER = STARTED_AT + timedelta(days=3)


def enrolled_in(assignment: Assignment) -> set[int]:
    return set(db.session.scalars(select(Enrolment.user_id).where(Enrolment.assignment_id == assignment.id)))


def assign(module: Module, *units: int, corps: tuple[str, ...] = ()) -> Assignment:
    """An assignment for units with all below them; nobody is enrolled yet."""
    assignment = Assignment(
        module_id=module.id,
        unit_id=make_unit().id,
        title="Penugasan uji",
        whom={"units": list(units), "corps": list(corps)},
        opens_on=date(2026, 1, 5),
        due_on=date(2026, 6, 30),
        created_at=STARTED_AT,
    )
    db.session.add(assignment)
    db.session.commit()
    return assignment


def test_taking_a_module_on_ones_own_makes_one_enrolment(app: Flask) -> None:
    user, module = make_user(), make_module()
    first = make_enrolment(user, module)
    assert make_enrolment(user, module) == first
    enrolment = db.session.get_one(Enrolment, first)
    assert (enrolment.assignment_id, enrolment.cycle, enrolment.due_on, enrolment.state) == (None, None, None, "open")


def test_whoever_is_assigned_a_module_goes_on_with_that(app: Flask) -> None:
    unit = make_unit()
    user, module = make_user(unit=unit), make_module()
    make_assignment(module, unit)
    assigned = db.session.scalars(select(Enrolment.id)).one()
    assert make_enrolment(user, module) == assigned
    assert db.session.scalar(select(func.count(Enrolment.id))) == 1


def test_an_assignment_that_comes_later_goes_before_what_one_began_oneself(app: Flask) -> None:
    unit = make_unit()
    user, module = make_user(unit=unit), make_module()
    own = make_enrolment(user, module)
    assignment = make_assignment(module, unit)
    chosen = db.session.get_one(Enrolment, make_enrolment(user, module))
    assert (chosen.assignment_id, chosen.id != own) == (assignment.id, True)


def test_of_several_assignments_the_one_that_is_due_first_is_taken(app: Flask) -> None:
    unit = make_unit()
    user, module = make_user(unit=unit), make_module()
    for due_on in (None, date(2026, 9, 1), date(2026, 5, 1)):
        make_assignment(module, unit, due_on=due_on)
    assert db.session.get_one(Enrolment, make_enrolment(user, module)).due_on == date(2026, 5, 1)


def test_after_completing_it_a_module_can_be_taken_again(app: Flask) -> None:
    user, module = make_user(), make_module(items=1)
    first = make_enrolment(user, module)
    make_submitted(user, first, correct=1)
    assert make_enrolment(user, module) != first


def test_of_two_duties_in_a_module_the_one_with_an_attempt_left_is_begun(app: Flask) -> None:
    unit, module = make_unit(), make_module(items=1)
    user = make_user(unit=unit)
    sooner, later = (make_assignment(module, unit, due_on=date(2026, 4, day)) for day in (1, 20))
    duty = select(Enrolment.id).where(Enrolment.user_id == user.id)
    used_up, left = (db.session.scalars(duty.where(Enrolment.assignment_id == one.id)).one() for one in (sooner, later))
    assert enrol_oneself(user.id, module.slug, corps="pns", now=STARTED_AT) == used_up
    for day in range(3):
        make_submitted(user, used_up, correct=0, now=STARTED_AT + timedelta(days=day))
    assert enrol_oneself(user.id, module.slug, corps="pns", now=STARTED_AT) == left


@pytest.mark.parametrize("slug", ["tidak-ada", "", "\x7f", "a" * 500, "%"])
def test_a_module_that_does_not_exist_cannot_be_taken(app: Flask, slug: str) -> None:
    with pytest.raises(NotFound):
        enrol_oneself(make_user().id, slug, corps="pns", now=STARTED_AT)


def test_a_module_for_others_or_withdrawn_cannot_be_taken(app: Flask) -> None:
    module = make_module()
    soldier, user = make_user(corps="tni"), make_user()
    with pytest.raises(NotFound):
        enrol_oneself(soldier.id, module.slug, corps="tni", now=STARTED_AT)
    module.state = next(state for state in ModuleState if state != ModuleState.PUBLISHED)
    db.session.commit()
    with pytest.raises(NotFound):
        enrol_oneself(user.id, module.slug, corps="pns", now=STARTED_AT)
    assert db.session.scalar(select(func.count(Enrolment.id))) == 0


def test_an_assignment_means_everybody_in_its_units_and_below(app: Flask) -> None:
    top = make_unit()
    units = [top, *(make_unit(parent=top) for _ in range(10))]
    inner = make_unit(parent=units[1])
    strange = make_unit()
    people = {unit.id: make_user(unit=unit).id for unit in (*units, inner, strange)}
    module = make_module()
    whole, branch = assign(module, top.id), assign(module, units[1].id, strange.id)
    assert enrol_assigned(whole, now=STARTED_AT) == 12
    assert enrolled_in(whole) == set(people.values()) - {people[strange.id]}
    assert enrol_assigned(branch, now=STARTED_AT) == 3
    assert enrolled_in(branch) == {people[units[1].id], people[inner.id], people[strange.id]}


def test_a_unit_whose_number_begins_alike_is_not_below(app: Flask) -> None:
    top = make_unit()
    one, ten = Unit(id=1001, path="", code="a"), Unit(id=10011, path="", code="b")
    for unit in (one, ten):
        unit.name, unit.opened_on, unit.parent_id = unit.code, date(2024, 1, 1), top.id
        unit.path = f"{top.path}{unit.id}/"
        db.session.add(unit)
    db.session.commit()
    first, _second = make_user(unit=one), make_user(unit=ten)
    assignment = assign(make_module(), one.id)
    enrol_assigned(assignment, now=STARTED_AT)
    assert enrolled_in(assignment) == {first.id}


@pytest.mark.parametrize("units", [(), (999_999,)])
def test_an_assignment_for_no_unit_means_nobody(app: Flask, units: tuple[int, ...]) -> None:
    make_user()
    assert enrol_assigned(assign(make_module(), *units), now=STARTED_AT) == 0


def test_corps_narrow_an_assignment(app: Flask) -> None:
    unit = make_unit()
    pppk = make_user(unit=unit, corps="pppk")
    make_user(unit=unit, corps="pns")
    assignment = assign(make_module(), unit.id, corps=("pppk", "tni"))
    enrol_assigned(assignment, now=STARTED_AT)
    assert enrolled_in(assignment) == {pppk.id}


def test_nobody_is_enrolled_in_a_module_that_is_not_for_their_corps(app: Flask) -> None:
    unit = make_unit()
    official = make_user(unit=unit, corps="pns")
    make_user(unit=unit, corps="tni")
    assignment = assign(make_module(), unit.id)
    enrol_assigned(assignment, now=STARTED_AT)
    assert enrolled_in(assignment) == {official.id}


def test_who_has_left_is_deactivated_or_only_helps_out_is_not_meant(app: Flask) -> None:
    unit, home = make_unit(), make_unit()
    stays, left, gone, helper = (make_user(unit=unit) for _ in range(4))
    _end_membership(left)
    db.session.get_one(User, gone.id).deactivated_at = STARTED_AT
    _end_membership(helper)
    for where, is_primary in ((home, True), (unit, False)):
        db.session.add(Membership(user_id=helper.id, unit_id=where.id, from_on=date(2026, 1, 1), is_primary=is_primary))
    db.session.commit()
    assignment = assign(make_module(), unit.id)
    enrol_assigned(assignment, now=STARTED_AT)
    assert enrolled_in(assignment) == {stays.id}


def _end_membership(user: User) -> None:
    db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one().to_on = date(2026, 1, 1)
    db.session.flush()


def test_later_joiners_are_added_and_nobody_twice(app: Flask) -> None:
    unit = make_unit()
    first = make_user(unit=unit)
    assignment = assign(make_module(), unit.id)
    assert enrol_assigned(assignment, now=STARTED_AT) == 1
    joiner = make_user(unit=unit)
    assert enrol_assigned(assignment, now=LATER) == 1
    assert enrol_assigned(assignment, now=LATER) == 0
    made = select(Enrolment.user_id, Enrolment.created_at, Enrolment.due_on, Enrolment.cycle).order_by(Enrolment.id)
    assert db.session.execute(made).all() == [
        (first.id, STARTED_AT, date(2026, 6, 30), 1),
        (joiner.id, LATER, date(2026, 6, 30), 1),
    ]


def test_the_next_cycle_enrols_everybody_again(app: Flask) -> None:
    unit = make_unit()
    make_user(unit=unit)
    assignment = assign(make_module(), unit.id)
    enrol_assigned(assignment, now=STARTED_AT)
    assignment.cycle = 2
    db.session.commit()
    assert enrol_assigned(assignment, now=LATER) == 1


def test_a_completion_is_written_and_announced_once(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module())
    heard: list[Completion] = []

    def listen(_sender: Any, completion: Completion) -> None:
        heard.append(completion)

    with enrolment_completed.connected_to(listen):
        first = complete_enrolment(enrolment_id, attempt_id=7, marks=9, out_of=10, now=STARTED_AT)
        second = complete_enrolment(enrolment_id, attempt_id=8, marks=10, out_of=10, now=LATER)
    assert (heard, second) == ([first], None)
    assert first is not None
    assert (first.marks, first.out_of, first.completed_at) == (9, 10, STARTED_AT)
    row = select(Enrolment.state, Enrolment.completed_at).where(Enrolment.id == enrolment_id)
    assert db.session.execute(row).one() == (EnrolmentState.COMPLETED, STARTED_AT)


def test_what_does_not_exist_is_not_completed(app: Flask) -> None:
    assert complete_enrolment(999_999, attempt_id=7, marks=1, out_of=1, now=STARTED_AT) is None


def test_ending_an_assignment_ends_what_is_open_and_keeps_what_is_completed(app: Flask) -> None:
    unit = make_unit()
    people = [make_user(unit=unit) for _ in range(3)]
    module = make_module(items=1)
    other = make_assignment(module, unit)
    assignment = make_assignment(module, unit)
    own = select(Enrolment.id).where(Enrolment.assignment_id == assignment.id, Enrolment.user_id == people[0].id)
    make_submitted(people[0], db.session.scalars(own).one(), correct=1)
    assert end_assignment(assignment, now=LATER) == 2
    assert end_assignment(assignment, now=LATER) == 0
    states = select(Enrolment.state, func.count()).group_by(Enrolment.state).order_by(Enrolment.state)
    mine = states.where(Enrolment.assignment_id == assignment.id)
    assert [tuple(row) for row in db.session.execute(mine)] == [("completed", 1), ("ended", 2)]
    assert [tuple(row) for row in db.session.execute(states.where(Enrolment.assignment_id == other.id))] == [
        ("open", 3)
    ]
    assert set(db.session.scalars(select(Enrolment.ended_at).where(Enrolment.state == "ended"))) == {LATER}
