"""Searches for people: names and numbers stay out of addresses (docs/decisions/0004)."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from training.accounts.domain.search import SEARCH_MAX_CHARACTERS, tidy_search
from training.accounts.models import KeptSearch
from training.accounts.throttle import keyed_hash
from training.core.db import db

KEY_CHARACTERS = 24
KEPT_DAYS = 7


def keep_search(user_id: int, typed: str, *, now: datetime) -> str:
    """The key under which a person's search is kept; "" for an empty one. The same words have the same key.

    The key says nothing of the words, and opens them for this person only.
    """
    words = tidy_search(typed)[:SEARCH_MAX_CHARACTERS]
    if not words:
        return ""
    key = keyed_hash("search", str(user_id), words)[:KEY_CHARACTERS]
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(
        insert(KeptSearch)
        .values(key=key, user_id=user_id, words=words, kept_at=now)
        .on_conflict_do_update(index_elements=[KeptSearch.key], set_={"kept_at": now})
    )
    return key


def forget_old_searches(*, now: datetime) -> int:
    """Remove searches that nobody repeated for KEPT_DAYS; returns how many."""
    gone = db.session.scalars(
        delete(KeptSearch).where(KeptSearch.kept_at < now - timedelta(days=KEPT_DAYS)).returning(KeptSearch.key)
    )
    return len(gone.all())
