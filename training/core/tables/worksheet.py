"""The cells of one worksheet, in one pass, with nothing expanded that is not there."""

import re
from functools import lru_cache

from flask_babel import gettext as _

from training.core.cells import Mark, MarkKind
from training.core.tables.archive import Archive, damaged, too_large
from training.core.tables.number_formats import GENERAL, is_date_format, iso_text, moment_of, number_text, shown_moment
from training.core.tables.sheet import (
    HEADINGS_WITHIN,
    Merge,
    RawCell,
    RawRow,
    SheetUnreadable,
    clean,
    tidy,
)
from training.core.tables.texts import TextCollector, unescaped
from training.core.tables.workbook import Attributes, Elements, Enough, Workbook

MAX_COLUMNS = 400
MAX_CELLS = 1_000_000
MAX_CHARACTERS = 64 * 1024 * 1024
MAX_MERGES = 100_000
LAST_ROW = 1_048_576
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
TRUE, FALSE = "BENAR", "SALAH"
NUMBER = Mark(MarkKind.NUMBER)
LONG_NUMBER = Mark(MarkKind.LONG_NUMBER)
ERROR = Mark(MarkKind.ERROR)
FORMULA = Mark(MarkKind.FORMULA)
UNCALCULATED = Mark(MarkKind.UNCALCULATED)
BOOLEAN = Mark(MarkKind.BOOLEAN)


class SheetReader:
    """Reads a worksheet part into `rows` and `merges`; each cell is bounded before it is kept."""

    def __init__(self, book: Workbook, *, max_rows: int, head_only: bool = False) -> None:
        self.rows: list[RawRow] = []
        self.merges: list[Merge] = []
        self._book, self._max_rows, self._head_only = book, max_rows, head_only
        self._row = RawRow(0, {})
        self._digits = ""
        self._column = -1
        self._cell: Attributes | None = None
        self._value: list[str] = []
        self._has_formula = self._in_row = False
        self._inline = TextCollector()
        self._cells = self._characters = 0
        self._dates = [is_date_format(code) for code in book.formats]
        self._elements = Elements(self._start, self._end)
        self._parser = self._elements.parser

    def read(self, archive: Archive, part: str) -> None:
        """Raises SheetUnreadable."""
        try:
            self._elements.feed(archive.chunks(part))
        except Enough:
            return

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            if self._parser.CharacterDataHandler is not None:
                raise damaged()
            self._parser.CharacterDataHandler = self._value.append
        elif name == "row":
            self._begin_row(attributes)
        else:
            self._elements.deeper()
            self._start_other(name, attributes)

    def _end(self, name: str) -> None:
        if name == "v":
            self._parser.CharacterDataHandler = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        else:
            self._elements.higher()
            if name == "is":
                self._parser.CharacterDataHandler = None
                self._value.append(self._inline.text())
            else:
                self._inline.end(name)

    def _start_other(self, name: str, attributes: Attributes) -> None:
        if name == "f":
            self._has_formula = True
        elif name == "is":
            self._inline.begin()
            self._parser.CharacterDataHandler = self._inline.characters
        elif name == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        else:
            self._inline.start(name)

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        if number is None:
            row = self._row.number + 1
        elif number.isascii() and number.isdigit() and len(number) <= 7:  # noqa: PLR2004 - 1048576
            row = int(number)
        else:
            raise damaged()
        if row <= self._row.number or row > LAST_ROW or self._in_row:
            raise damaged()
        self._row, self._digits, self._column, self._in_row = RawRow(row, {}), str(row), -1, True

    def _end_row(self) -> None:
        self._in_row = False
        if not self._row.cells:
            return
        self.rows.append(self._row)
        if len(self.rows) > self._max_rows + HEADINGS_WITHIN:
            raise too_many_rows(self._max_rows)
        if self._head_only and len(self.rows) >= HEADINGS_WITHIN:
            raise Enough

    def _begin_cell(self, attributes: Attributes) -> None:
        if self._cell is not None:
            raise damaged()
        self._cell = attributes
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        elif reference.endswith(self._digits):
            self._column = column_number(reference[: -len(self._digits)])
        else:
            raise damaged()
        self._value.clear()
        self._has_formula = False

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell, None
        if attributes is None or not (self._value or self._has_formula):
            return
        if self._column >= MAX_COLUMNS:
            raise too_many_columns()
        text, mark = self._read_cell(attributes, "".join(self._value))
        if not text and mark is None:
            return
        self._cells += 1
        self._characters += len(text)
        if self._cells > MAX_CELLS or self._characters > MAX_CHARACTERS:
            raise too_large()
        self._row.cells[self._column] = text, mark

    def _read_cell(self, attributes: Attributes, value: str) -> RawCell:
        kind = attributes.get("t", "n")
        if kind == "e":
            return value, ERROR
        if self._has_formula and not value and kind != "str":
            return "", UNCALCULATED
        text, mark = self._number(attributes, value.strip()) if kind == "n" else self._typed(kind, value)
        return (text, FORMULA) if self._has_formula and mark is None else (text, mark)

    def _typed(self, kind: str, value: str) -> RawCell:
        if kind == "s":
            return self._shared_text(value), None
        if kind == "inlineStr":
            return tidy(value), None
        if kind == "str":
            return tidy(unescaped(value)), None
        if kind == "b":
            return (TRUE if value.strip() in ("1", "true") else FALSE), BOOLEAN
        if kind == "d":
            return clean(value).removesuffix("T00:00:00"), Mark(MarkKind.DATE)
        raise damaged()

    def _shared_text(self, value: str) -> str:
        try:
            place = int(value)
            if place < 0:
                raise damaged()
            return tidy(self._book.shared[place])
        except (ValueError, IndexError):
            raise damaged() from None

    def _number(self, attributes: Attributes, value: str) -> RawCell:
        style = attributes.get("s", "0")
        place = int(style) if style.isascii() and style.isdigit() and len(style) <= 6 else 0  # noqa: PLR2004 - 65,000 styles
        code = self._book.formats[place] if place < len(self._book.formats) else GENERAL
        if place < len(self._dates) and self._dates[place]:
            moment = moment_of(value, since_1904=self._book.since_1904)
            if moment is not None:
                return iso_text(moment), Mark(MarkKind.DATE, shown_moment(moment, code))
        shown = number_text(value, code)
        if shown is None:
            return clean(value), None
        return shown.text, LONG_NUMBER if shown.is_long else NUMBER

    def _add_merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
        if start is None or end is None:
            raise damaged()
        self.merges.append((int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])))
        if len(self.merges) > MAX_MERGES:
            raise too_large()


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """0 for `A`, 27 for `AB`. Raises SheetUnreadable for what is no column."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):  # noqa: PLR2004 - XFD
        raise damaged()
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def too_many_columns() -> SheetUnreadable:
    """For a sheet with content far to the right."""
    return SheetUnreadable(
        _(
            "Lembar ini berisi sel jauh di kanan: paling banyak %(num)d kolom. Hapus kolom yang tidak perlu.",
            num=MAX_COLUMNS,
        )
    )


def too_many_rows(most: int) -> SheetUnreadable:
    """For a sheet with more rows than the import takes at once."""
    return SheetUnreadable(_("Paling banyak %(num)d baris sekali unggah. Bagi menjadi beberapa berkas.", num=most))
