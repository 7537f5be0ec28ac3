"""An enrolment knows its best score, so that lists sort by it without a look at every attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STANDING = [
    "assignment_id", "cycle", "unit_id", "state", "exempted_at", "attempts_started", "attempts_submitted", "due_on",
    "ended_because", "valid_until_on", "completed_at",
]  # fmt: skip
BEST_PARTS = """
UPDATE enrolments SET best_parts = (
    SELECT max(CAST(marks AS BIGINT) * 1000000 / out_of) FROM attempts
    WHERE attempts.enrolment_id = enrolments.id AND attempts.state = 'submitted'
)
WHERE attempts_submitted > 0
"""


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("best_parts", sa.Integer(), nullable=True))
    op.execute(BEST_PARTS)
    op.drop_index("ix_enrolments_standing", "enrolments")
    op.create_index("ix_enrolments_standing", "enrolments", [*STANDING, "best_parts", "user_id"])


def downgrade() -> None:
    op.drop_index("ix_enrolments_standing", "enrolments")
    op.create_index("ix_enrolments_standing", "enrolments", [*STANDING, "user_id"])
    op.drop_column("enrolments", "best_parts")
