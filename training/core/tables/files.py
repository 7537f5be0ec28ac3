"""Reports as files: lines that say what it is, a heading, typed columns; written as rows come, never held as a whole.

A text is a text whatever it begins with: nothing in these files is a live formula.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format

from training.core.tables.sheet import clean, guarded

Value = str | int | Fraction | date | None
MARK = "\ufeff"
ROWS_AT_ONCE = 500
MAX_CELL_CHARACTERS = 32_767
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


class Kind(StrEnum):
    """What a column holds: texts (numbers of people too), whole numbers, shares 0..1, days."""

    TEXT = "@"
    NUMBER = "#,##0"
    SHARE = "0.0%"
    DAY = "dd/mm/yyyy"


@dataclass(frozen=True)
class FileColumn:
    """One column; `width` in characters."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 16


def csv_parts(lines: Sequence[str], columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """UTF-8 with a mark and `;`, which Indonesian Excel opens by a double click; a part for every few hundred rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(MARK)
    writer.writerows([guarded(clean(line))] for line in lines)
    writer.writerow([])
    writer.writerow([guarded(clean(column.heading)) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_csv_text(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def write_xlsx_file(
    target: IO[bytes],
    lines: Sequence[str],
    columns: Sequence[FileColumn],
    rows: Iterable[Sequence[Value]],
    *,
    name: str = "Data",
) -> None:
    """A workbook with the lines above a heading that stays in sight; memory stays flat."""
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        formats = {kind: book.add_format({"num_format": kind.value, "valign": "top"}) for kind in Kind}
        plain, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, clean(line), plain if number else bold)
        head = len(lines) + 1
        heading = book.add_format(
            {"bold": True, "num_format": "@", "bg_color": "#E6E4EC", "bottom": 1, "text_wrap": True}
        )
        for place, column in enumerate(columns):
            sheet.write_string(head, place, clean(column.heading), heading)
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        last = head
        for last, row in enumerate(rows, start=head + 1):
            for place, value in enumerate(row):
                _write(sheet, last, place, value, formats[columns[place].kind])
        texts = [xlsxwriter.utility.xl_col_to_name(n) for n, one in enumerate(columns) if one.kind is Kind.TEXT]
        sheet.ignore_errors({"number_stored_as_text": " ".join(f"{letter}1:{letter}{last + 1}" for letter in texts)})
        sheet.autofilter(head, 0, max(last, head + 1), len(columns) - 1)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: Value, how: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, place, clean(value)[:MAX_CELL_CHARACTERS], how)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, how)
    else:
        sheet.write_number(row, place, float(value), how)


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return f"{float(value) * 100:.1f}%".replace(".", ",")
    if isinstance(value, str):
        return guarded(clean(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
