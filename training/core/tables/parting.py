"""Whole lines in the first column: how a file with commas looks once an Excel that parts at semicolons has saved it."""

import csv
from collections.abc import Collection, Sequence

from flask_babel import gettext as _

from training.core.tables.archive import too_large
from training.core.tables.sheet import HEADINGS_WITHIN, RawRow, heading_place, tidy
from training.core.tables.worksheet import MAX_CELLS

SEPARATORS = (",", ";", "\t")
FEWEST_HEADINGS = 2


def parted(rows: Sequence[RawRow], wanted: Collection[str]) -> tuple[Sequence[RawRow], list[str]]:
    """The same rows, or, where whole lines stand in the first column, these lines parted; with a note that says so.

    Raises SheetUnreadable where that makes more cells than a sheet may have.
    """
    head = rows[:HEADINGS_WITHIN]
    if any(row.cells.keys() != {0} for row in head):
        return rows, []
    for separator in SEPARATORS:
        if heading_place([_part(row, separator) for row in head], wanted)[1] >= FEWEST_HEADINGS:
            told = _(
                "Semua isi berada di satu kolom; kolom-kolomnya dipisahkan menurut tanda «%(sign)s».", sign=separator
            )
            return _part_all(rows, separator), [told]
    return rows, []


def _part_all(rows: Sequence[RawRow], separator: str) -> list[RawRow]:
    done, cells = [], 0
    for row in rows:
        parts = _part(row, separator)
        if parts.cells:
            done.append(parts)
        cells += len(parts.cells)
        if cells > MAX_CELLS:
            raise too_large()
    return done


def _part(row: RawRow, separator: str) -> RawRow:
    if row.cells.keys() != {0}:
        return row
    line = row.cells[0][0].replace("\n", " ")
    try:
        texts = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        return row
    return RawRow(row.number, {place: (text, None) for place, cell in enumerate(texts) if (text := tidy(cell))})
