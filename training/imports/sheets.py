"""The rows that were refused, as a sheet to correct and bring again."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from training.core.tables import Cell, Column, write_xlsx
from training.imports.domain import REASON_HEADING
from training.imports.models import Import, ImportRow
from training.imports.told import told

WIDTH = 18
REASON_WIDTH = 60


def refused_sheet(taken: Import, rows: Iterable[ImportRow]) -> bytes:
    """An XLSX of just those rows: the headings of the file, all columns as text, and a column that says why.

    That column is ignored when the sheet comes back.
    """
    columns = [Column(heading, WIDTH) for heading in taken.headings]
    columns.append(Column(_(REASON_HEADING), REASON_WIDTH))
    return write_xlsx(columns, (_cells(taken, row) for row in rows))


def _cells(taken: Import, row: ImportRow) -> Sequence[Cell]:
    padding = [""] * (len(taken.headings) - len(row.cells))
    reasons = "\n".join(
        f"{column}: {told(expected)}" if column else told(expected) for column, _f, expected in row.problems
    )
    return [*row.cells, *padding, reasons]
