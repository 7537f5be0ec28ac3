"""Sheets that somebody brought."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from training.core.db import db
from training.core.tables import Sheet, SheetRow
from training.imports.models import Import
from training.imports.services.starting import start_import

BROUGHT_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def make_sheet(headings: Sequence[str], *rows: Sequence[str]) -> Sheet:
    """A sheet whose headings stand in row 1."""
    numbered = tuple(SheetRow(number, tuple(row)) for number, row in enumerate(rows, start=2))
    return Sheet("Data", 1, tuple(headings), numbered)


def make_import(
    kind: str, sheet: Sheet, *, actor_id: int, target_id: int | None = None, paths: Sequence[str] = (),
    options: Mapping[str, Any] | None = None, now: datetime = BROUGHT_AT,
) -> Import:  # fmt: skip
    """An import whose check has begun."""
    taken = start_import(
        kind,
        sheet,
        file_name="berkas.xlsx",
        actor_id=actor_id,
        target_id=target_id,
        paths=paths,
        options=options or {},
        now=now,
    )
    db.session.commit()
    return taken
