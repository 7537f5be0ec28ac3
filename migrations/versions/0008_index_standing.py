"""An index that holds all that decides how duties stand, in place of one that holds its beginning."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDING = (
    "assignment_id", "cycle", "unit_id", "state", "exempted_at", "attempts_started", "attempts_submitted", "due_on",
    "ended_because", "valid_until_on", "completed_at", "user_id",
)  # fmt: skip
SHORT = "ix_enrolments_assignment_id_cycle_unit_id"


def upgrade() -> None:
    op.create_index("ix_enrolments_standing", "enrolments", list(STANDING))
    op.drop_index(SHORT, table_name="enrolments")


def downgrade() -> None:
    op.create_index(SHORT, "enrolments", list(STANDING[:3]))
    op.drop_index("ix_enrolments_standing", table_name="enrolments")
