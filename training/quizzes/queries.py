"""What a quiz may draw from."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from training.banks.models import Item, ItemVersion, ItemVersionCorps
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
        ItemVersionCorps.corps,
    )
    .join(Item, Item.id == ItemVersion.item_id)
    .join(ItemVersionCorps, ItemVersionCorps.version_id == ItemVersion.id)
    .where(ItemVersion.state == "approved")
    .order_by(ItemVersion.id)
)


def pool_for(quiz_id: int, corps: str) -> list[PoolItem]:
    """The approved items of a quiz's banks that hold for a corps; one statement."""
    of_quiz = POOL.join(QuizBank, QuizBank.bank_id == Item.bank_id).where(QuizBank.quiz_id == quiz_id)
    return _by_corps(of_quiz.where(ItemVersionCorps.corps == corps))[corps]


def pools_of(bank_ids: Collection[int], corps: Collection[str]) -> dict[str, list[PoolItem]]:
    """The approved items of some banks by the corps they hold for; one statement."""
    return _by_corps(POOL.where(Item.bank_id.in_(bank_ids), ItemVersionCorps.corps.in_(corps)))


def bank_ids_of(quiz_id: int) -> set[int]:
    """The banks that feed a quiz."""
    return set(db.session.scalars(select(QuizBank.bank_id).where(QuizBank.quiz_id == quiz_id)))


def item_ids_of(version_ids: Collection[int]) -> dict[int, int]:
    """Item id by version id; no statement for an empty collection."""
    if not version_ids:
        return {}
    rows = db.session.execute(select(ItemVersion.id, ItemVersion.item_id).where(ItemVersion.id.in_(version_ids)))
    return {row.id: row.item_id for row in rows}


def _by_corps(statement: Select[*tuple[Any, ...]]) -> dict[str, list[PoolItem]]:
    pools: defaultdict[str, list[PoolItem]] = defaultdict(list)
    for row in db.session.execute(statement):
        pools[row.corps].append(
            PoolItem(
                version_id=row.id,
                item_id=row.item_id,
                bank_id=row.bank_id,
                case=row.family,
                topic=row.topic,
                difficulty=row.difficulty,
                tags=frozenset(row.tags),
            )
        )
    return pools
