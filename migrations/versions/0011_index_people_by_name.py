"""Lists of people: by name in order, and by unit without a look at the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN_PRIMARY = sa.text("to_on IS NULL AND is_primary")


def upgrade() -> None:
    op.create_index("ix_users_name_in_order", "users", [sa.text("lower(full_name)"), "id"])
    op.create_index(
        "ix_memberships_open_primary_unit_id_user_id",
        "memberships",
        ["unit_id", "user_id"],
        sqlite_where=OPEN_PRIMARY,
        postgresql_where=OPEN_PRIMARY,
    )


def downgrade() -> None:
    op.drop_index("ix_memberships_open_primary_unit_id_user_id", "memberships")
    op.drop_index("ix_users_name_in_order", "users")
