"""Assignments made once per form; reminders, one a day; e-mails and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
TO_WRITE = sa.text("email_id IS NULL AND dropped_at IS NULL")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignments", sa.Column("form_token", sa.String(length=40), nullable=True))
    op.create_index("uq_assignments_form_token", "assignments", ["form_token"], unique=True)
    op.create_table(
        "emails",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("context", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("refused_with", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_emails_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emails")),
    )
    op.create_index(op.f("ix_emails_user_id"), "emails", ["user_id"])
    op.create_table(
        "reminders",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("enrolment_ids", DOCUMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("email_id", BIG, nullable=True),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reminders_user_id_users")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_reminders_by_id_users")),
        sa.ForeignKeyConstraint(["email_id"], ["emails.id"], name=op.f("fk_reminders_email_id_emails")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("user_id", "on_day", name=op.f("uq_reminders_user_id")),
    )
    op.create_index(
        "ix_reminders_to_write", "reminders", ["id"], sqlite_where=TO_WRITE, postgresql_where=TO_WRITE
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_table("emails")
    op.drop_index("uq_assignments_form_token", table_name="assignments")
    op.drop_column("assignments", "form_token")
