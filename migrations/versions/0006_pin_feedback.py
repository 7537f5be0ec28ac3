"""Attempts keep the feedback policy they began with, so that changing a quiz changes no result."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "attempts",
        sa.Column("feedback", sa.String(length=40), nullable=False, server_default="after_pass_or_last_attempt"),
    )


def downgrade() -> None:
    op.drop_column("attempts", "feedback")
