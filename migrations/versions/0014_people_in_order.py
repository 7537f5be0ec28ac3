"""Lists of people by number in order, and those who are inactive found without a look at all."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INACTIVE = sa.text("deactivated_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_users_number_in_order", "users", [sa.text("(service_number IS NULL)"), "service_number", "id"])
    op.create_index(
        "ix_users_deactivated", "users", ["deactivated_at"], sqlite_where=INACTIVE, postgresql_where=INACTIVE
    )


def downgrade() -> None:
    op.drop_index("ix_users_deactivated", "users")
    op.drop_index("ix_users_number_in_order", "users")
