"""Rows of sheets of people, checked and stored."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from training.accounts.services.people_import.bulk import Act
from training.accounts.services.people_import.checking import CheckedRow, RowToCheck, check_rows
from training.accounts.services.people_import.storing import RowToStore, StoredRow, store_rows
from training.core.db import db

IMPORTED_AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
EVERYWHERE = ("/",)

NIP = "198102112006021001"
OTHER_NIP = "198903172015032004"

Cells = Mapping[str, str]


def row(name: str = "Siti Rahma", **cells: str) -> dict[str, str]:
    """A PNS in DINKES, unless cells say otherwise."""
    return {"name": name, "corps": "PNS", "unit": "DINKES", **cells}


def rows_of(*cells: Cells) -> list[RowToCheck]:
    """Rows as they stand in a sheet, from row 2 on."""
    return [RowToCheck(number, row) for number, row in enumerate(cells, start=2)]


def check(*cells: Cells, branches: Sequence[str] = EVERYWHERE) -> list[CheckedRow]:
    """What rows would change."""
    return check_rows(rows_of(*cells), branches, now=IMPORTED_AT)


def to_store(checked: Sequence[CheckedRow], cells: Sequence[Cells]) -> list[RowToStore]:
    """Rows as they wait to be stored after their check."""
    return [
        RowToStore(row.number, found.verdict.plan(), partial(_itself, row))
        for row, found in zip(rows_of(*cells), checked, strict=True)
    ]


def _itself(row: RowToCheck) -> RowToCheck:
    return row


def store(
    checked: Sequence[CheckedRow], cells: Sequence[Cells], *, branches: Sequence[str] = EVERYWHERE,
    now: datetime = IMPORTED_AT,
) -> list[StoredRow]:  # fmt: skip
    """Store what was checked, and commit."""
    stored = store_rows(to_store(checked, cells), branches, Act(None, now, 7))
    db.session.commit()
    return stored


def bring_in(*cells: Cells, branches: Sequence[str] = EVERYWHERE) -> list[StoredRow]:
    """Check rows and store them."""
    return store(check(*cells, branches=branches), cells, branches=branches)


def outcomes(*cells: Cells, branches: Sequence[str] = EVERYWHERE) -> list[str]:
    """What would become of each row."""
    return [found.verdict.outcome for found in check(*cells, branches=branches)]


def refusal(cells: Cells, branches: Sequence[str] = EVERYWHERE) -> list[tuple[str, str, str]]:
    """Why a row is refused: column, what was found, what belongs there."""
    (found,) = check(cells, branches=branches)
    assert found.verdict.outcome == "refused", found.verdict
    return [(problem.column, problem.found, str(problem.expected)) for problem in found.verdict.problems]


def differences(cells: Cells) -> list[tuple[str, str, str]]:
    """What a row would change: column, before, after."""
    (found,) = check(cells)
    return [(part.column, part.before, part.after) for part in found.verdict.differences]
