"""Sheets out: XLSX and CSV that hold texts and numbers, and never a live formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from training.core.tables.sheet import SEEDS, clean, guarded

Cell = str | int | float | bool | date | None
"""What a cell may be: an ISO date is written for a date, BENAR or SALAH for a bool."""

MAX_CELL_CHARACTERS = 32_767
MAX_ROWS = 1_048_575
LIST_ROWS = 10_000
MAX_LIST_CHARACTERS = 255
LISTS_SHEET = "Daftar"
TRUE, FALSE = "BENAR", "SALAH"


@dataclass(frozen=True)
class Column:
    """One column of a sheet to write.

    `width` is in characters. `choices` become a drop-down list that still takes other text; `note` is a comment at the
    heading; `is_text` keeps what is typed into the column as it is typed (service numbers, codes, dates).
    """

    heading: str
    width: int = 16
    is_text: bool = True
    choices: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A second sheet of plain lines, such as an explanation: cells by row, the first row as a heading."""

    name: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = (28, 90)


def write_xlsx(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, name: str = "Data", pages: Sequence[Page] = ()
) -> bytes:
    """A workbook with one sheet of data: frozen heading, widths, text as text, numbers as numbers.

    Memory stays flat while rows are written; the file as a whole is returned. Raises ValueError for a text longer than
    a cell can hold or more rows than a sheet has.
    """
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(name)
        _dress(book, sheet, columns)
        for number, row in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise ValueError("more rows than a sheet has")
            for place, value in enumerate(row):
                _write(sheet, number, place, value)
        for page in pages:
            _write_page(book, page)
        _offer_lists(book, sheet, columns)
    return target.getvalue()


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark and `;`, which Indonesian Excel opens by a double click.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, which `read_sheet` takes off.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(clean(heading)) for heading in headings])
    for row in rows:
        writer.writerow([_csv_text(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _csv_text(value: Cell) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value).replace(".", ",")
    return guarded(clean(_text(value)))


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return value.isoformat() if isinstance(value, date) else str(value)


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
        return
    text = clean(_text(value))
    if text.startswith("'") and SEEDS.match(text):
        text = guarded(text)
    if len(text) > MAX_CELL_CHARACTERS:
        raise ValueError(f"a cell holds {MAX_CELL_CHARACTERS} characters, not {len(text)}")
    sheet.write_string(row, column, text)


def _dress(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    as_text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    as_number = book.add_format({"valign": "top"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, as_text if column.is_text else as_number)
    heading = _heading_format(book)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading, heading)
        if column.note:
            sheet.write_comment(0, place, column.note, {"x_scale": 2, "y_scale": 1.5})


def _heading_format(book: xlsxwriter.Workbook) -> Format:
    return book.add_format(
        {"bold": True, "num_format": "@", "bg_color": "#E6E4EC", "bottom": 1, "text_wrap": True, "valign": "top"}
    )


def _write_page(book: xlsxwriter.Workbook, page: Page) -> None:
    sheet = book.add_worksheet(page.name)
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for place, width in enumerate(page.widths):
        sheet.set_column(place, place, width, wrapped)
    heading = _heading_format(book)
    for number, row in enumerate(page.rows):
        for place, text in enumerate(row):
            sheet.write_string(number, place, clean(text), heading if number == 0 else wrapped)


def _offer_lists(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Drop-down lists; one too long for a validation stands in a sheet of its own and is referred to."""
    long = [place for place, column in enumerate(columns) if len(",".join(column.choices)) > MAX_LIST_CHARACTERS]
    lists = book.add_worksheet(LISTS_SHEET) if long else None
    for place, column in enumerate(columns):
        if not column.choices:
            continue
        source: list[str] | str = list(column.choices)
        if lists is not None and place in long:
            letter = xlsxwriter.utility.xl_col_to_name(long.index(place))
            source = f"={LISTS_SHEET}!${letter}$1:${letter}${len(column.choices)}"
        sheet.data_validation(
            1, place, LIST_ROWS, place, {"validate": "list", "source": source, "error_type": "warning"}
        )
    if lists is not None:
        for number in range(max(len(columns[place].choices) for place in long)):
            for order, place in enumerate(long):
                if number < len(columns[place].choices):
                    lists.write_string(number, order, columns[place].choices[number])
        lists.hide()
