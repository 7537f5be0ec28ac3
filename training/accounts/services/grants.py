"""Roles: given and taken."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select, update

from training.accounts.models import Grant, User
from training.audit.services import record
from training.core.access import Role
from training.core.db import db
from training.core.errors import Conflict
from training.org.models import Unit


class LastAdmin(Conflict):
    """Somebody must remain who can give roles."""

    message = _l(
        "Ini admin terakhir, sehingga perannya tidak dapat diakhiri. "
        "Jadikan orang lain admin di unit kerja yang sama lebih dahulu."
    )


def grant_role(
    user_id: int, role: Role, unit: Unit, *, from_on: date, until_on: date | None, actor_id: int | None
) -> Grant:
    """Give a role in a unit's subtree; what an open grant gives already is not given twice."""
    same = db.session.scalars(
        select(Grant).where(
            Grant.user_id == user_id,
            Grant.role == role,
            Grant.unit_id == unit.id,
            Grant.revoked_at.is_(None),
            Grant.from_on <= from_on,
            Grant.until_on == until_on if until_on else Grant.until_on.is_(None),
        )
    ).first()
    if same is not None:
        return same
    grant = Grant(
        user_id=user_id, role=role, unit_id=unit.id, from_on=from_on, until_on=until_on, granted_by_id=actor_id
    )
    db.session.add(grant)
    db.session.flush()
    facts = {"role": role, "from_on": from_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
    record("role_granted", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit.id, facts=facts)
    return grant


def revoke_grant(grant_id: int, *, actor_id: int | None, now: datetime, today: date) -> bool:
    """End a grant at once; False when it was ended before. Raises LastAdmin, NoResultFound."""
    grant = db.session.scalars(select(Grant).where(Grant.id == grant_id).with_for_update()).one()
    if grant.revoked_at is not None:
        return False
    keep_an_admin(Grant.id == grant_id, until_on=None, today=today)
    db.session.execute(update(Grant).where(Grant.id == grant_id).values(revoked_at=now))
    record(
        "role_revoked", actor_id=actor_id, object_kind="user", object_id=grant.user_id, unit_id=grant.unit_id,
        facts={"role": grant.role},
    )  # fmt: skip
    db.session.flush()
    return True


def limit_grant(grant_id: int, *, until_on: date | None, actor_id: int | None, today: date) -> bool:
    """Give a grant another last day (None: no end); False when that is its last day. Raises LastAdmin, Conflict."""
    grant = db.session.scalars(select(Grant).where(Grant.id == grant_id).with_for_update()).one()
    if grant.revoked_at is not None:
        raise Conflict
    if grant.until_on == until_on:
        return False
    if until_on is not None and (grant.until_on is None or until_on < grant.until_on):
        keep_an_admin(Grant.id == grant_id, until_on=until_on, today=today)
    db.session.execute(update(Grant).where(Grant.id == grant_id).values(until_on=until_on))
    record(
        "role_limited", actor_id=actor_id, object_kind="user", object_id=grant.user_id, unit_id=grant.unit_id,
        facts={"role": grant.role, "until_on": until_on.isoformat() if until_on else None},
    )  # fmt: skip
    db.session.flush()
    return True


def keep_an_admin(going: ColumnElement[bool], *, until_on: date | None, today: date) -> None:
    """Refuse that the grants of a condition end (after `until_on`, else now) when no admin remains.

    One must remain in the installation, and one for every top unit that has one. All admin grants are locked first,
    so that two admins cannot end each other's at the same moment. Raises LastAdmin.
    """
    rows = db.session.execute(
        select(Grant.id, Grant.until_on, Unit.id.label("unit_id"), Unit.parent_id, going.label("is_going"))
        .join(Unit, Unit.id == Grant.unit_id)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.role == Role.ADMIN,
            Grant.revoked_at.is_(None),
            Grant.from_on <= today,
            or_(Grant.until_on.is_(None), Grant.until_on >= today),
            User.deactivated_at.is_(None),
        )
        .order_by(Grant.id)
        .with_for_update(of=Grant)
    ).all()
    going_rows = [row for row in rows if row.is_going]
    lasts = [row for row in rows if not row.is_going and (row.until_on is None or row.until_on > (until_on or today))]
    if not going_rows:
        return
    tops = {row.unit_id for row in going_rows if row.parent_id is None}
    if not lasts or tops - {row.unit_id for row in lasts}:
        raise LastAdmin
