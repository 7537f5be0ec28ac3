"""Rows of sheets of people, checked and stored."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from training.accounts.services.people_import.bulk import Act
from training.accounts.services.people_import.checking import CheckedRow, RowToCheck, check_rows
from training.accounts.services.people_import.storing import RowToStore, StoredRow, store_rows
from training.core.db import db

IMPORTED_AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
EVERYWHERE = ("/",)

Cells = Mapping[str, str]


def rows_of(*cells: Cells) -> list[RowToCheck]:
    """Rows as they stand in a sheet, from row 2 on."""
    return [RowToCheck(number, row) for number, row in enumerate(cells, start=2)]


def check(*cells: Cells, branches: Sequence[str] = EVERYWHERE) -> list[CheckedRow]:
    """What rows would change."""
    return check_rows(rows_of(*cells), branches, now=IMPORTED_AT)


def store(
    checked: Sequence[CheckedRow], cells: Sequence[Cells], *, branches: Sequence[str] = EVERYWHERE,
    now: datetime = IMPORTED_AT,
) -> list[StoredRow]:  # fmt: skip
    """Store what was checked, and commit."""
    rows = [RowToStore(row, found.verdict.fingerprint()) for row, found in zip(rows_of(*cells), checked, strict=True)]
    stored = store_rows(rows, branches, Act(None, now, 7))
    db.session.commit()
    return stored


def bring_in(*cells: Cells, branches: Sequence[str] = EVERYWHERE) -> list[StoredRow]:
    """Check rows and store them."""
    return store(check(*cells, branches=branches), cells, branches=branches)
