"""Items that pass a filter, whole, for files."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import ItemEntry
from training.banks.models import Item, ItemVersion
from training.banks.queries.drafts import draft_of
from training.banks.queries.files import entry_of
from training.banks.queries.filtering import ItemFilter, filtered_items
from training.core.db import db

VERSIONS_AT_ONCE = 500


def drafts_to_export(wanted: ItemFilter, *, bank_id: int) -> Iterator[tuple[str, str, ItemDraft]]:
    """Code, state and content of the items that pass a filter, by code; unfinished work too."""
    return ((code, version.state, draft_of(version)) for code, version in _found(wanted, bank_id))


def entries_to_export(wanted: ItemFilter, *, bank_id: int) -> list[ItemEntry]:
    """The items that pass a filter as bank files have them; drafts that lack something are left out."""
    return [entry_of(code, version) for code, version in _found(wanted, bank_id) if version.is_complete]


def _found(wanted: ItemFilter, bank_id: int) -> Iterator[tuple[str, ItemVersion]]:
    """Codes with versions, in the order of the codes; loaded a part at a time, so that memory stays flat."""
    found = filtered_items(wanted, bank_id=bank_id).with_only_columns(ItemVersion.id, Item.code)
    ids = [(version_id, code) for version_id, code in db.session.execute(found.order_by(Item.code, Item.id))]
    for start in range(0, len(ids), VERSIONS_AT_ONCE):
        part = ids[start : start + VERSIONS_AT_ONCE]
        versions = db.session.scalars(
            select(ItemVersion)
            .where(ItemVersion.id.in_([version_id for version_id, _code in part]))
            .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
        )
        by_id = {version.id: version for version in versions}
        yield from ((code, by_id[version_id]) for version_id, code in part)
        db.session.expunge_all()
