"""People, where they belong, and their roles."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from training.accounts.models import Grant, Membership, User
from training.audit.services import record
from training.core.access import Role
from training.core.db import db
from training.org.models import Unit


@dataclass(frozen=True)
class NewPerson:
    """A person to be made; e-mail and login name in lower case, the service number without spaces."""

    full_name: str
    corps: str
    email: str | None = None
    login_name: str | None = None
    service_kind: str | None = None
    service_number: str | None = None
    position: str | None = None


def create_user(person: NewPerson, unit: Unit, *, actor_id: int | None, now: datetime, today: date) -> User:
    """A person with their primary membership. Raises IntegrityError when a name or number is taken."""
    user = User(
        full_name=person.full_name,
        corps=person.corps,
        email=person.email,
        login_name=person.login_name,
        service_kind=person.service_kind,
        service_number=person.service_number,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(Membership(user_id=user.id, unit_id=unit.id, position=person.position, from_on=today))
    record("user_created", actor_id=actor_id, object_kind="user", object_id=user.id, unit_id=unit.id)
    db.session.flush()
    return user


def grant_role(
    user_id: int, role: Role, unit: Unit, *, from_on: date, until_on: date | None, actor_id: int | None
) -> Grant:
    """Give a role in a unit's subtree; the same open grant twice is one grant."""
    same = db.session.scalars(
        select(Grant).where(
            Grant.user_id == user_id,
            Grant.role == role,
            Grant.unit_id == unit.id,
            Grant.revoked_at.is_(None),
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
    record(
        "role_granted", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit.id, facts={"role": role}
    )
    return grant
