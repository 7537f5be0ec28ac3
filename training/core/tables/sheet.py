"""What a sheet is once it was read, and how its headings are found."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from training.core.cells import Mark, Sheet, SheetRow, fold_heading, without_remark
from training.core.errors import InputInvalid

HEADINGS_WITHIN = 30
FILLS_ALLOWED = 200_000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
SEEDS = re.compile(r"'*[\u200b-\u200f\u202a-\u202e\u2060-\u2069]*[=+\-@\t\r\n＝＋－＠]")
LETTERS = 26


class SheetUnreadable(InputInvalid):
    """The file cannot be read as a sheet; `message` says why, and what to do."""


RawCell = tuple[str, Mark | None]


@dataclass(slots=True)
class RawRow:
    """A row with content as it was found: cells by column (0..)."""

    number: int
    cells: dict[int, RawCell]


Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows 1.., columns 0.."""


def clean(text: str) -> str:
    """NFC, line breaks as `\\n`, nothing invisible around it, no control characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", CONTROL.sub("", text)).strip(" \t\n\r\xa0\ufeff\u200b")


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula, or for such an apostrophe."""
    return f"'{text}" if SEEDS.match(text) else text


def tidy(text: str) -> str:
    """The text of a cell: clean, and without the apostrophe of `guarded`."""
    text = clean(text)
    return clean(text[1:]) if text.startswith("'") and SEEDS.match(text) else text


def column_letters(place: int) -> str:
    """`A` for 0, `AB` for 27."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def fill_merged(rows: Sequence[RawRow], merges: Sequence[Merge]) -> int:
    """Give each row of a merged block the value that stands in its first row; returns how many cells were filled."""
    numbers = [row.number for row in rows]
    filled = 0
    for top, left, bottom, _right in merges:
        first = bisect_left(numbers, top)
        if top == bottom or first == len(numbers) or numbers[first] != top or left not in rows[first].cells:
            continue
        value = rows[first].cells[left]
        for row in rows[first + 1 : bisect_right(numbers, bottom)]:
            if left not in row.cells:
                row.cells[left] = value
                filled += 1
            if filled >= FILLS_ALLOWED:
                return filled
    return filled


def heading_place(rows: Sequence[RawRow], wanted: Collection[str]) -> tuple[int, int]:
    """Where the headings stand: (place in `rows`, how many are wanted).

    Of the first rows the one with most wanted headings; where none has one, the first row with two texts or more.
    """
    best, most = None, 0
    for place, row in enumerate(rows[:HEADINGS_WITHIN]):
        known = len(
            {folded for text, _mark in row.cells.values() if (folded := fold_heading(without_remark(text))) in wanted}
        )
        if known > most:
            best, most = place, known
    if best is None:
        wide = (place for place, row in enumerate(rows[:HEADINGS_WITHIN]) if len(row.cells) > 1)
        best = next(wide, 0)
    return best, most


def sheet_from(name: str, rows: Sequence[RawRow], wanted: Collection[str], notes: Sequence[str]) -> Sheet:
    """The sheet of what was found. Raises SheetUnreadable where there is nothing."""
    if not rows:
        raise SheetUnreadable(_("Berkas ini kosong: tidak ada satu pun sel yang terisi."))
    place, _known = heading_place(rows, wanted)
    heading = rows[place]
    width = max(max(row.cells) for row in rows[place:]) + 1
    headings = tuple(heading.cells[column][0] if column in heading.cells else "" for column in range(width))
    below = rows[place + 1 :]
    told = [*notes, *_unheaded(headings, below)]
    return Sheet(name, heading.number, headings, tuple(_row(row, width) for row in below), tuple(told))


def _row(row: RawRow, width: int) -> SheetRow:
    found = row.cells
    cells = tuple(found[column][0] if column in found else "" for column in range(width))
    return SheetRow(row.number, cells, {column: mark for column, (_text, mark) in sorted(found.items()) if mark})


def _unheaded(headings: Sequence[str], rows: Sequence[RawRow]) -> list[str]:
    without = {column for column, text in enumerate(headings) if not text}
    used = sorted({column for row in rows for column in row.cells if column in without}) if without else []
    if not used:
        return []
    letters = ", ".join(column_letters(column) for column in used[:10])
    return [_("Kolom tanpa judul tidak dibaca: %(columns)s.", columns=letters)]
