"""The columns of a version that a draft fills, whether it is complete or not."""

import hashlib
import json
from typing import Any

from sqlalchemy import insert

from training.banks.domain.drafts import ItemDraft, entry_from
from training.banks.domain.search import search_text
from training.banks.formats.bank_yaml import item_data
from training.banks.models import ItemVersionCorps, ItemVersionRule
from training.banks.services.versions import content_hash
from training.core.db import db


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
        "search_text": search_text(code, draft.case, draft.tags, content),
    }


def add_citations(version_id: int, draft: ItemDraft) -> None:
    """The corps and rules of a draft as rows; they are those of the catalogue."""
    cited = [*((rule_id, False) for rule_id in draft.rules), *((rule_id, True) for rule_id in draft.background_rules)]
    bound = [{"version_id": version_id, "corps": corps} for corps in draft.corps]
    backing = [
        {"version_id": version_id, "rule_id": rule_id, "is_background": is_background, "position": position}
        for position, (rule_id, is_background) in enumerate(cited)
    ]
    for table, rows in ((ItemVersionCorps, bound), (ItemVersionRule, backing)):
        if rows:
            db.session.execute(insert(table), rows)


def _hash_of_unfinished(draft: ItemDraft) -> str:
    return hashlib.sha256(json.dumps(vars(draft), sort_keys=True, default=str).encode()).hexdigest()
