"""Imports: sheets that people bring, their rows once checked, and the chunks that wait for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("options", DATA, nullable=False),
        sa.Column("paths", DATA, nullable=False),
        sa.Column("headings", DATA, nullable=False),
        sa.Column("places", DATA, nullable=False),
        sa.Column("notes", DATA, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", DATA, nullable=False),
        sa.Column("message", sa.String(length=300), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('checking', 'checked', 'saving', 'saved', 'refused', 'cancelled')",
            name=op.f("ck_imports_known_state"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_imports_actor_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_actor_id_kind", "imports", ["actor_id", "kind", "id"])
    op.create_index("ix_imports_created_at", "imports", ["created_at"])
    op.create_table(
        "import_chunks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rows", DATA, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_chunks_import_id_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_chunks")),
        sa.UniqueConstraint("import_id", "position", name=op.f("uq_import_chunks_import_id_position")),
    )
    _create_rows()


def _create_rows() -> None:
    op.create_table(
        "import_rows",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", DATA, nullable=False),
        sa.Column("marks", DATA, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("problems", DATA, nullable=False),
        sa.Column("differences", DATA, nullable=False),
        sa.Column("advice", DATA, nullable=False),
        sa.Column("plan", DATA, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "outcome IN ('refused', 'changed', 'moved', 'left', 'added', 'unchanged')",
            name=op.f("ck_import_rows_known_outcome"),
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_rows_import_id_number")),
    )
    op.create_index("ix_import_rows_import_id_outcome_number", "import_rows", ["import_id", "outcome", "number"])
    op.create_index("ix_import_rows_import_id_key", "import_rows", ["import_id", "key"])


def downgrade() -> None:
    for table in ("import_rows", "import_chunks", "imports"):
        op.drop_table(table)
