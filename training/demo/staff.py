"""What an admin of the demo did in its year: people moved and left, roles were given for a while."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from training.accounts.models import Membership, User
from training.accounts.services.grants import grant_role
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate
from training.core.access import Role
from training.core.db import db
from training.org.models import Unit

ADMIN = "admin@netral.example"
MOVES = (("SETDA", "KOMINFO", 150), ("DISDIK", "SEK-1", 90), ("DINSOS", "UPTD-1", 40))
LEFT = ("SATPOL", "DUKCAPIL")
LAST_MONTH, LAST_DAY = 12, 31


def seed_staff(units: dict[str, Unit], *, now: datetime, today: date) -> str:
    """Transfers, two who left, a supervisor until the end of the year, an admin of one office; told in one line."""
    admin_id = db.session.scalars(select(User.id).where(User.email == ADMIN)).one()
    for source, target, days in MOVES:
        user_id = _somebody(units[source])
        day = today - timedelta(days=days)
        transfer(user_id, units[target], position="Analis Kebijakan", on=day, actor_id=admin_id, now=now)
    for code in LEFT:
        deactivate(_somebody(units[code]), on=today - timedelta(days=20), actor_id=admin_id, now=now)
    begun = today - timedelta(days=30)
    year_end = date(today.year, LAST_MONTH, LAST_DAY)
    school, health = units["DISDIK"], units["DINKES"]
    grant_role(_somebody(school), Role.SUPERVISOR, school, from_on=begun, until_on=year_end, actor_id=admin_id)
    grant_role(_somebody(health), Role.ADMIN, health, from_on=begun, until_on=None, actor_id=admin_id)
    db.session.flush()
    return f"{len(MOVES)} people moved, {len(LEFT)} left, 2 roles given"


def _somebody(unit: Unit) -> int:
    """The first person of a unit who cannot sign in to the demo."""
    return db.session.scalars(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.unit_id == unit.id, Membership.to_on.is_(None), User.email.is_(None))
        .order_by(User.id)
        .limit(1)
    ).one()
