"""What a draft fills, whether it is complete or not: the columns of its version, and the rows beside it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, insert

from training.banks.domain.drafts import ItemDraft, entry_from
from training.banks.domain.search import search_words
from training.banks.formats.bank_yaml import item_data
from training.banks.models import ItemVersionCorps, ItemVersionRule, ItemVersionWords
from training.banks.services.versions import content_hash
from training.core.db import Model, db
from training.core.statements import UNSYNCHRONISED

BESIDE = (ItemVersionCorps, ItemVersionRule, ItemVersionWords)


def draft_values(draft: ItemDraft, code: str) -> dict[str, Any]:
    """Column values by name; the content of a complete draft is stored as files would have it."""
    entry = entry_from(draft, code)
    content = item_data(entry)["content"] if entry else dict(draft.content)
    return {
        "kind": draft.kind,
        "content": content,
        "content_hash": content_hash(entry) if entry else _hash_of_unfinished(draft),
        "family": draft.case or None,
        "phases": list(draft.phases),
        "regime": draft.regime,
        "topic": draft.topic,
        "difficulty": draft.difficulty,
        "case_on": draft.case_on,
        "tags": list(draft.tags),
        "is_complete": entry is not None,
    }


def add_beside(drafts: Mapping[int, tuple[str, ItemDraft]]) -> None:
    """The corps, rules and words of drafts as rows, by the ids of their versions; rules are those of the catalogue."""
    rows: dict[type[Model], list[dict[str, Any]]] = {table: [] for table in BESIDE}
    for version_id, (code, draft) in drafts.items():
        cited = [*((rule, False) for rule in draft.rules), *((rule, True) for rule in draft.background_rules)]
        words = search_words(code, draft.case, draft.tags, draft.content)
        rows[ItemVersionCorps] += [{"version_id": version_id, "corps": corps} for corps in draft.corps]
        rows[ItemVersionRule] += [
            {"version_id": version_id, "rule_id": rule_id, "is_background": is_background, "position": position}
            for position, (rule_id, is_background) in enumerate(cited)
        ]
        rows[ItemVersionWords].append({"version_id": version_id, "words": words})
    for table, values in rows.items():
        if values:
            db.session.execute(insert(table), values)


def remove_beside(version_ids: Collection[int]) -> None:
    """Take those rows away, of a few hundred versions at most."""
    for table in BESIDE:
        db.session.execute(delete(table).where(table.version_id.in_(version_ids)), execution_options=UNSYNCHRONISED)


def _hash_of_unfinished(draft: ItemDraft) -> str:
    return hashlib.sha256(json.dumps(vars(draft), sort_keys=True, default=str).encode()).hexdigest()
