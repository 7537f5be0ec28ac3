"""People: corrected, moved, made inactive and active again."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.factories.people import JOINED_ON, PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import Grant, Membership, User
from training.accounts.services.grants import LastAdmin, limit_grant, revoke_grant
from training.accounts.services.memberships import PersonInactive, TransferInTheFuture, TransferTooEarly, transfer
from training.accounts.services.people import IdentifierTaken, PersonDetails, deactivate, reactivate, update_person
from training.accounts.signals import person_left, person_moved, person_returned
from training.audit.models import AuditEvent
from training.core.access import Role
from training.core.db import db
from training.org.services import UnitClosed, close_unit

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def history(user: User) -> list[tuple[int, str | None, date, date | None]]:
    rows = db.session.scalars(select(Membership).where(Membership.user_id == user.id).order_by(Membership.id))
    return [(row.unit_id, row.position, row.from_on, row.to_on) for row in rows]


def details_of(user: User, **changed: str | None) -> PersonDetails:
    fields = {name: getattr(user, name) for name in PersonDetails.__dataclass_fields__}
    return PersonDetails(**{**fields, **changed})  # type: ignore[arg-type]


def test_a_transfer_closes_one_membership_and_opens_another(app: Flask) -> None:
    old, new = make_unit(), make_unit()
    user = make_user(unit=old)
    day = date(2026, 2, 16)
    assert transfer(user.id, new, position="Arsiparis", on=day, actor_id=None, now=NOW)
    assert history(user) == [(old.id, None, JOINED_ON, day), (new.id, "Arsiparis", day, None)]
    assert not transfer(user.id, new, position="Arsiparis", on=TODAY, actor_id=None, now=NOW)
    assert transfer(user.id, old, position=None, on=day, actor_id=None, now=NOW)
    assert history(user)[1:] == [(new.id, "Arsiparis", day, day), (old.id, None, day, None)]


def test_a_transfer_has_happened_and_not_before_the_present_one(app: Flask) -> None:
    user, new = make_user(), make_unit()
    with pytest.raises(TransferInTheFuture):
        transfer(user.id, new, position=None, on=date(2026, 3, 3), actor_id=None, now=NOW)
    with pytest.raises(TransferTooEarly) as refusal:
        transfer(user.id, new, position=None, on=date(2024, 1, 1), actor_id=None, now=NOW)
    assert "Selasa, 2 Januari 2024" in refusal.value.message
    assert [row[3] for row in history(user)] == [None]


def test_today_is_that_of_the_unit(app: Flask) -> None:
    user, east = make_user(), make_unit(zone="Asia/Jayapura")
    late = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # already the third in Jayapura
    assert transfer(user.id, east, position=None, on=date(2026, 3, 3), actor_id=None, now=late)


def test_nobody_moves_to_a_closed_unit(app: Flask) -> None:
    user, closed = make_user(), make_unit()
    close_unit(closed.id, on=TODAY, actor_id=None)
    with pytest.raises(UnitClosed):
        transfer(user.id, closed, position=None, on=TODAY, actor_id=None, now=NOW)


def test_the_news_travels(app: Flask) -> None:
    told: list[tuple[str, dict[str, object]]] = []
    old, new = make_unit(), make_unit()
    user = make_user(unit=old)

    def note(name: str):
        return lambda _sender, **facts: told.append((name, facts))

    listeners = [(person_moved, note("moved")), (person_left, note("left")), (person_returned, note("returned"))]
    for signal, listener in listeners:
        signal.connect(listener)
    transfer(user.id, old, position="Kepala Seksi", on=TODAY, actor_id=None, now=NOW)
    assert told == []
    transfer(user.id, new, position=None, on=TODAY, actor_id=None, now=NOW)
    deactivate(user.id, on=TODAY, actor_id=None, now=NOW)
    reactivate(user.id, old, on=TODAY, actor_id=None, now=NOW)
    assert told == [
        ("moved", {"user_id": user.id, "unit_id": new.id, "now": NOW}),
        ("left", {"user_id": user.id, "now": NOW}),
        ("returned", {"user_id": user.id, "unit_id": old.id, "now": NOW}),
    ]


def test_somebody_made_inactive_is_out_at_once_and_their_history_stays(app: Flask) -> None:
    unit, admin = make_unit(), make_user()
    user = make_user(unit=unit, email="saya@example.id")
    make_grant(user, Role.SUPERVISOR, unit)
    browser = Browser(app).log_in("saya@example.id", PASSWORD)
    assert deactivate(user.id, on=TODAY, actor_id=admin.id, now=NOW)
    assert not deactivate(user.id, on=TODAY, actor_id=admin.id, now=NOW)
    db.session.commit()
    assert browser.get("/home").status == 303
    assert Browser(app).post("/login", {"name": "saya@example.id", "password": PASSWORD}).status == 400
    assert history(user) == [(unit.id, None, JOINED_ON, TODAY)]
    assert db.session.scalars(select(Grant.revoked_at)).all() == [NOW]
    with pytest.raises(PersonInactive):
        transfer(user.id, make_unit(), position=None, on=TODAY, actor_id=None, now=NOW)
    with pytest.raises(TransferTooEarly):
        reactivate(user.id, unit, on=date(2026, 3, 1), actor_id=None, now=NOW)
    assert reactivate(user.id, unit, on=TODAY, actor_id=None, now=NOW)
    assert not reactivate(user.id, unit, on=TODAY, actor_id=None, now=NOW)
    db.session.commit()
    Browser(app).log_in("saya@example.id", PASSWORD)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "person_deactivated")).all()
    assert [(event.actor_id, event.unit_id) for event in events] == [(admin.id, unit.id)]


def test_what_was_corrected_is_in_the_log_without_its_values(app: Flask) -> None:
    user = make_user("Budi", email="budi@example.id")
    assert update_person(user.id, details_of(user, full_name="Budi Santoso", email=None, login_name="budi"), actor_id=None) == (
        "full_name", "email", "login_name",
    )  # fmt: skip
    assert update_person(user.id, details_of(user), actor_id=None) == ()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "person_changed")).one()
    assert event.facts == {"fields": ["full_name", "email", "login_name"]}


@pytest.mark.parametrize(
    ("field", "value"), [("email", "ani@example.id"), ("login_name", "ani"), ("service_number", "198102112006021001")]
)
def test_an_identifier_belongs_to_one_person(app: Flask, field: str, value: str) -> None:
    extra = {"service_kind": "nip"} if field == "service_number" else {}
    make_user(**{field: value, **extra})
    other = make_user()
    with pytest.raises(IdentifierTaken) as refusal:
        update_person(other.id, details_of(other, **{field: value, **extra}), actor_id=None)
    assert refusal.value.field == field
    with pytest.raises(IdentifierTaken):
        make_user(**{field: value, **extra})


def test_the_last_admin_remains(app: Flask) -> None:
    top = make_unit()
    first, second = make_user(unit=top), make_user(unit=top)
    make_grant(first, Role.ADMIN, top)
    make_grant(second, Role.ADMIN, make_unit(parent=top))
    grant = db.session.scalars(select(Grant).where(Grant.user_id == first.id)).one()
    ends = date(2026, 12, 31)
    for attempt in (
        lambda: revoke_grant(grant.id, actor_id=first.id, now=NOW, today=TODAY),
        lambda: limit_grant(grant.id, until_on=ends, actor_id=first.id, today=TODAY),
        lambda: deactivate(first.id, on=TODAY, actor_id=first.id, now=NOW),
    ):
        with pytest.raises(LastAdmin):
            attempt()
    make_grant(second, Role.ADMIN, top, until_on=ends)
    with pytest.raises(LastAdmin):
        limit_grant(grant.id, until_on=ends, actor_id=None, today=TODAY)
    assert limit_grant(grant.id, until_on=date(2026, 11, 30), actor_id=None, today=TODAY)
    assert limit_grant(grant.id, until_on=None, actor_id=None, today=TODAY)
    assert revoke_grant(grant.id, actor_id=None, now=NOW, today=TODAY)
    assert not revoke_grant(grant.id, actor_id=None, now=NOW, today=TODAY)


def test_a_role_from_today_is_given_beside_one_that_begins_later(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    for first in (date(2026, 4, 1), TODAY, TODAY, date(2026, 5, 1)):
        make_grant(user, Role.AUDITOR, unit, from_on=first)
    assert db.session.scalars(select(Grant.from_on).order_by(Grant.id)).all() == [date(2026, 4, 1), TODAY]
