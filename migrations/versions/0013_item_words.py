"""The words of items in a table of their own: a search reads them and nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROWS_AT_ONCE = 500
# PostgreSQL would compress longer rows, and a search unpack each of them.
UNPACKED = "ALTER TABLE item_version_words SET (toast_tuple_target = 8160)"


def upgrade() -> None:
    op.create_table(
        "item_version_words",
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_versions.id"], name="fk_item_version_words_version_id_item_versions"
        ),
        sa.PrimaryKeyConstraint("version_id", name="pk_item_version_words"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(UNPACKED)
    _copy(
        "SELECT id, search_text AS words FROM item_versions WHERE id > :last ORDER BY id LIMIT :most",
        "INSERT INTO item_version_words (version_id, words) VALUES (:id, :words)",
    )
    op.execute("ALTER TABLE item_versions DROP COLUMN search_text")


def downgrade() -> None:
    op.execute("ALTER TABLE item_versions ADD COLUMN search_text TEXT NOT NULL DEFAULT ''")
    _copy(
        "SELECT version_id AS id, words FROM item_version_words WHERE version_id > :last ORDER BY id LIMIT :most",
        "UPDATE item_versions SET search_text = :words WHERE id = :id",
    )
    op.drop_table("item_version_words")


def _copy(read: str, write: str) -> None:
    """Each word of a version once, a part of the versions at a time."""
    connection, last = op.get_bind(), 0
    while rows := connection.execute(sa.text(read), {"last": last, "most": ROWS_AT_ONCE}).all():
        values = [{"id": row.id, "words": " ".join(dict.fromkeys(row.words.split()))} for row in rows]
        connection.execute(sa.text(write), values)
        last = rows[-1].id
