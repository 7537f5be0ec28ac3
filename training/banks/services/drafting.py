"""Writing items: drafts begun, saved, thrown away, and brought back from what was approved before."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from training.audit.services import record
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import MAX_CODE, State
from training.banks.domain.states import UNFINISHED, Action, actions_for
from training.banks.errors import CodeTaken, DraftStale, ItemChanged
from training.banks.models import Bank, Item, ItemVersion
from training.banks.queries.drafts import draft_of
from training.banks.services.draft_values import add_beside, draft_values, remove_beside
from training.core.db import db

CODES_TRIED_AT_ONCE = 50


@dataclass(frozen=True)
class Base:
    """What an author had before them: a version and how often it had been saved."""

    version_id: int
    revision: int


def create_item(bank: Bank, draft: ItemDraft, *, code: str, actor_id: int, now: datetime) -> tuple[Item, ItemVersion]:
    """A new item with its first draft; without a code it gets the next free one. Raises CodeTaken."""
    item = _stored(Item(bank_id=bank.id, code=code or next_code(bank)))
    version = _begin_draft(item, draft, actor_id=actor_id, now=now)
    note_item("item_created", item, bank, actor_id, version.number)
    return item, version


def save_draft(
    item_id: int, draft: ItemDraft, *, code: str, base: Base, actor_id: int, now: datetime
) -> tuple[Item, ItemVersion]:
    """Keep a draft as it stands; one that says the same as what is stored changes nothing.

    Editing an approved item begins a draft beside it. Raises DraftStale when somebody else saved since `base`, and
    CodeTaken.
    """
    item, bank, versions = _locked(item_id)
    newest = versions[-1]
    unfinished = next((version for version in versions if version.state in UNFINISHED), None)
    stored = unfinished or newest
    values = draft_values(draft, item.code)
    is_same = stored.content_hash == values["content_hash"]
    if Base(stored.id, stored.revision) != base and not is_same:
        raise DraftStale(stored)
    if code and code != item.code:
        _rename(item, code, versions)
        values = draft_values(draft, item.code)
    elif is_same:
        return item, stored
    if unfinished is not None:
        _overwrite(unfinished, draft, values, code=item.code, actor_id=actor_id, now=now)
        return item, unfinished
    version = _begin_draft(item, draft, actor_id=actor_id, now=now)
    note_item("item_draft_begun", item, bank, actor_id, version.number)
    return item, version


def discard_draft(item_id: int, *, seen: Base, actor_id: int) -> bool:
    """Throw a draft away, and its item with it when nothing else is left of it (then False). Raises ItemChanged."""
    item, bank, versions = _locked(item_id)
    draft = next((version for version in versions if version.state in UNFINISHED), None)
    if draft is None or Base(draft.id, draft.revision) != seen:
        raise ItemChanged
    note_item("item_draft_discarded", item, bank, actor_id, draft.number)
    remove_beside([draft.id])
    db.session.execute(delete(ItemVersion).where(ItemVersion.id == draft.id))
    if len(versions) == 1:
        db.session.execute(delete(Item).where(Item.id == item.id))
        return False
    return True


def restore(item_id: int, *, number: int, actor_id: int, now: datetime) -> ItemVersion:
    """A new draft with the content of an earlier version. Raises ItemChanged when a draft or that very use is there."""
    item, bank, versions = _locked(item_id)
    states = [State(version.state) for version in versions]
    source = next((version for version in versions if version.number == number), None)
    if source is None or Action.RESTORE not in actions_for(states) or source.state == State.APPROVED:
        raise ItemChanged
    version = _begin_draft(item, draft_of(source), actor_id=actor_id, now=now)
    note_item("item_restored", item, bank, actor_id, version.number)
    return version


def next_code(bank: Bank) -> str:
    """A code that no item of the bank has yet: the bank's own with a number."""
    start = bank.code[: MAX_CODE - len("-000000")]
    first = db.session.scalar(select(func.count()).where(Item.bank_id == bank.id)) or 0
    for begin in count(first + 1, CODES_TRIED_AT_ONCE):
        wanted = [f"{start}-{number:03d}" for number in range(begin, begin + CODES_TRIED_AT_ONCE)]
        taken = set(db.session.scalars(select(Item.code).where(Item.bank_id == bank.id, Item.code.in_(wanted))))
        free = [code for code in wanted if code not in taken]
        if free:
            return free[0]
    raise AssertionError


def _locked(item_id: int) -> tuple[Item, Bank, list[ItemVersion]]:
    """An item whose versions nobody else changes meanwhile, the newest last."""
    item, bank = db.session.execute(
        select(Item, Bank).join(Bank, Bank.id == Item.bank_id).where(Item.id == item_id).with_for_update(of=Item)
    ).one()
    versions = db.session.scalars(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id)
        .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
        .order_by(ItemVersion.number)
        .execution_options(populate_existing=True)
    ).all()
    if not versions:
        raise ItemChanged
    return item, bank, list(versions)


def _begin_draft(item: Item, draft: ItemDraft, *, actor_id: int, now: datetime) -> ItemVersion:
    number = db.session.scalar(select(func.max(ItemVersion.number)).where(ItemVersion.item_id == item.id)) or 0
    version = ItemVersion(
        item_id=item.id,
        number=number + 1,
        state=State.DRAFT.value,
        source="site",
        created_at=now,
        created_by_id=actor_id,
        changed_at=now,
        changed_by_id=actor_id,
        **draft_values(draft, item.code),
    )
    db.session.add(version)
    db.session.flush()
    add_beside({version.id: (item.code, draft)})
    return version


def _overwrite(
    version: ItemVersion, draft: ItemDraft, values: dict[str, object], *, code: str, actor_id: int, now: datetime
) -> None:
    changed = db.session.execute(
        update(ItemVersion)
        .where(
            ItemVersion.id == version.id, ItemVersion.revision == version.revision, ItemVersion.state.in_(UNFINISHED)
        )
        .values(
            revision=ItemVersion.revision + 1,
            state=State.DRAFT.value,
            source="site",
            changed_at=now,
            changed_by_id=actor_id,
            **values,
        )
        .returning(ItemVersion.id),
        execution_options={"synchronize_session": False},
    ).all()
    if not changed:
        raise DraftStale(version)
    remove_beside([version.id])
    add_beside({version.id: (code, draft)})
    db.session.refresh(version)


def _rename(item: Item, code: str, versions: list[ItemVersion]) -> None:
    """Only an item that nobody was served yet may get another code: files and people know it by the code."""
    if any(version.state not in UNFINISHED for version in versions):
        return
    try:
        with db.session.begin_nested():
            db.session.execute(
                update(Item).where(Item.id == item.id).values(code=code),
                execution_options={"synchronize_session": False},
            )
    except IntegrityError:
        raise CodeTaken from None
    db.session.refresh(item, ["code"])


def _stored(item: Item) -> Item:
    try:
        with db.session.begin_nested():
            db.session.add(item)
            db.session.flush()
    except IntegrityError:
        raise CodeTaken from None
    return item


def note_item(action: str, item: Item, bank: Bank, actor_id: int, number: int) -> None:
    """Record what was done to the version of that number."""
    record(
        action,
        actor_id=actor_id,
        object_kind="item",
        object_id=item.id,
        unit_id=bank.owner_unit_id,
        facts={"bank": bank.code, "code": item.code, "version": number},
    )
