"""Approving a draft, which supersedes what was approved before, and taking an item out of use."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import selectinload

from training.banks.domain.checks import is_fit
from training.banks.domain.item import State
from training.banks.domain.states import states_before
from training.banks.errors import ItemChanged, NotFit
from training.banks.models import Bank, Item, ItemVersion
from training.banks.queries.files import entry_of
from training.banks.services.drafting import Base, note_item
from training.core.db import db
from training.rules.queries import all_facts


def approve(item_id: int, *, seen: Base, actor_id: int, now: datetime) -> ItemVersion:
    """Let the draft that was seen be drawn from now on; the version approved before is superseded.

    Of two approvals at once one wins. Raises ItemChanged when the draft is not what was seen, NotFit when something
    blocks it.
    """
    item, bank = _locked(item_id)
    draft = db.session.scalars(
        select(ItemVersion)
        .where(*_is_seen(item_id, seen))
        .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if draft is None:
        raise ItemChanged
    if not draft.is_complete or not is_fit(entry_of(item.code, draft), all_facts()):
        raise NotFit
    _leave(item_id, State.APPROVED, State.SUPERSEDED)
    newest = db.session.scalar(select(func.max(ItemVersion.number)).where(ItemVersion.item_id == item_id)) or 0
    number = draft.number if draft.number == newest else newest + 1
    approved = db.session.execute(
        update(ItemVersion)
        .where(*_is_seen(item_id, seen))
        .values(state=State.APPROVED.value, number=number, approved_at=now, approved_by_id=actor_id)
        .returning(ItemVersion.id),
        execution_options={"synchronize_session": False},
    ).all()
    if not approved:
        raise ItemChanged
    db.session.refresh(draft)
    note_item("item_approved", item, bank, actor_id, number)
    return draft


def retire(item_id: int, *, number: int, actor_id: int) -> None:
    """Take the approved version out of use: no new paper draws it, papers that hold it keep it. Raises ItemChanged.

    It counts as changed on the site, so that loading the bank's files does not bring it back.
    """
    item, bank = _locked(item_id)
    if number not in _leave(item_id, State.APPROVED, State.RETIRED):
        raise ItemChanged
    note_item("item_retired", item, bank, actor_id, number)


def _is_seen(item_id: int, seen: Base) -> tuple[ColumnElement[bool], ...]:
    """Conditions: the draft is still the one that was looked at."""
    return (
        ItemVersion.id == seen.version_id,
        ItemVersion.item_id == item_id,
        ItemVersion.revision == seen.revision,
        ItemVersion.state.in_(states_before(State.APPROVED)),
    )


def _locked(item_id: int) -> tuple[Item, Bank]:
    row = db.session.execute(
        select(Item, Bank).join(Bank, Bank.id == Item.bank_id).where(Item.id == item_id).with_for_update(of=Item)
    ).one()
    return row[0], row[1]


def _leave(item_id: int, state: State, becoming: State) -> list[int]:
    """The numbers of the versions that went from one state to another."""
    return list(
        db.session.scalars(
            update(ItemVersion)
            .where(ItemVersion.item_id == item_id, ItemVersion.state == state)
            .values(state=becoming.value, **({"source": "site"} if becoming is State.RETIRED else {}))
            .returning(ItemVersion.number),
            execution_options={"synchronize_session": False},
        )
    )
