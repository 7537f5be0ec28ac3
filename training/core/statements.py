"""Statements that both databases understand in their own words."""

from typing import Any

from sqlalchemy import CursorResult, Update
from sqlalchemy.dialects import postgresql, sqlite

from training.core.db import db

UNSYNCHRONISED = {"synchronize_session": False}


def insert_into(table: Any) -> postgresql.Insert:
    """An INSERT that knows ON CONFLICT; typed as that of PostgreSQL, whose methods SQLite's has too."""
    insert: Any = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    return insert(table)  # type: ignore[no-any-return]  # one of the two


def rows_changed(statement: Update) -> int:
    """Run an UPDATE past the session and return how many rows it changed."""
    result = db.session.execute(statement, execution_options=UNSYNCHRONISED)
    return result.rowcount if isinstance(result, CursorResult) else 0
