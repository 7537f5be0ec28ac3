"""Where items of a bank stand, for those who bring many at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import State
from training.banks.domain.states import UNFINISHED
from training.banks.models import Item, ItemVersion
from training.banks.queries.drafts import draft_of
from training.banks.queries.filtering import is_newest
from training.core.db import db

CODES_AT_ONCE = 500
Value = TypeVar("Value")


@dataclass(frozen=True)
class Version:
    """What of a version tells whether it is still the same."""

    id: int
    number: int
    state: str
    revision: int


@dataclass(frozen=True)
class Standing:
    """An item with the versions that count: the newest, the approved one, the unfinished one."""

    item_id: int
    newest: Version
    approved: Version | None = None
    unfinished: Version | None = None

    @property
    def base(self) -> Version:
        """What an author would see and change: the draft, else the newest."""
        return self.unfinished or self.newest

    def fingerprint(self) -> list[int | str | None]:
        """Differs when anything that counts has changed; JSON."""
        versions = (self.newest, self.approved, self.unfinished)
        return [fact for one in versions for fact in ((one.id, one.state, one.revision) if one else (None, None, None))]


def standings(bank_id: int, codes: Collection[str]) -> dict[str, Standing]:
    """Standings by code, for those of the codes that the bank has; one statement for each 500."""
    found: dict[str, Standing] = {}
    for part in parts(sorted(codes)):
        rows = db.session.execute(
            select(Item.id, Item.code, ItemVersion.id, ItemVersion.number, ItemVersion.state, ItemVersion.revision)
            .join(ItemVersion, ItemVersion.item_id == Item.id)
            .where(
                Item.bank_id == bank_id,
                Item.code.in_(part),
                or_(ItemVersion.state.in_((State.APPROVED, *UNFINISHED)), is_newest()),
            )
            .order_by(Item.id, ItemVersion.number)
        )
        for item_id, code, version_id, number, state, revision in rows:
            found[code] = _with(found.get(code), item_id, Version(version_id, number, state, revision))
    return found


def drafts_by_version(version_ids: Iterable[int]) -> dict[int, ItemDraft]:
    """What versions hold, by their ids; three statements for each 500."""
    found = {}
    for part in parts(sorted(set(version_ids))):
        versions = db.session.scalars(
            select(ItemVersion)
            .where(ItemVersion.id.in_(part))
            .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
        )
        found.update({version.id: draft_of(version) for version in versions})
    return found


def lock_items(bank_id: int, codes: Collection[str]) -> None:
    """Let nobody else change the versions of these items until the transaction ends."""
    for part in parts(sorted(codes)):
        db.session.execute(
            select(Item.id).where(Item.bank_id == bank_id, Item.code.in_(part)).order_by(Item.id).with_for_update()
        ).all()


def _with(standing: Standing | None, item_id: int, version: Version) -> Standing:
    approved = version if version.state == State.APPROVED else standing and standing.approved
    unfinished = version if version.state in UNFINISHED else standing and standing.unfinished
    return Standing(item_id, version, approved or None, unfinished or None)


def parts(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    """So many at once as fit into one statement."""
    return (values[start : start + CODES_AT_ONCE] for start in range(0, len(values), CODES_AT_ONCE))
