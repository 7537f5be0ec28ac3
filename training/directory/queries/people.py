"""People of one's branch: where they belong now, or where they last belonged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from training.accounts.models import ActivationCode, Membership, User
from training.accounts.queries import matches
from training.core.db import db
from training.directory.domain import PersonState
from training.org.models import Unit
from training.org.queries import is_within, is_within_any

_later = aliased(Membership)
NO_LATER = ~exists().where(_later.user_id == User.id, _later.is_primary, _later.id > Membership.id)
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (func.lower(User.full_name),),
    "unit": (func.lower(Unit.name), func.lower(User.full_name)),
    "number": (User.service_number.is_(None), User.service_number),
    "newest": (User.id,),
}


@dataclass(frozen=True)
class PeopleFilter:
    """Which people: of one's branches `paths`; the rest narrows, "" lets everything through."""

    paths: tuple[str, ...]
    words: str = ""
    branch: str = ""
    corps: str = ""
    state: PersonState = PersonState.ACTIVE


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    id: int
    full_name: str
    corps: str
    service_number: str | None
    position: str | None
    unit_id: int
    unit_name: str
    is_active: bool
    has_signed_in: bool


def people_count(wanted: PeopleFilter) -> int:
    """How many people pass a filter."""
    count: int = db.session.scalars(_joined(select(func.count()).select_from(User), wanted)).one()
    return count


def people_rows(wanted: PeopleFilter, *, sort: str, is_descending: bool, offset: int, limit: int) -> list[PersonRow]:
    """Some of the people who pass a filter, in a total order."""
    order = [column.desc() if is_descending else column for column in SORTS[sort]]
    statement = _joined(
        select(
            User.id, User.full_name, User.corps, User.service_number, Membership.position, Unit.id, Unit.name,
            User.deactivated_at.is_(None), User.password_hash.isnot(None),
        ).select_from(User),
        wanted,
    )  # fmt: skip
    rows = db.session.execute(statement.order_by(*order, User.id).offset(offset).limit(limit))
    return [PersonRow(*row) for row in rows]


def person_within(user_id: int, paths: Sequence[str]) -> tuple[User, Membership, Unit]:
    """A person of one's branch with their (last) primary membership and its unit. Raises NoResultFound."""
    row = db.session.execute(
        select(User, Membership, Unit)
        .join(Membership, (Membership.user_id == User.id) & Membership.is_primary)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.id == user_id, NO_LATER, is_within_any(paths))
    ).one()
    return row[0], row[1], row[2]


def without_code(now: Any) -> ColumnElement[bool]:
    """Condition: the person has no activation code that still opens something."""
    return ~exists().where(
        ActivationCode.user_id == User.id, ActivationCode.used_at.is_(None), ActivationCode.expires_at > now
    )


def _joined(statement: Any, wanted: PeopleFilter) -> Any:
    return (
        statement.join(Membership, (Membership.user_id == User.id) & Membership.is_primary)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(*conditions_of(wanted))
    )


def conditions_of(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    """What the joined rows of User, primary Membership and Unit must fulfil."""
    conditions = [is_within_any(wanted.paths)]
    if wanted.state is PersonState.INACTIVE:
        conditions += [User.deactivated_at.isnot(None), NO_LATER]
    else:
        conditions += [User.deactivated_at.is_(None), Membership.to_on.is_(None)]
    if wanted.state is PersonState.UNUSED:
        conditions.append(User.password_hash.is_(None))
    if wanted.branch:
        conditions.append(is_within(wanted.branch))
    if wanted.corps:
        conditions.append(User.corps == wanted.corps)
    if wanted.words:
        conditions.append(matches(wanted.words))
    return conditions
