"""Extensions and exemptions, single or many, with a reason that stays."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from tests.factories.attempts import STARTED_AT, make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Enrolment, EnrolmentChange
from training.assignments.services.adjusting import Act, exempt_duties, extend_duties, lift_exemptions
from training.audit.models import AuditEvent
from training.core.db import db

DUE = date(2026, 6, 30)
LATER = STARTED_AT + timedelta(days=1)


def of(*people: User) -> Select[int]:
    return select(Enrolment.id).where(Enrolment.user_id.in_([user.id for user in people]))


def facts(people: Sequence[User]) -> list[tuple[Any, ...]]:
    """(due date, extended until, exempt) of each."""
    db.session.expire_all()
    rows = db.session.scalars(select(Enrolment).order_by(Enrolment.user_id)).all()
    return [(row.due_on, row.extended_until_on, row.exempted_at is not None) for row in rows][: len(people)]


def act(user: User, reason: str = "Dinas luar") -> Act:
    return Act(user.id, reason, LATER)


def test_an_extension_helps_those_who_are_open_and_due_earlier(app: Flask) -> None:
    unit = make_unit()
    plain, longer, passed = people = [make_user(unit=unit) for _ in range(3)]
    make_assignment(make_module(items=1), unit, due_on=DUE)
    own = {row.user_id: row.id for row in db.session.execute(select(Enrolment.user_id, Enrolment.id))}
    make_submitted(passed, own[passed.id], correct=1)
    assert extend_duties(of(longer), date(2026, 9, 1), act(plain)) == 1
    assert extend_duties(of(*people), date(2026, 8, 1), act(plain)) == 1
    assert extend_duties(of(*people), date(2026, 8, 1), act(plain)) == 0
    assert facts(people) == [
        (date(2026, 8, 1), date(2026, 8, 1), False),
        (date(2026, 9, 1), date(2026, 9, 1), False),
        (DUE, None, False),
    ]
    changes = db.session.scalars(select(EnrolmentChange).order_by(EnrolmentChange.id)).all()
    assert [(one.enrolment_id, one.kind, one.due_on, one.reason, one.at, one.by_id) for one in changes] == [
        (own[longer.id], "extended", date(2026, 9, 1), "Dinas luar", LATER, plain.id),
        (own[plain.id], "extended", date(2026, 8, 1), "Dinas luar", LATER, plain.id),
    ]


def test_a_duty_without_due_date_cannot_be_extended(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    make_assignment(make_module(), unit)
    assert extend_duties(of(user), DUE, act(user)) == 0


def test_an_exemption_is_given_once_and_lifted_once(app: Flask) -> None:
    unit = make_unit()
    people = [make_user(unit=unit) for _ in range(2)]
    make_assignment(make_module(), unit, due_on=DUE)
    assert [exempt_duties(of(people[0]), act(people[1], "Cuti besar")) for _ in range(2)] == [1, 0]
    assert facts(people) == [(DUE, None, True), (DUE, None, False)]
    assert extend_duties(of(people[0]), date(2026, 8, 1), act(people[1])) == 0
    assert [lift_exemptions(of(*people), act(people[1], "Kembali bertugas")) for _ in range(2)] == [1, 0]
    assert facts(people) == [(DUE, None, False), (DUE, None, False)]
    kinds = db.session.execute(select(EnrolmentChange.kind, EnrolmentChange.reason).order_by(EnrolmentChange.id)).all()
    assert [tuple(row) for row in kinds] == [("exempted", "Cuti besar"), ("exemption_lifted", "Kembali bertugas")]


def test_each_act_stands_in_the_log_with_how_many_it_met_but_no_reason(app: Flask) -> None:
    unit = make_unit()
    people = [make_user(unit=unit) for _ in range(3)]
    assignment = make_assignment(make_module(), unit, due_on=DUE)
    exempt_duties(of(*people), act(people[0], "Rahasia"))
    db.session.flush()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "duties_exempted")).one()
    assert (event.object_kind, event.object_id, event.unit_id) == ("assignment", str(assignment.id), unit.id)
    assert (event.facts["count"], "Rahasia" in str(event.facts)) == (3, False)


def test_an_act_over_several_assignments_stands_in_the_log_for_each_with_its_own_number(app: Flask) -> None:
    top = make_unit()
    left, right = make_unit(parent=top), make_unit(parent=top)
    lower = make_unit(parent=left)
    people = [make_user(unit=unit) for unit in (left, lower, right)]
    whole, part = make_assignment(make_module(), top, due_on=DUE), make_assignment(make_module(), left, due_on=DUE)
    exempt_duties(of(*people), act(people[0]))
    db.session.flush()
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "duties_exempted").order_by(AuditEvent.id)
    )
    assert [(event.object_id, event.facts["count"], event.unit_id) for event in events] == [
        (str(whole.id), 3, top.id),
        (str(part.id), 2, left.id),
    ]
