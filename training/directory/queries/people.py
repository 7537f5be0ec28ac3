"""People of one's branch: where they belong now, or where they last belonged.

Lists of 50,000 people stay quick because each statement touches as few tables as its filter needs: who is active has an
open primary membership, so that counting asks `users` only for a filter that needs it, and the rows of a page are read
by their ids once these are sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from training.accounts.models import ActivationCode, Membership, User
from training.accounts.queries import matches
from training.core.db import db
from training.directory.domain import PersonState
from training.org.models import Unit
from training.org.queries import is_within, is_within_any

_later = aliased(Membership)
NO_LATER = ~exists().where(_later.user_id == Membership.user_id, _later.is_primary, _later.id > Membership.id)
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

    @property
    def asks_for_users(self) -> bool:
        """Whether a person's own row decides, and not only where they belong."""
        return bool(self.words or self.corps) or self.state is not PersonState.ACTIVE


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


def people_page(
    wanted: PeopleFilter, *, sort: str, is_descending: bool, offset: int, limit: int
) -> tuple[int, list[PersonRow]]:
    """How many people pass a filter, and some of them in a total order.

    Three statements; two for a search, whose one pass over the names gives both.
    """
    order = [*(column.desc() if is_descending else column for column in SORTS[sort]), User.id]
    ids = _ids(wanted, is_sorted_whole=sort == "unit" or bool(wanted.words)).order_by(*order)
    if wanted.words:
        found = db.session.scalars(ids).all()
        return len(found), _rows(found[offset : offset + limit], order)
    total = _count(wanted)
    return total, _rows(db.session.scalars(ids.offset(offset).limit(limit)).all(), order)


def _count(wanted: PeopleFilter) -> int:
    statement = select(func.count()).select_from(Membership)
    if wanted.asks_for_users:
        statement = statement.join(User, User.id == Membership.user_id)
    return db.session.scalars(statement.where(*conditions_of(wanted))).one()


def _ids(wanted: PeopleFilter, *, is_sorted_whole: bool) -> Select[int]:
    conditions = conditions_of(wanted)
    if is_sorted_whole:
        return (
            select(User.id)
            .join(Membership, Membership.user_id == User.id)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(*conditions)
        )
    # so that the index of the order is walked until the page is full
    return select(User.id).where(exists().where(Membership.user_id == User.id, *conditions))


def _rows(user_ids: Sequence[int], order: Sequence[Any]) -> list[PersonRow]:
    rows = db.session.execute(
        select(
            User.id, User.full_name, User.corps, User.service_number, Membership.position, Unit.id, Unit.name,
            User.deactivated_at.is_(None), User.password_hash.isnot(None),
        )
        .select_from(User)
        .join(Membership, (Membership.user_id == User.id) & Membership.is_primary)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.id.in_(user_ids), NO_LATER)
        .order_by(*order)
    )  # fmt: skip
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


def conditions_of(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    """What the primary Membership, and the User where the filter asks for one, must fulfil."""
    branch = [is_within_any(wanted.paths), *([is_within(wanted.branch)] if wanted.branch else [])]
    conditions: list[Any] = [
        Membership.is_primary,
        Membership.unit_id.in_(select(Unit.id).where(*branch)),
    ]
    if wanted.state is PersonState.INACTIVE:
        conditions += [User.deactivated_at.isnot(None), NO_LATER]
    else:
        conditions.append(Membership.to_on.is_(None))
    if wanted.state is PersonState.UNUSED:
        conditions.append(User.password_hash.is_(None))
    if wanted.corps:
        conditions.append(User.corps == wanted.corps)
    if wanted.words:
        conditions.append(matches(wanted.words))
    return conditions
