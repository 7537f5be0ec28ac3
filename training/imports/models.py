"""Imports, their rows once checked, and the chunks that wait for it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_list, json_object, only_where, pk, utc


class Import(Model):
    """A sheet that somebody brought. `done` of `total` rows are checked; while saving, of those accepted (`counts`), saved.

    Rows are saved in their order: of those that are accepted, the ones up to the number `saved_to` are.
    `places` are the columns that are read, by name; `paths` the units where the permission held; `round` counts how
    often the file was checked, so that a stale page is noticed; `message` says what happened last.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "state IN ('checking', 'checked', 'saving', 'saved', 'refused', 'cancelled')", name="known_state"
        ),
        Index("ix_imports_actor_id_kind", "actor_id", "kind", "id"),
        Index("ix_imports_created_at", "created_at"),
    )

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    target_id: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(200))
    options: Mapped[json_object]
    paths: Mapped[json_list]
    headings: Mapped[json_list]
    places: Mapped[json_object]
    notes: Mapped[json_list]
    state: Mapped[str] = mapped_column(String(10))
    round: Mapped[int] = mapped_column(default=1)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    saved_to: Mapped[int] = mapped_column(default=0, server_default="0")
    counts: Mapped[json_object]
    message: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[utc]
    changed_at: Mapped[utc]


class ImportChunk(Model):
    """Rows that wait to be checked, as JSON; gone once they are."""

    __tablename__ = "import_chunks"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    id: Mapped[pk]
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    position: Mapped[int]
    rows: Mapped[json_list]


class ImportKey(Model):
    """What only one row of an import may have, and the first row that has it."""

    __tablename__ = "import_keys"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    value: Mapped[str] = mapped_column(String(300), primary_key=True)
    number: Mapped[int]


class ImportRow(Model):
    """A row with what was found: `cells` as they were read, under all headings of the sheet."""

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_import_rows_import_id_outcome_number", "import_id", "outcome", "number"),
        Index("ix_import_rows_import_id_key", "import_id", "key", **only_where("key IS NOT NULL")),
        CheckConstraint(
            "outcome IN ('refused', 'changed', 'moved', 'left', 'added', 'unchanged')", name="known_outcome"
        ),
    )

    id: Mapped[pk]
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    number: Mapped[int]
    cells: Mapped[json_list]
    marks: Mapped[json_object]
    outcome: Mapped[str] = mapped_column(String(10))
    key: Mapped[str | None] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))
    problems: Mapped[json_list]
    differences: Mapped[json_list]
    advice: Mapped[json_list]
    plan: Mapped[json_object]
