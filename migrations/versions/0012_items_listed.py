"""Indexes that hold all that lists of items filter, sort and count by."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = [
    "item_id",
    "number",
    "state",
    "topic",
    "difficulty",
    "created_by_id",
    "changed_by_id",
    "created_at",
    "changed_at",
]


APPROVED = sa.text("state = 'approved'")
ONLY_APPROVED = {"sqlite_where": APPROVED, "postgresql_where": APPROVED}
BEFORE = {
    "ix_item_versions_approved_topic": ["topic", "difficulty"],
    "ix_item_versions_approved_item": ["item_id", "topic", "difficulty"],
}


def upgrade() -> None:
    op.create_index("ix_item_versions_listed", "item_versions", COLUMNS)
    op.create_index("ix_item_versions_approved", "item_versions", ["topic", "difficulty", "item_id"], **ONLY_APPROVED)
    op.drop_index("ix_item_versions_item_state", "item_versions")
    for name in BEFORE:
        op.drop_index(name, "item_versions")


def downgrade() -> None:
    for name, columns in BEFORE.items():
        op.create_index(name, "item_versions", columns, **ONLY_APPROVED)
    op.create_index("ix_item_versions_item_state", "item_versions", ["item_id", "number", "state"])
    op.drop_index("ix_item_versions_approved", "item_versions")
    op.drop_index("ix_item_versions_listed", "item_versions")
