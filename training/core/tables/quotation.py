"""Quotation marks of a CSV that are not in pairs, which swallow whatever stands between them."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from training.core.tables.sheet import SheetUnreadable

MOST_SHOWN = 30
MOST_NAMED = 5
FEWEST_CELLS = 3
BREAK = re.compile(r"\r\n|\r|\n")
CELL = (
    r' *+(?:"(?P<quoted>(?:[^"]++|"")*+)(?P<closed>")?(?P<rest>[^{sign}\r\n]*+)|[^"{sign}\r\n][^{sign}\r\n]*+)?'
    r"(?P<end>{sign}|\r\n|\r|\n|\Z)"
)


class Fault(NamedTuple):
    """A cell in quotation marks: the numbers of the row and of the line where it ends, and what follows its last mark.

    `rest` is None where that mark is missing.
    """

    first: int
    last: int
    rest: str | None


def records(text: str, separator: str, *, strict: bool = False) -> Iterator[list[str]]:
    """The cells of each row; without `strict` quotation marks in the wrong place are read as if they were meant."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict, skipinitialspace=True)


def refuse_unpaired(text: str, separator: str) -> None:
    """Raises SheetUnreadable where a quotation mark is left open, or text follows a closed one; spaces may."""
    if '"' not in text:
        return
    try:
        deque(records(text, separator, strict=True), maxlen=0)
    except csv.Error:
        fault = first_fault(text, separator)
        if fault is not None:
            raise _refusal(fault) from None


def first_fault(text: str, separator: str) -> Fault | None:
    """The first cell whose quotation marks do not pair, as `csv` parts a text into cells."""
    row = 1
    for cell in re.compile(CELL.format(sign=re.escape(separator))).finditer(text):
        if cell["quoted"] is not None:
            last = row + len(BREAK.findall(cell["quoted"]))
            if cell["closed"] is None:
                return Fault(row, last, None)
            if rest := cell["rest"].strip():
                return Fault(row, last, rest)
        if cell["end"] != separator:
            row += 1
    return None


def note_swallowed(text: str, separator: str) -> list[str]:
    """A note on cells that hold whole rows: their quotation marks pair, but may be two that do not belong together."""
    if '"' not in text:
        return []
    rows = [row for row, record in enumerate(records(text, separator), start=1) if _holds_rows(record, separator)]
    if not rows:
        return []
    told = _(
        "Satu sel memuat beberapa baris yang tampak seperti baris tersendiri (baris %(rows)s). Bila itu bukan isi sel, hapus "
        "tanda kutip di awal dan di akhirnya, lalu unggah lagi.",
        rows=", ".join(map(str, rows[:MOST_NAMED])),
    )
    return [told]


def _holds_rows(record: Sequence[str], separator: str) -> bool:
    """Whether without the quotation marks around a cell each of its lines would have as many cells as the row has."""
    if len(record) < FEWEST_CELLS or ("\n" not in (joined := "".join(record)) and "\r" not in joined):
        return False
    for place, cell in enumerate(record):
        found = [line.count(separator) for line in BREAK.split(cell)]
        if len(found) > 1:
            found[0] += place
            found[-1] += len(record) - 1 - place
            if set(found) == {len(record) - 1}:
                return True
    return False


def open_quote(row: int) -> SheetUnreadable:
    """Says that a quotation mark in a row is never closed."""
    return SheetUnreadable(_("Baris %(row)d tidak dapat dibaca: ada tanda kutip yang tidak ditutup.", row=row))


def _refusal(fault: Fault) -> SheetUnreadable:
    if fault.rest is None:
        return open_quote(fault.first)
    rest = fault.rest if len(fault.rest) <= MOST_SHOWN else f"{fault.rest[: MOST_SHOWN - 1]}…"
    if fault.first == fault.last:
        told = _(
            "Baris %(row)d tidak dapat dibaca: sesudah tanda kutip penutup masih ada teks «%(rest)s». Hapus tanda kutip yang "
            "berlebih; tanda kutip yang memang isi sel ditulis dua kali.",
            row=fault.first,
            rest=rest,
        )
    else:
        told = _(
            "Baris %(first)d sampai %(last)d tidak dapat dibaca: tanda kutip yang dibuka di baris %(first)d baru ditutup di "
            "baris %(last)d, dan sesudahnya masih ada teks «%(rest)s». Hapus tanda kutip yang berlebih.",
            first=fault.first,
            last=fault.last,
            rest=rest,
        )
    return SheetUnreadable(told)
