"""Searches for people, kept so that names and numbers stand in no address."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_searches",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_searches_user_id_users")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kept_searches")),
    )
    op.create_index(op.f("ix_kept_searches_user_id"), "kept_searches", ["user_id"])
    op.create_index(op.f("ix_kept_searches_kept_at"), "kept_searches", ["kept_at"])


def downgrade() -> None:
    op.drop_table("kept_searches")
