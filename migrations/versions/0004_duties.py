"""Duties: the unit an enrolment counts for, attempts, validity, extensions, exemptions, past cycles."""

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

UNIT_OF_PERSON = """SELECT memberships.unit_id FROM memberships
    WHERE memberships.user_id = enrolments.user_id AND memberships.to_on IS NULL AND memberships.is_primary"""
BACKFILL = (
    f"UPDATE enrolments SET unit_id = COALESCE(completed_unit_id, ({UNIT_OF_PERSON}))",
    """UPDATE enrolments SET attempts_started = counted.started, attempts_submitted = counted.submitted
    FROM (SELECT enrolment_id, COUNT(*) AS started, COUNT(submitted_at) AS submitted
          FROM attempts WHERE enrolment_id IS NOT NULL GROUP BY enrolment_id) AS counted
    WHERE counted.enrolment_id = enrolments.id""",
    """UPDATE enrolments SET valid_until_on = certificates.valid_until_on FROM certificates
    WHERE certificates.enrolment_id = enrolments.id AND certificates.superseded_by_id IS NULL
    AND enrolments.state = 'completed'""",
    "UPDATE enrolments SET ended_because = 'closed' WHERE state = 'ended'",
    "UPDATE assignments SET enrolled_at = created_at",
)
ENROLMENT_COLUMNS = (
    "unit_id", "ended_because", "extended_until_on", "exempted_at", "attempts_started", "attempts_submitted",
    "valid_until_on",
)  # fmt: skip
INDEXES = {
    "ix_enrolments_assignment_id_cycle_unit_id": ["assignment_id", "cycle", "unit_id"],
    "ix_enrolments_unit_id_assignment_id": ["unit_id", "assignment_id"],
}

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unit = sa.ForeignKey("units.id", name="fk_enrolments_unit_id_units")
    op.add_column("enrolments", sa.Column("unit_id", BIG, unit, nullable=True), inline_references=True)
    op.add_column("enrolments", sa.Column("ended_because", sa.String(length=10), nullable=True))
    op.add_column("enrolments", sa.Column("extended_until_on", sa.Date(), nullable=True))
    op.add_column("enrolments", sa.Column("exempted_at", MOMENT, nullable=True))
    op.add_column("enrolments", sa.Column("attempts_started", sa.Integer(), server_default="0", nullable=False))
    op.add_column("enrolments", sa.Column("attempts_submitted", sa.Integer(), server_default="0", nullable=False))
    op.add_column("enrolments", sa.Column("valid_until_on", sa.Date(), nullable=True))
    op.add_column("assignments", sa.Column("enrolling_since", MOMENT, nullable=True))
    op.add_column("assignments", sa.Column("enrolled_at", MOMENT, nullable=True))
    for statement in BACKFILL:
        op.execute(statement)
    for name, columns in INDEXES.items():
        op.create_index(name, "enrolments", columns)
    _create_past_cycles()
    _create_enrolment_changes()


def _create_past_cycles() -> None:
    op.create_table(
        "past_cycles",
        sa.Column("id", BIG, nullable=False),
        sa.Column("assignment_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_past_cycles_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_cycles")),
        sa.UniqueConstraint("assignment_id", "number", name=op.f("uq_past_cycles_assignment_id")),
    )


def _create_enrolment_changes() -> None:
    op.create_table(
        "enrolment_changes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "kind IN ('extended', 'exempted', 'exemption_lifted')", name=op.f("ck_enrolment_changes_known_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'extended') = (due_on IS NOT NULL)", name=op.f("ck_enrolment_changes_extension_has_date")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_enrolment_changes_enrolment_id_enrolments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_enrolment_changes_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_changes")),
    )
    op.create_index(op.f("ix_enrolment_changes_enrolment_id"), "enrolment_changes", ["enrolment_id"])


def downgrade() -> None:
    op.drop_table("enrolment_changes")
    op.drop_table("past_cycles")
    op.drop_column("assignments", "enrolled_at")
    op.drop_column("assignments", "enrolling_since")
    for name in INDEXES:
        op.drop_index(name, table_name="enrolments")
    if op.get_bind().dialect.name == "sqlite":
        _drop_columns_on_sqlite()
        return
    for name in ENROLMENT_COLUMNS:
        op.drop_column("enrolments", name)


def _drop_columns_on_sqlite() -> None:
    """SQLite drops no column with a foreign key: the table is made anew, while nothing checks who refers to it."""
    for statement in ("COMMIT", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"):
        op.get_bind().exec_driver_sql(statement)
    with op.batch_alter_table("enrolments", recreate="always") as table:
        for name in ENROLMENT_COLUMNS:
            table.drop_column(name)
    for statement in ("COMMIT", "PRAGMA foreign_keys=ON", "BEGIN IMMEDIATE"):
        op.get_bind().exec_driver_sql(statement)
