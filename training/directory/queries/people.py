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

FEW = 3000
"""So many are sorted sooner than the index of an order is walked to find them among all."""
_later = aliased(Membership)
_other = aliased(User)
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
        return bool(self.words or self.corps) or self.state is PersonState.UNUSED


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

    Three statements; two for a search, whose one pass over the names gives both. Pages of the second half are read
    from the end, so that no list is walked further than to its middle.
    """
    order = (*SORTS[sort], User.id)
    if wanted.words:
        found = db.session.scalars(_ids(wanted, is_sorted_whole=True).order_by(*_turned(order, is_descending))).all()
        return len(found), _rows(found[offset : offset + limit])
    total = _count(wanted)
    size = min(limit, total - offset)
    if size <= 0:
        return total, []
    is_from_end = offset > total // 2
    ids = _ids(wanted, is_sorted_whole=sort == "unit" or total <= FEW).order_by(
        *_turned(order, is_descending != is_from_end)
    )
    some = db.session.scalars(ids.offset(total - offset - size if is_from_end else offset).limit(size)).all()
    return total, _rows(some[::-1] if is_from_end else some)


def _turned(order: Sequence[Any], is_descending: bool) -> list[Any]:
    """The whole order turned round, ids too: so an index serves both ways."""
    return [column.desc() for column in order] if is_descending else list(order)


def _count(wanted: PeopleFilter) -> int:
    statement = select(func.count()).select_from(Membership)
    if wanted.asks_for_users:
        statement = statement.join(User, User.id == Membership.user_id)
    return db.session.scalars(statement.where(*conditions_of(wanted))).one()


def _ids(wanted: PeopleFilter, *, is_sorted_whole: bool) -> Select[int]:
    if is_sorted_whole:
        return (
            select(User.id)
            .join(Membership, Membership.user_id == User.id)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(*conditions_of(wanted))
        )
    # so that the index of the order is walked until the page is full
    belongs = exists().where(Membership.user_id == User.id, *_of_membership(wanted))
    return select(User.id).where(*_of_user(wanted), belongs)


def _rows(user_ids: Sequence[int]) -> list[PersonRow]:
    """Some people, in the order of these ids."""
    rows = db.session.execute(
        select(
            User.id, User.full_name, User.corps, User.service_number, Membership.position, Unit.id, Unit.name,
            User.deactivated_at.is_(None), User.password_hash.isnot(None),
        )
        .select_from(User)
        .join(Membership, (Membership.user_id == User.id) & Membership.is_primary)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.id.in_(user_ids), NO_LATER)
    )  # fmt: skip
    places = {user_id: place for place, user_id in enumerate(user_ids)}
    return sorted((PersonRow(*row) for row in rows), key=lambda row: places[row.id])


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
    return [*_of_membership(wanted), *_of_user(wanted)]


def _of_membership(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    branch = [is_within_any(wanted.paths), *([is_within(wanted.branch)] if wanted.branch else [])]
    conditions: list[ColumnElement[bool]] = [
        Membership.is_primary.expression,
        Membership.unit_id.in_(select(Unit.id).where(*branch)),
    ]
    if wanted.state is PersonState.INACTIVE:
        # a list of ids, so that SQLite too begins with these few
        return [
            *conditions,
            Membership.user_id.in_(select(_other.id).where(_other.deactivated_at.isnot(None))),
            NO_LATER,
        ]
    return [*conditions, Membership.to_on.is_(None)]


def _of_user(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is PersonState.UNUSED:
        conditions.append(User.password_hash.is_(None))
    if wanted.corps:
        conditions.append(User.corps == wanted.corps)
    if wanted.words:
        conditions.append(matches(wanted.words))
    return conditions
