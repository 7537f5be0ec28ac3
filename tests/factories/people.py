"""Units and people."""

from datetime import UTC, date, datetime
from itertools import count

from faker import Faker

from training.accounts.models import User
from training.accounts.passwords import passwords
from training.accounts.services.grants import grant_role
from training.accounts.services.people import NewPerson, create_user
from training.core.access import Role
from training.core.db import db
from training.org.models import Unit
from training.org.services import create_unit

PASSWORD = "kuda batu lampion sungai"
JOINED_ON = date(2024, 1, 2)
JOINED_AT = datetime(2024, 1, 2, 3, 0, tzinfo=UTC)

_faker = Faker("id_ID")
_faker.seed_instance(7)
_serial = count(1)


def make_unit(name: str | None = None, *, parent: Unit | None = None, code: str | None = None, **fields: str) -> Unit:
    """A unit, at the top of a tree unless it has a parent."""
    unit = create_unit(
        code=code or f"unit-{next(_serial)}",
        name=name or f"Dinas {_faker.word().title()}",
        kind=fields.pop("kind", "office"),
        opened_on=JOINED_ON,
        parent=parent,
        **fields,
    )
    db.session.commit()
    return unit


def make_user(
    full_name: str | None = None,
    *,
    unit: Unit | None = None,
    corps: str = "pns",
    email: str | None = None,
    password: str | None = PASSWORD,
    **fields: str,
) -> User:
    """A person who can sign in with PASSWORD, in a unit of their own unless one is named."""
    number = next(_serial)
    person = NewPerson(
        full_name=full_name or _faker.name(),
        corps=corps,
        email=email or f"orang{number}@example.id",
        **fields,
    )
    user = create_user(person, unit or make_unit(), actor_id=None, now=JOINED_AT, today=JOINED_ON)
    user.password_hash = passwords().hash(password) if password else None
    db.session.commit()
    return user


def make_grant(user: User, role: Role, unit: Unit, *, from_on: date = JOINED_ON, until_on: date | None = None) -> None:
    """A role in a unit's subtree."""
    grant_role(user.id, role, unit, from_on=from_on, until_on=until_on, actor_id=None)
    db.session.commit()
