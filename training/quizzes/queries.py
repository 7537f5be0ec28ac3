"""What a quiz may draw from."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, exists, select

from training.banks.models import Item, ItemVersion, ItemVersionCorps
from training.banks.queries.filtering import IS_APPROVED
from training.core.db import db
from training.quizzes.domain.assembly import PoolItem
from training.quizzes.models import QuizBank

POOL = (
    select(
        ItemVersion.id,
        ItemVersion.item_id,
        Item.bank_id,
        ItemVersion.family,
        ItemVersion.topic,
        ItemVersion.difficulty,
        ItemVersion.tags,
    )
    .join(Item, Item.id == ItemVersion.item_id)
    .where(IS_APPROVED)
    .order_by(ItemVersion.id)
)


def pool_for(quiz_id: int, corps: str) -> list[PoolItem]:
    """The approved items of a quiz's banks that hold for a corps; one statement."""
    of_quiz = Item.bank_id.in_(select(QuizBank.bank_id).where(QuizBank.quiz_id == quiz_id))
    # A join would let SQLite begin with every item of the corps, in whatever bank.
    holds = exists().where(ItemVersionCorps.version_id == ItemVersion.id, ItemVersionCorps.corps == corps)
    return [_pool_item(row) for row in db.session.execute(POOL.where(of_quiz, holds))]


def pools_of(bank_ids: Collection[int], corps: Collection[str]) -> dict[str, list[PoolItem]]:
    """The approved items of some banks by the corps they hold for; one statement."""
    of_banks = POOL.add_columns(ItemVersionCorps.corps).join(
        ItemVersionCorps, ItemVersionCorps.version_id == ItemVersion.id
    )
    pools: defaultdict[str, list[PoolItem]] = defaultdict(list)
    for row in db.session.execute(of_banks.where(Item.bank_id.in_(bank_ids))):
        if row.corps in corps:
            pools[row.corps].append(_pool_item(row))
    return pools


def bank_ids_of(quiz_id: int) -> set[int]:
    """The banks that feed a quiz."""
    return set(db.session.scalars(select(QuizBank.bank_id).where(QuizBank.quiz_id == quiz_id)))


def item_ids_of(version_ids: Collection[int]) -> dict[int, int]:
    """Item id by version id; no statement for an empty collection."""
    if not version_ids:
        return {}
    rows = db.session.execute(select(ItemVersion.id, ItemVersion.item_id).where(ItemVersion.id.in_(version_ids)))
    return {row.id: row.item_id for row in rows}


def _pool_item(row: Row[*tuple[Any, ...]]) -> PoolItem:
    return PoolItem(
        version_id=row.id,
        item_id=row.item_id,
        bank_id=row.bank_id,
        case=row.family,
        topic=row.topic,
        difficulty=row.difficulty,
        tags=frozenset(row.tags),
    )
