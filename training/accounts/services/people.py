"""People: made, corrected, made inactive and active again. Where they belong: `memberships`; their roles: `grants`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.exc import IntegrityError

from training.accounts.models import ActivationCode, Grant, LoginSession, User
from training.accounts.queries import latest_unit_id
from training.accounts.services.grants import keep_an_admin
from training.accounts.services.memberships import (
    TransferInTheFuture,
    close_memberships,
    locked_person,
    open_membership,
    refuse_overlap,
)
from training.accounts.signals import person_left, person_returned
from training.audit.services import record
from training.core import clock
from training.core.db import db
from training.core.errors import Conflict
from training.org.models import Unit

IDENTIFIERS = ("email", "service_number", "login_name")


class IdentifierTaken(Conflict):
    """Somebody else has this e-mail, number or login name; `field` names the attribute of User."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
        self.message = TAKEN[field]


TAKEN = {
    "email": _l("Surel ini sudah dipakai orang lain."),
    "service_number": _l("NIP/NRP ini sudah dipakai orang lain."),
    "login_name": _l("Nama masuk ini sudah dipakai orang lain."),
}


@dataclass(frozen=True)
class PersonDetails:
    """What is known of a person wherever they work; e-mail and login name in lower case, the number without spaces."""

    full_name: str
    corps: str
    email: str | None = None
    login_name: str | None = None
    service_kind: str | None = None
    service_number: str | None = None


@dataclass(frozen=True)
class NewPerson(PersonDetails):
    """A person to be made, with what they do in their first unit."""

    position: str | None = None


def create_user(person: NewPerson, unit: Unit, *, actor_id: int | None, now: datetime, today: date) -> User:
    """A person with their primary membership. Raises IdentifierTaken, UnitClosed."""
    user = User(
        full_name=person.full_name,
        corps=person.corps,
        email=person.email,
        login_name=person.login_name,
        service_kind=person.service_kind,
        service_number=person.service_number,
        created_at=now,
    )
    _store(lambda: db.session.add(user), person, None)
    open_membership(user.id, unit.id, person.position, on=today)
    record("user_created", actor_id=actor_id, object_kind="user", object_id=user.id, unit_id=unit.id)
    db.session.flush()
    return user


def update_person(user_id: int, details: PersonDetails, *, actor_id: int | None) -> tuple[str, ...]:
    """Correct what is known of a person; returns the names of what differed.

    The log keeps which fields changed, never their values. Raises IdentifierTaken.
    """
    user = locked_person(user_id)
    names = tuple(PersonDetails.__dataclass_fields__)
    changed = tuple(name for name in names if getattr(user, name) != getattr(details, name))
    if not changed:
        return ()

    def change() -> None:
        for name in changed:
            setattr(user, name, getattr(details, name))

    _store(change, details, user_id)
    record(
        "person_changed", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=latest_unit_id(user_id),
        facts={"fields": list(changed)},
    )  # fmt: skip
    return changed


def deactivate(user_id: int, *, on: date, actor_id: int | None, now: datetime) -> bool:
    """From this moment on a person signs in nowhere and belongs nowhere; False when that is so already.

    Sessions, unused activation codes, roles and memberships end; enrolments, results and certificates stay. `on` is
    the first day on which they are no longer in their unit. Raises LastAdmin.
    """
    user = locked_person(user_id)
    if user.deactivated_at is not None:
        return False
    keep_an_admin(Grant.user_id == user_id, until_on=None, today=on)
    unit_id = latest_unit_id(user_id)
    user.deactivated_at = now
    ended: tuple[tuple[type, dict[str, datetime], ColumnElement[bool]], ...] = (
        (LoginSession, {"revoked_at": now}, LoginSession.revoked_at.is_(None)),
        (ActivationCode, {"used_at": now}, ActivationCode.used_at.is_(None)),
        (Grant, {"revoked_at": now}, Grant.revoked_at.is_(None)),
    )
    for model, values, is_open in ended:
        db.session.execute(update(model).where(model.user_id == user_id, is_open).values(values))  # type: ignore[attr-defined]  # all three belong to a person
    close_memberships(user_id, on=on)
    record("person_deactivated", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit_id)
    db.session.flush()
    person_left.send(user_id=user_id, now=now)
    return True


def reactivate(
    user_id: int, unit: Unit, *, on: date, actor_id: int | None, now: datetime, position: str | None = None
) -> bool:
    """Make a person active again, in a unit from a day on; False when they are active.

    Their password works again; roles have to be given anew. Raises UnitClosed, TransferInTheFuture, TransferTooEarly
    (before they left their last unit).
    """
    if on > clock.today_in(unit.zone, now):
        raise TransferInTheFuture
    user = locked_person(user_id)
    if user.deactivated_at is None:
        return False
    refuse_overlap(user_id, on)
    user.deactivated_at = None
    open_membership(user_id, unit.id, position, on=on)
    record("person_reactivated", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit.id)
    db.session.flush()
    person_returned.send(user_id=user_id, unit_id=unit.id, now=now)
    return True


def _store(change: Callable[[], None], details: PersonDetails, user_id: int | None) -> None:
    """Make a change to a person's row. Raises IdentifierTaken, with the transaction as it was before."""
    try:
        with db.session.begin_nested():
            change()
            db.session.flush()
    except IntegrityError:
        field = _taken(details, user_id)
        if field is None:
            raise
        raise IdentifierTaken(field) from None


def _taken(details: PersonDetails, user_id: int | None) -> str | None:
    """Which identifier of these somebody else has already."""
    for field in IDENTIFIERS:
        value = getattr(details, field)
        same = [getattr(User, field) == value]
        if field == "service_number":
            same.append(User.service_kind == details.service_kind)
        if user_id is not None:
            same.append(User.id != user_id)
        if value is not None and db.session.scalar(select(exists().where(*same))):
            return field
    return None
