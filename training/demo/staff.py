"""What an admin of the demo did in its year: people moved and left, roles were given for a while."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from training.accounts.models import Membership, User
from training.accounts.services.grants import grant_role
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.demo.year import Year
from training.org.models import Unit

ADMIN = "admin@netral.example"
MOVES = (("SETDA", "KOMINFO", 150), ("DISDIK", "SEK-1", 90), ("DINSOS", "UPTD-1", 40))
LEFT = ("SATPOL", "DUKCAPIL")
LAST_MONTH, LAST_DAY = 12, 31


def plan_staff(year: Year, units: Mapping[str, Unit], *, now: datetime) -> str:
    """Transfers, two who left, a supervisor until the end of the year, an admin of one office; told in one line."""
    admin_id = db.session.scalars(select(User.id).where(User.email == ADMIN)).one()
    for source, target, days in MOVES:
        year.plan(now - timedelta(days=days), partial(_move, units[source], units[target], admin_id))
    for code in LEFT:
        year.plan(now - timedelta(days=20), partial(_leave, units[code], admin_id))
    year_end = date(clock.today_in(DEFAULT_ZONE, now).year, LAST_MONTH, LAST_DAY)
    begun = now - timedelta(days=30)
    year.plan(begun, partial(_give, Role.SUPERVISOR, units["DISDIK"], year_end, admin_id))
    year.plan(begun, partial(_give, Role.ADMIN, units["DINKES"], None, admin_id))
    return f"{len(MOVES)} people move, {len(LEFT)} leave, 2 roles are given"


def _move(source: Unit, target: Unit, admin_id: int) -> None:
    now = clock.now()
    user_id, today = _somebody(source), clock.today_in(DEFAULT_ZONE, now)
    transfer(user_id, target, position="Analis Kebijakan", on=today, actor_id=admin_id, now=now)


def _leave(unit: Unit, admin_id: int) -> None:
    now = clock.now()
    deactivate(_somebody(unit), on=clock.today_in(DEFAULT_ZONE, now), actor_id=admin_id, now=now)


def _give(role: Role, unit: Unit, until_on: date | None, admin_id: int) -> None:
    from_on = clock.today_in(DEFAULT_ZONE, clock.now())
    grant_role(_somebody(unit), role, unit, from_on=from_on, until_on=until_on, actor_id=admin_id)


def _somebody(unit: Unit) -> int:
    """The first person of a unit who cannot sign in to the demo."""
    return db.session.scalars(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.unit_id == unit.id, Membership.to_on.is_(None), User.email.is_(None))
        .order_by(User.id)
        .limit(1)
    ).one()
