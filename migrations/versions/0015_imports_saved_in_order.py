"""An import knows up to which row it is saved, so that no row is written twice; no index for keys that rows do not have."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
HAS_KEY = sa.text("key IS NOT NULL")
SAVED_TO = """
UPDATE imports SET saved_to = coalesce(
    (SELECT max(number) FROM import_rows WHERE import_id = imports.id AND stored_at IS NOT NULL), 0
)
"""
STORED_AT = """
UPDATE import_rows SET stored_at = (SELECT changed_at FROM imports WHERE imports.id = import_rows.import_id)
WHERE outcome IN ('changed', 'moved', 'left', 'added')
AND number <= (SELECT saved_to FROM imports WHERE imports.id = import_rows.import_id)
"""


def upgrade() -> None:
    op.add_column("imports", sa.Column("saved_to", sa.Integer(), nullable=False, server_default="0"))
    op.execute(SAVED_TO)
    op.drop_column("import_rows", "stored_at")
    op.drop_index("ix_import_rows_import_id_key", "import_rows")
    op.create_index(
        "ix_import_rows_import_id_key", "import_rows", ["import_id", "key"],
        sqlite_where=HAS_KEY, postgresql_where=HAS_KEY,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_import_rows_import_id_key", "import_rows")
    op.create_index("ix_import_rows_import_id_key", "import_rows", ["import_id", "key"])
    op.add_column("import_rows", sa.Column("stored_at", MOMENT, nullable=True))
    op.execute(STORED_AT)
    op.drop_column("imports", "saved_to")
