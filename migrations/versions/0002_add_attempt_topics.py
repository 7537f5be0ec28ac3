"""Add attempt_topics: how each handed-in attempt did in each topic; filled from the papers that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE_PAPER = "json_each(a.paper) AS place JOIN item_versions AS v ON v.id = json_extract(place.value, '$[0]')"
SQLITE_POSITION = "place.key + 1"
POSTGRESQL_PAPER = (
    "jsonb_array_elements(a.paper) WITH ORDINALITY AS place(value, number) "
    "JOIN item_versions AS v ON v.id = (place.value ->> 0)::bigint"
)
POSTGRESQL_POSITION = "place.number"


def upgrade() -> None:
    op.create_table(
        "attempt_topics",
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.CheckConstraint("correct BETWEEN 0 AND items", name=op.f("ck_attempt_topics_correct_within_items")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_topics_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "topic", name=op.f("pk_attempt_topics")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    paper, position = (SQLITE_PAPER, SQLITE_POSITION) if is_sqlite else (POSTGRESQL_PAPER, POSTGRESQL_POSITION)
    op.execute(
        f"""INSERT INTO attempt_topics (attempt_id, topic, items, correct)
            SELECT a.id, v.topic, count(*), sum(CASE WHEN r.marks = r.out_of THEN 1 ELSE 0 END)
            FROM attempts AS a CROSS JOIN {paper}
            LEFT JOIN responses AS r ON r.attempt_id = a.id AND r.position = {position}
            WHERE a.state = 'submitted'
            GROUP BY a.id, v.topic"""
    )


def downgrade() -> None:
    op.drop_table("attempt_topics")
