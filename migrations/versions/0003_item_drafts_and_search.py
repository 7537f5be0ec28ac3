"""Drafts that may lack something, who changed them last, and words to search items by."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("is_complete", "revision", "changed_at", "changed_by_id", "search_text")
CHECK = "CONSTRAINT ck_item_versions_unfinished_is_draft CHECK (is_complete OR state = 'draft')"
ROWS_AT_ONCE = 500


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    true, whole, moment = ("1", "INTEGER", "DATETIME") if is_sqlite else ("true", "BIGINT", "TIMESTAMP WITH TIME ZONE")
    # Column by column, so that SQLite keeps the table with its triggers.
    for definition in (
        f"is_complete BOOLEAN NOT NULL DEFAULT {true} {CHECK}",
        "revision INTEGER NOT NULL DEFAULT 1",
        f"changed_at {moment}",
        f"changed_by_id {whole} CONSTRAINT fk_item_versions_changed_by_id_users REFERENCES users (id)",
        "search_text TEXT NOT NULL DEFAULT ''",
    ):
        op.execute(f"ALTER TABLE item_versions ADD COLUMN {definition}")
    op.create_index(
        "ix_item_versions_approved_item",
        "item_versions",
        ["item_id", "topic", "difficulty"],
        sqlite_where=sa.text("state = 'approved'"),
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_index("ix_item_versions_item_state", "item_versions", ["item_id", "number", "state"])
    _fill_search_text()


def downgrade() -> None:
    # Unfinished work does not fit the older form; what it held for goes with it.
    unfinished = "SELECT id FROM item_versions WHERE NOT is_complete"
    for table in ("item_version_corps", "item_version_rules"):
        op.execute(f"DELETE FROM {table} WHERE version_id IN ({unfinished})")
    op.execute("DELETE FROM item_versions WHERE NOT is_complete")
    op.execute("DELETE FROM items WHERE id NOT IN (SELECT item_id FROM item_versions)")
    op.drop_index("ix_item_versions_item_state", "item_versions")
    op.drop_index("ix_item_versions_approved_item", "item_versions")
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE item_versions DROP COLUMN {column}")


def _fill_search_text() -> None:
    connection = op.get_bind()
    read = sa.text(
        "SELECT v.id, i.code, v.family, v.tags, v.content FROM item_versions v JOIN items i ON i.id = v.item_id "
        "WHERE v.id > :last ORDER BY v.id LIMIT :most"
    )
    write = sa.text("UPDATE item_versions SET search_text = :words WHERE id = :id")
    last = 0
    while rows := connection.execute(read, {"last": last, "most": ROWS_AT_ONCE}).all():
        connection.execute(write, [{"id": row.id, "words": _words(row)} for row in rows])
        last = rows[-1].id


def _words(row: sa.Row) -> str:
    tags, content = (json.loads(value) if isinstance(value, str) else value for value in (row.tags, row.content))
    whole = " \n ".join([row.code, row.family or "", *tags, *_texts(content)])
    return " ".join(unicodedata.normalize("NFKC", whole).casefold().split())


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        if value and value.keys() <= {"id", "en"}:
            return [text for text in value.values() if isinstance(text, str)]
        return [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []
