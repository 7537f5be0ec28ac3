"""All rows of a sheet into a bank, in as few statements as that takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from training.audit.services import record
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import State
from training.banks.models import Bank, Item, ItemVersion
from training.banks.queries.banks import bank_to_change
from training.banks.queries.standing import Standing, lock_items, parts, standings
from training.banks.services.draft_values import add_beside, draft_values, remove_beside
from training.banks.services.sheets.checking import STATE_OPTION
from training.core.db import db
from training.core.statements import UNSYNCHRONISED
from training.imports.registry import Accepted, Context, DataChanged


@dataclass(frozen=True)
class Ready:
    """A row with everything worked out: column values, and what it was compared with."""

    code: str
    base: list[Any] | None
    draft: ItemDraft
    values: dict[str, Any]


def prepare_items(rows: Sequence[Accepted], _context: Context) -> list[Ready]:
    """Work out all values before anything is locked."""
    return [_ready(row.plan) for row in rows]


def store_items(rows: Sequence[Ready], context: Context) -> None:
    """Store all rows as drafts or approved. Raises DataChanged, before anything is written, where an item has changed."""
    try:
        bank = bank_to_change(context.target_id or 0, context.paths)
    except NoResultFound:
        raise DataChanged from None
    codes = {row.code for row in rows}
    lock_items(bank.id, codes)
    there = standings(bank.id, codes)
    if any(row.base != (there[row.code].fingerprint() if row.code in there else None) for row in rows):
        raise DataChanged
    is_approved = context.options.get(STATE_OPTION) == State.APPROVED
    try:
        ids = _add_items(bank, [row.code for row in rows if row.code not in there])
    except IntegrityError:
        raise DataChanged from None
    ids.update({code: standing.item_id for code, standing in there.items()})
    if is_approved:
        _supersede([standing.approved.id for standing in there.values() if standing.approved])
    version_of = {
        **_overwrite(rows, there, context, is_approved=is_approved),
        **_add_versions(rows, there, ids, context, is_approved=is_approved),
    }
    add_beside({version_of[row.code]: (row.code, row.draft) for row in rows})
    _note(rows, there, ids, bank, context, is_approved=is_approved)


def _ready(plan: Mapping[str, Any]) -> Ready:
    data = dict(plan["draft"])
    for name in ("corps", "phases", "tags", "rules", "background_rules"):
        data[name] = tuple(data[name])
    data["case_on"] = date.fromisoformat(data["case_on"]) if data["case_on"] else None
    draft = ItemDraft(**data)
    return Ready(plan["code"], plan["base"], draft, draft_values(draft, plan["code"]))


def _add_items(bank: Bank, codes: Sequence[str]) -> dict[str, int]:
    if not codes:
        return {}
    db.session.execute(insert(Item), [{"bank_id": bank.id, "code": code} for code in codes])
    found: dict[str, int] = {}
    for part in parts(codes):
        rows = db.session.execute(select(Item.code, Item.id).where(Item.bank_id == bank.id, Item.code.in_(part)))
        found.update({row.code: row.id for row in rows})
    return found


def _supersede(version_ids: Sequence[int]) -> None:
    for part in parts(version_ids):
        db.session.execute(
            update(ItemVersion).where(ItemVersion.id.in_(part)).values(state=State.SUPERSEDED.value),
            execution_options=UNSYNCHRONISED,
        )


def _state_values(context: Context, *, is_approved: bool) -> dict[str, Any]:
    return {
        "state": State.APPROVED.value if is_approved else State.DRAFT.value,
        "source": "site",
        "changed_at": context.now,
        "changed_by_id": context.actor_id,
        "approved_at": context.now if is_approved else None,
        "approved_by_id": context.actor_id if is_approved else None,
    }


def _overwrite(
    rows: Sequence[Ready], there: Mapping[str, Standing], context: Context, *, is_approved: bool
) -> dict[str, int]:
    """Drafts that were there get the rows' content; an approved one becomes the newest. Returns version ids by code."""
    changed, version_of = [], {}
    for row in rows:
        standing = there.get(row.code)
        if standing is None or standing.unfinished is None:
            continue
        draft, newest = standing.unfinished, standing.newest
        version_of[row.code] = draft.id
        number = draft.number if draft.id == newest.id or not is_approved else newest.number + 1
        changed.append({"id": draft.id, "revision": draft.revision + 1, "number": number, **row.values})
    if changed:
        state = _state_values(context, is_approved=is_approved)
        db.session.execute(update(ItemVersion), [{**values, **state} for values in changed])
        for part in parts(list(version_of.values())):
            remove_beside(part)
    return version_of


def _add_versions(
    rows: Sequence[Ready], there: Mapping[str, Standing], ids: Mapping[str, int], context: Context, *, is_approved: bool
) -> dict[str, int]:
    """New versions, of new items and beside approved ones. Returns their ids by code."""
    new = [row for row in rows if row.code not in there or there[row.code].unfinished is None]
    if not new:
        return {}
    state = {
        **_state_values(context, is_approved=is_approved),
        "created_at": context.now,
        "created_by_id": context.actor_id,
    }
    values = [
        {
            "item_id": ids[row.code],
            "number": there[row.code].newest.number + 1 if row.code in there else 1,
            **row.values,
            **state,
        }
        for row in new
    ]
    db.session.execute(insert(ItemVersion), values)
    return _newest(ids, [row.code for row in new])


def _newest(ids: Mapping[str, int], codes: Sequence[str]) -> dict[str, int]:
    """The newest version of each of these items, which is the one just added; reading it back is faster than RETURNING."""
    code_of = {ids[code]: code for code in codes}
    found = {}
    for part in parts(list(code_of)):
        rows = db.session.execute(
            select(ItemVersion.item_id, func.max(ItemVersion.id))
            .where(ItemVersion.item_id.in_(part))
            .group_by(ItemVersion.item_id)
        )
        found.update({code_of[row[0]]: row[1] for row in rows})
    return found


def _note(
    rows: Sequence[Ready], there: Mapping[str, Standing], ids: Mapping[str, int], bank: Bank, context: Context,
    *, is_approved: bool,
) -> None:  # fmt: skip
    for row in rows:
        action = "item_changed" if row.code in there else "item_created"
        record(
            "item_approved" if is_approved else action,
            actor_id=context.actor_id,
            object_kind="item",
            object_id=ids[row.code],
            unit_id=bank.owner_unit_id,
            facts={"bank": bank.code, "code": row.code, "import": context.import_id},
        )
