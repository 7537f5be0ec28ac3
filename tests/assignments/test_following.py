"""Duties go where their people go."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.factories.attempts import STARTED_AT, make_assignment, make_attempt, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.accounts.models import Membership, User
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate, reactivate
from training.assignments.domain.planning import Plan
from training.assignments.domain.scores import share_of
from training.assignments.models import ChangeKind, Enrolment, EnrolmentChange
from training.assignments.services.adjusting import Act, extend_duties
from training.assignments.services.closing import end_assignment
from training.assignments.services.following import (
    end_for_leaver,
    follow_person,
    reopen_for_returner,
    settle_units,
)
from training.assignments.services.planning import change_assignment
from training.certificates.models import Certificate
from training.core.db import db

LATER = STARTED_AT + timedelta(days=3)


def duty_of(user: User) -> Enrolment:
    db.session.expire_all()
    return db.session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one()


def test_attempts_are_counted_when_they_begin_and_when_they_are_handed_in(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=2))
    seen = []
    for now, correct in ((STARTED_AT, 0), (LATER, 2)):
        make_attempt(user, enrolment_id, now=now)
        seen.append((duty_of(user).attempts_started, duty_of(user).attempts_submitted))
        make_submitted(user, enrolment_id, correct=correct, now=now)
        seen.append((duty_of(user).attempts_started, duty_of(user).attempts_submitted))
    assert seen == [(1, 0), (1, 1), (2, 1), (2, 2)]


def test_the_best_score_stays(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=3))
    best = [share_of(duty_of(user).best_parts)]
    for day, correct in enumerate((1, 0, 3)):
        make_submitted(user, enrolment_id, correct=correct, now=STARTED_AT + timedelta(days=day))
        best.append(share_of(duty_of(user).best_parts))
    assert best == [None, Fraction(333_333, 1_000_000), Fraction(333_333, 1_000_000), 1]


def test_a_completion_is_valid_until_the_day_its_certificate_names(app: Flask) -> None:
    unit = make_unit(zone="Asia/Jayapura")
    user = make_user(unit=unit)
    evening = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    make_submitted(user, make_enrolment(user, make_module(items=1)), correct=1, now=evening)
    certificate = db.session.scalars(select(Certificate)).one()
    assert (certificate.completed_on, certificate.valid_until_on) == (date(2026, 3, 3), date(2027, 3, 3))
    assert duty_of(user).valid_until_on == certificate.valid_until_on


def test_an_open_duty_counts_for_the_new_unit_and_a_completed_one_stays(app: Flask) -> None:
    old, new = make_unit(), make_unit()
    stays, goes = make_user(unit=old), make_user(unit=old)
    module = make_module(items=1)
    make_assignment(module, old)
    make_submitted(stays, make_enrolment(stays, module), correct=1)
    assert [follow_person(user.id, new.id) for user in (stays, goes)] == [0, 1]
    assert [duty_of(user).unit_id for user in (stays, goes)] == [old.id, new.id]


def test_who_leaves_has_no_duty_any_more_and_has_it_again_on_return(app: Flask) -> None:
    unit, other = make_unit(), make_unit()
    user = make_user(unit=unit)
    make_assignment(make_module(), unit)
    assert end_for_leaver(user.id, now=LATER) == 1
    assert (duty_of(user).state, duty_of(user).ended_at, duty_of(user).ended_because) == ("ended", LATER, "left")
    assert reopen_for_returner(user.id, other.id, now=LATER) == 1
    duty = duty_of(user)
    assert (duty.state, duty.ended_at, duty.ended_because, duty.unit_id) == ("open", None, None, other.id)


def test_what_was_closed_meanwhile_stays_closed_on_return(app: Flask) -> None:
    unit = make_unit()
    stayer, leaver = make_user(unit=unit), make_user(unit=unit)
    assignment = make_assignment(make_module(), unit)
    end_for_leaver(leaver.id, now=LATER)
    end_assignment(assignment, now=LATER)
    assert [reopen_for_returner(user.id, unit.id, now=LATER) for user in (stayer, leaver)] == [0, 0]
    assert [duty_of(user).ended_because for user in (stayer, leaver)] == ["closed", "left"]


def test_a_move_that_nobody_announced_is_found_at_night(app: Flask) -> None:
    unit, other = make_unit(), make_unit()
    people = [make_user(unit=unit) for _ in range(3)]
    make_assignment(make_module(), unit)
    for membership in db.session.scalars(select(Membership).where(Membership.unit_id == unit.id)).all():
        membership.unit_id = other.id
    db.session.commit()
    assert [settle_units(limit=2), settle_units(limit=2), settle_units(limit=2)] == [2, 1, 0]
    assert [duty_of(user).unit_id for user in people] == [other.id] * 3


def test_an_exempt_duty_is_not_due_and_says_why(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit, email="peserta@example.id")
    make_assignment(make_module(), unit, due_on=date(2026, 1, 31))
    browser = Browser(app).log_in("peserta@example.id", PASSWORD)
    assert browser.get("/home").heading == "1 pelatihan untuk diselesaikan"
    duty = duty_of(user)
    duty.exempted_at = LATER
    for reason in ("Alasan lama", "Cuti melahirkan <b>"):
        db.session.add(EnrolmentChange(enrolment_id=duty.id, kind=ChangeKind.EXEMPTED, reason=reason, at=LATER))
        db.session.flush()
    db.session.commit()
    home = browser.get("/home")
    assert home.heading == "Tidak ada yang harus diselesaikan sekarang"
    assert "Anda tidak wajib menyelesaikannya. Alasan: Cuti melahirkan <b>" in home.words
    assert len(home.statements) <= 8
    start = browser.get(f"/enrolments/{duty.id}")
    assert "Dikecualikan" in start.words
    assert "Alasan: Cuti melahirkan <b>" in start.words
    assert "Tenggat" not in start.words


def test_an_extension_says_until_when_and_why_as_long_as_it_counts(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit, email="peserta@example.id")
    module = make_module()
    assignment = make_assignment(module, unit, due_on=date(2026, 1, 31))
    browser = Browser(app).log_in("peserta@example.id", PASSWORD)
    chosen = select(Enrolment.id)
    for day, reason in ((date(2099, 6, 29), "Alasan lama"), (date(2099, 6, 30), "Bertugas di posko <b> 100%")):
        extend_duties(chosen, day, Act(user.id, reason, LATER))
    db.session.commit()
    told = "Tenggat Anda diperpanjang sampai Selasa, 30 Juni 2099. Alasan: Bertugas di posko <b> 100%"
    addresses = ("/home", f"/modules/{module.slug}", f"/enrolments/{duty_of(user).id}")
    pages = [browser.get(address) for address in addresses]
    assert [told in page.words for page in pages] == [True, True, True]
    assert "Alasan lama" not in pages[0].words
    assert len(pages[0].statements) <= 8
    assignment = db.session.get_one(type(assignment), assignment.id)
    plan = Plan(module.id, "Penugasan uji", (unit.id,), (), assignment.opens_on, date(2099, 12, 31))
    change_assignment(assignment, plan, "Asia/Jakarta", actor_id=user.id, now=LATER)
    db.session.commit()
    assert ["diperpanjang" in browser.get(address).words for address in addresses] == [False, False, False]


def test_transfers_and_leaves_of_people_reach_their_duties(app: Flask) -> None:
    unit, new, last = make_unit(), make_unit(), make_unit()
    user = make_user(unit=unit)
    make_assignment(make_module(), unit)
    seen = []
    for happens in (
        lambda: transfer(user.id, new, position=None, on=date(2026, 3, 4), actor_id=None, now=LATER),
        lambda: deactivate(user.id, on=date(2026, 3, 4), actor_id=None, now=LATER),
        lambda: reactivate(user.id, last, on=date(2026, 3, 5), actor_id=None, now=LATER),
    ):
        happens()
        db.session.commit()
        seen.append((duty_of(user).state, duty_of(user).unit_id))
    assert seen == [("open", new.id), ("ended", new.id), ("open", last.id)]
