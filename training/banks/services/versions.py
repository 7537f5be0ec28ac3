"""Versions of an item: made, approved, superseded; an approved content never changes."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import func, select, update

from training.banks.domain.item import ItemEntry, State
from training.banks.domain.search import search_words
from training.banks.formats.bank_yaml import item_data
from training.banks.models import Item, ItemVersion, ItemVersionCorps, ItemVersionRule, ItemVersionWords
from training.core.db import db

IDENTITY = ("code", "state")


def content_hash(entry: ItemEntry) -> str:
    """A fingerprint of all that a version holds, whatever the order it was written in."""
    data = {name: value for name, value in item_data(entry).items() if name not in IDENTITY}
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def add_version(item: Item, entry: ItemEntry, *, source: str, author_id: int | None, now: datetime) -> ItemVersion:
    """A new version of an item in the state of the entry; an approved one supersedes the approved before it."""
    number = db.session.scalar(select(func.max(ItemVersion.number)).where(ItemVersion.item_id == item.id)) or 0
    if entry.state is State.APPROVED:
        _supersede(item.id)
    is_approved = entry.state is State.APPROVED
    content = item_data(entry)["content"]
    version = ItemVersion(
        item_id=item.id,
        number=number + 1,
        state=entry.state.value,
        kind=entry.kind,
        content=content,
        content_hash=content_hash(entry),
        family=entry.case,
        phases=list(entry.phases),
        regime=entry.regime.value,
        topic=entry.topic,
        difficulty=entry.difficulty.value,
        case_on=entry.case_on,
        tags=list(entry.tags),
        source=source,
        created_at=now,
        created_by_id=author_id,
        approved_at=now if is_approved else None,
        approved_by_id=author_id if is_approved else None,
    )
    db.session.add(version)
    db.session.flush()
    words = search_words(item.code, entry.case, entry.tags, content)
    db.session.add(ItemVersionWords(version_id=version.id, words=words))
    db.session.add_all(ItemVersionCorps(version_id=version.id, corps=corps) for corps in entry.corps)
    cited = [*((rule_id, False) for rule_id in entry.rules), *((rule_id, True) for rule_id in entry.background_rules)]
    db.session.add_all(
        ItemVersionRule(version_id=version.id, rule_id=rule_id, is_background=is_background, position=position)
        for position, (rule_id, is_background) in enumerate(cited)
    )
    db.session.flush()
    return version


def _supersede(item_id: int) -> None:
    db.session.execute(
        update(ItemVersion)
        .where(ItemVersion.item_id == item_id, ItemVersion.state == State.APPROVED)
        .values(state=State.SUPERSEDED.value),
        execution_options={"synchronize_session": False},
    )
