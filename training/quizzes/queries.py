"""What a quiz may draw from."""

from collections.abc import Collection

from sqlalchemy import select

from training.banks.models import Item, ItemVersion, ItemVersionCorps
from training.core.db import db
from training.quizzes.domain.assembly import PoolItem
from training.quizzes.models import QuizBank


def pool_for(quiz_id: int, corps: str) -> list[PoolItem]:
    """The approved items of a quiz's banks that hold for a corps; one statement."""
    rows = db.session.execute(
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
        .join(QuizBank, QuizBank.bank_id == Item.bank_id)
        .join(ItemVersionCorps, ItemVersionCorps.version_id == ItemVersion.id)
        .where(QuizBank.quiz_id == quiz_id, ItemVersionCorps.corps == corps, ItemVersion.state == "approved")
        .order_by(ItemVersion.id)
    )
    return [
        PoolItem(
            version_id=row.id,
            item_id=row.item_id,
            bank_id=row.bank_id,
            case=row.family,
            topic=row.topic,
            difficulty=row.difficulty,
            tags=frozenset(row.tags),
        )
        for row in rows
    ]


def item_ids_of(version_ids: Collection[int]) -> dict[int, int]:
    """Item id by version id; no statement for an empty collection."""
    if not version_ids:
        return {}
    rows = db.session.execute(select(ItemVersion.id, ItemVersion.item_id).where(ItemVersion.id.in_(version_ids)))
    return {row.id: row.item_id for row in rows}
