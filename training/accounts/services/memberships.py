"""Where people belong: dated rows, closed and opened, never changed."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, select, update

from training.accounts.models import Membership, User
from training.accounts.signals import person_moved
from training.audit.services import record
from training.core import clock
from training.core.db import db
from training.core.errors import Conflict, InputInvalid
from training.core.i18n import long_date
from training.org.models import Unit
from training.org.services import UnitClosed


class TransferInTheFuture(InputInvalid):
    """A transfer is entered when it has happened."""

    message = _l("Tanggal pindah belum tiba. Catat kepindahan pada hari berlakunya atau sesudahnya.")


class TransferTooEarly(InputInvalid):
    """The day lies before the present membership began; the message says when that was."""


class PersonInactive(Conflict):
    """Only somebody who is active belongs to a unit."""

    message = _l("Orang ini tidak aktif. Aktifkan kembali lebih dahulu, sekaligus dengan unit kerjanya.")


def transfer(user_id: int, unit: Unit, *, position: str | None, on: date, actor_id: int | None, now: datetime) -> bool:
    """Move a person to a unit from a day on, or give them another position in theirs; False when nothing differs.

    `on` is the first day there: today (in the unit's zone) or earlier, and not before the present membership began. On
    that very day the present membership becomes an empty one. Secondments stay. Raises TransferInTheFuture,
    TransferTooEarly, PersonInactive, UnitClosed.
    """
    user = locked_person(user_id)
    if user.deactivated_at is not None:
        raise PersonInactive
    present = db.session.scalars(
        select(Membership).where(Membership.user_id == user_id, Membership.is_primary, Membership.to_on.is_(None))
    ).one_or_none()
    old_unit_id = None
    if present is not None:
        old_unit_id = present.unit_id
        if (old_unit_id, present.position) == (unit.id, position):
            return False
        check_first_day(on, unit.zone, began_on=present.from_on, now=now)
        present.to_on = on
        db.session.flush()
    else:
        check_first_day(on, unit.zone, began_on=None, now=now)
    open_membership(user_id, unit.id, position, on=on)
    _record_transfer(user_id, old_unit_id, unit.id, on, actor_id)
    if old_unit_id != unit.id:
        person_moved.send(user_id=user_id, unit_id=unit.id, now=now)
    return True


def check_first_day(on: date, zone: str, *, began_on: date | None, now: datetime) -> None:
    """Refuse a first day in another unit, of a zone, that has not come or lies before the present membership began.

    Raises TransferInTheFuture, TransferTooEarly.
    """
    if on > clock.today_in(zone, now):
        raise TransferInTheFuture
    if began_on is not None and on < began_on:
        first = long_date(began_on)
        raise TransferTooEarly(
            _("Orang ini baru berada di unitnya sekarang sejak %(day)s. Pilih hari itu atau sesudahnya.", day=first)
        )


def open_membership(user_id: int, unit_id: int, position: str | None, *, on: date) -> Membership:
    """A primary membership from a day on. Raises UnitClosed; the unit stays open for this transaction."""
    unit_closed_on = db.session.scalars(
        select(Unit.closed_on).where(Unit.id == unit_id).with_for_update(read=True)
    ).one()
    if unit_closed_on is not None:
        raise UnitClosed
    membership = Membership(user_id=user_id, unit_id=unit_id, position=position, from_on=on)
    db.session.add(membership)
    db.session.flush()
    return membership


def close_memberships(user_id: int, *, on: date) -> None:
    """End whatever a person belongs to; what began after that day ends on the day it began."""
    last = case((Membership.from_on > on, Membership.from_on), else_=on)
    db.session.execute(
        update(Membership).where(Membership.user_id == user_id, Membership.to_on.is_(None)).values(to_on=last)
    )


def refuse_overlap(user_id: int, on: date) -> None:
    """Refuse that a membership begins before the last one ended. Raises TransferTooEarly."""
    left_on = db.session.scalars(
        select(func.max(Membership.to_on)).where(Membership.user_id == user_id, Membership.is_primary)
    ).one()
    if left_on is not None and on < left_on:
        told = _(
            "Orang ini baru meninggalkan unit sebelumnya pada %(day)s. Pilih hari itu atau sesudahnya.",
            day=long_date(left_on),
        )
        raise TransferTooEarly(told)


def locked_person(user_id: int) -> User:
    """A person as they are now, changed by nobody else in this transaction. Raises NoResultFound."""
    return db.session.scalars(
        select(User).where(User.id == user_id).with_for_update(), execution_options={"populate_existing": True}
    ).one()


def _record_transfer(user_id: int, old_unit_id: int | None, unit_id: int, on: date, actor_id: int | None) -> None:
    """In the log of the unit they came to, and in that of the one they left."""
    facts = {"from_unit_id": old_unit_id, "to_unit_id": unit_id, "on": on.isoformat()}
    if old_unit_id == unit_id:
        record("position_changed", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit_id)
        return
    record("person_moved", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit_id, facts=facts)
    if old_unit_id is not None:
        record(
            "person_moved_away", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=old_unit_id,
            facts=facts,
        )  # fmt: skip
