"""Addresses of people and units of the demo whose pages are worth looking at."""

from sqlalchemy import func, select

from training.accounts.models import Grant, Membership
from training.core.db import db
from training.org.models import Unit


def directory_addresses() -> dict[str, str]:
    """Somebody who moved, a supervisor until the end of the year, and an office with units below it."""
    moved = db.session.scalars(
        select(Membership.user_id)
        .group_by(Membership.user_id)
        .having(func.count() > 1)
        .order_by(Membership.user_id)
        .limit(1)
    ).one()
    holder = db.session.scalars(
        select(Grant.user_id).where(Grant.until_on.isnot(None)).order_by(Grant.id).limit(1)
    ).one()
    office = db.session.scalars(select(Unit.id).where(Unit.code == "DINKES")).one()
    return {
        "person": f"/people/{moved}",
        "person-with-role": f"/people/{holder}",
        "person-transfer": f"/people/{moved}/transfer",
        "grant-new": f"/people/{moved}/grants/new",
        "unit": f"/units/{office}",
    }
