"""What the pages about items show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from training.accounts.models import User
from training.banks.domain.item import Difficulty, State
from training.banks.models import Bank, Item, ItemVersion, ItemVersionRule
from training.banks.queries.filtering import ItemFilter, filtered_items
from training.banks.queries.scope import is_changeable, is_visible
from training.core.db import db
from training.org.models import Unit
from training.rules.models import Rule

CHANGED_AT = func.coalesce(ItemVersion.changed_at, ItemVersion.created_at)
SORTS: Mapping[str, ColumnElement[Any]] = {
    "code": Item.code.expression,
    "topic": ItemVersion.topic.expression,
    "difficulty": case({level.value: rank for rank, level in enumerate(Difficulty)}, value=ItemVersion.difficulty),
    "changed": CHANGED_AT,
}
MOST_VERSIONS = 20
MOST_AUTHORS = 200


@dataclass(frozen=True)
class ItemRow:
    """An item in a list, by the version it is shown by; it may have an approved one and a draft beside each other."""

    id: int
    code: str
    version: ItemVersion
    is_approved: bool
    has_draft: bool


def count_items(wanted: ItemFilter, *, bank_id: int) -> int:
    """How many items pass a filter; one statement."""
    return db.session.scalar(filtered_items(wanted, bank_id=bank_id).with_only_columns(func.count())) or 0


def items_on_page(
    wanted: ItemFilter, *, bank_id: int, sort: str, descending: bool, size: int, number: int
) -> tuple[list[ItemRow], int]:
    """One page (1..) of the items that pass a filter, with the corps of each, and how many pass; three statements.

    Beyond the last page there are no rows, and the number is that of a look at the first.
    """
    order = SORTS[sort].desc() if descending else SORTS[sort]
    found = (
        filtered_items(wanted, bank_id=bank_id)
        .with_only_columns(ItemVersion.id, func.count().over())
        .order_by(order, Item.code, Item.id)
    )
    rows = db.session.execute(found.limit(size).offset((number - 1) * size)).all()
    if not rows and number > 1:
        rows = db.session.execute(found.limit(1)).all()
        return [], rows[0][1] if rows else 0
    places = {version_id: place for place, (version_id, _total) in enumerate(rows)}
    return _rows_of(places), rows[0][1] if rows else 0


def _rows_of(places: Mapping[int, int]) -> list[ItemRow]:
    """The items of some versions (by id), in their places."""
    rows = db.session.execute(
        select(Item, ItemVersion, _has_version(State.APPROVED), _has_version(State.DRAFT, State.IN_REVIEW))
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(ItemVersion.id.in_(places))
        .options(selectinload(ItemVersion.corps))
    )
    found = [ItemRow(item.id, item.code, version, approved, draft) for item, version, approved, draft in rows]
    return sorted(found, key=lambda row: places[row.version.id])


def item_to_see(item_id: int, paths: Sequence[str]) -> tuple[Item, Unit | None]:
    """An item of a bank one may read, with its bank, and the bank's owner. Raises NoResultFound."""
    return _item(item_id, is_visible(paths))


def item_to_change(item_id: int, paths: Sequence[str]) -> tuple[Item, Unit | None]:
    """An item of a bank one may change, with its bank, and the bank's owner. Raises NoResultFound."""
    return _item(item_id, is_changeable(paths))


def versions_of(item_id: int) -> list[ItemVersion]:
    """The newest versions of an item, the newest first, at most MOST_VERSIONS, with their corps and the rules that they
    cite; two statements.
    """
    found = db.session.scalars(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id)
        .options(
            joinedload(ItemVersion.corps),
            selectinload(ItemVersion.rules).joinedload(ItemVersionRule.rule, innerjoin=True),
        )
        .order_by(ItemVersion.number.desc())
        .limit(MOST_VERSIONS)
    )
    return list(found.unique())


def version_to_edit(item_id: int) -> ItemVersion:
    """The draft of an item, else its newest version, with corps and rules. Raises NoResultFound."""
    is_unfinished = ItemVersion.state.in_((State.DRAFT, State.IN_REVIEW))
    return db.session.scalars(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id)
        .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
        .order_by(is_unfinished.desc(), ItemVersion.number.desc())
        .limit(1)
    ).one()


def version_numbered(item_id: int, number: int) -> ItemVersion:
    """One version of an item, with corps and rules. Raises NoResultFound."""
    return db.session.scalars(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id, ItemVersion.number == number)
        .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
    ).one()


def names_of(user_ids: Collection[int | None]) -> dict[int, str]:
    """Full names by id; no statement for nobody."""
    known = {user_id for user_id in user_ids if user_id is not None}
    if not known:
        return {}
    rows = db.session.execute(select(User.id, User.full_name).where(User.id.in_(known)))
    return {row.id: row.full_name for row in rows}


def authors_in(bank_id: int) -> list[tuple[int, str]]:
    """Id and name of those who wrote in a bank, by name; at most MOST_AUTHORS."""
    wrote = (
        select(ItemVersion.created_by_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_id == bank_id, ItemVersion.created_by_id.is_not(None))
    )
    rows = db.session.execute(
        select(User.id, User.full_name).where(User.id.in_(wrote)).order_by(User.full_name, User.id).limit(MOST_AUTHORS)
    )
    return [(row.id, row.full_name) for row in rows]


def rules_named(rule_ids: Collection[str]) -> dict[str, Rule]:
    """Rules by id; no statement for none."""
    if not rule_ids:
        return {}
    return {rule.id: rule for rule in db.session.scalars(select(Rule).where(Rule.id.in_(rule_ids)))}


def rule_names() -> list[tuple[str, str]]:
    """Id and citation of every rule, in the order of the catalogue (140 or so)."""
    rows = db.session.execute(select(Rule.id, Rule.instrument, Rule.article).order_by(Rule.position, Rule.id))
    return [(row.id, f"{row.instrument}, {row.article}") for row in rows]


def _item(item_id: int, allowed: ColumnElement[bool]) -> tuple[Item, Unit | None]:
    row = db.session.execute(
        select(Item, Unit)
        .join(Item.bank)
        .outerjoin(Unit, Unit.id == Bank.owner_unit_id)
        .options(contains_eager(Item.bank))
        .where(Item.id == item_id, allowed)
    ).one()
    return row[0], row[1]


def _has_version(*states: State) -> ColumnElement[bool]:
    other = aliased(ItemVersion)
    return exists().where(other.item_id == Item.id, other.state.in_(states))
