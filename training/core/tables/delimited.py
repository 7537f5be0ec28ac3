"""CSV as office programs write it: any of three separators, any of four encodings, any line end."""

import csv
import re
from collections.abc import Collection, Iterator
from itertools import islice

from flask_babel import gettext as _

from training.core.cells import Mark, MarkKind, Sheet
from training.core.tables.archive import too_large
from training.core.tables.parting import parted
from training.core.tables.quotation import note_swallowed, open_quote, records, refuse_unpaired
from training.core.tables.sheet import (
    HEADINGS_WITHIN,
    RawCell,
    RawRow,
    SheetUnreadable,
    heading_place,
    sheet_from,
    tidy,
)
from training.core.tables.worksheet import MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS, too_many_columns, too_many_rows

SEPARATORS = (";", ",", "\t")
SAMPLE_CHARACTERS = 65_536
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
XML_SHEETS = ("urn:schemas-microsoft-com:office:spreadsheet", "urn:oasis:names:tc:opendocument:xmlns:office")
MARKUP = ("<!doctype", "<html", "<table", "<?xml")
ROUNDED_DIGITS = 15
KEPT_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # ="0123" is how programs keep zeros that Excel would drop
ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|##+)|Err:[0-9]{3}")


def read_csv(content: bytes, wanted: Collection[str], *, max_rows: int) -> Sheet:
    """The rows of a text file. Raises SheetUnreadable."""
    text, notes = decoded(content)
    beginning = text.lstrip()[:SAMPLE_CHARACTERS].lower()
    if beginning.startswith("<?xml") and any(mark in beginning for mark in XML_SHEETS):
        raise SheetUnreadable(
            _("Ini lembar kerja dalam bentuk XML. Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx.")
        )
    if beginning.startswith(MARKUP):
        raise SheetUnreadable(
            _(
                "Ini halaman web, bukan lembar kerja, meskipun akhirannya mungkin .xls. Buka di Excel, simpan sebagai .xlsx."
            )
        )
    text, declared = _declared(text)
    separator = declared or _best_separator(text, wanted)
    refuse_unpaired(text, separator)
    rows, more = parted(list(_rows(text, separator, max_rows)), wanted)
    return sheet_from("", rows, wanted, [*notes, *note_swallowed(text, separator), *more])


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text and notes on its encoding, where that is not UTF-8. Raises SheetUnreadable for what is no text."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _decode(content[len(bom) :], encoding), [] if encoding == "utf-8" else [_utf_16()]
    if unmarked := _unmarked_utf_16(content):
        return _decode(content, unmarked), [_utf_16()]
    if b"\0" in content:
        raise _no_text()
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    note = _(
        "Berkas ini memakai pengodean lama Windows-1252, bukan UTF-8. Huruf di luar bahasa Latin mungkin sudah berubah menjadi tanda tanya: periksa isinya."
    )
    return _decode(content, "cp1252"), [note]


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _no_text() from None
    if "\0" in text:
        raise _no_text()
    return text


def _unmarked_utf_16(content: bytes) -> str | None:
    """UTF-16 without a mark shows in zero bytes at every second place of Latin text."""
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:  # noqa: PLR2004 - two characters
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half, other = sample[offset::2], sample[1 - offset :: 2]
        if half.count(0) > 0.6 * len(half) and not other.count(0):
            return encoding
    return None


def _utf_16() -> str:
    return str(_("Berkas ini memakai pengodean UTF-16 («Teks Unicode»)."))


def _no_text() -> SheetUnreadable:
    return SheetUnreadable(_("Berkas ini bukan lembar kerja dan bukan teks. Unggah berkas .xlsx atau .csv."))


def _declared(text: str) -> tuple[str, str | None]:
    """Excel's own first line `sep=;`, which it does not count as a row."""
    first, _break, rest = text.partition("\n")
    line = first.strip()
    if line.lower().startswith("sep=") and line[4:5] in SEPARATORS and len(line) <= 5:  # noqa: PLR2004 - sep=;
        return rest, line[4]
    return text, None


def _best_separator(text: str, wanted: Collection[str]) -> str:
    """The separator under which the head of the file has most wanted headings, else most columns."""

    def worth(separator: str) -> tuple[int, int]:
        rows: list[RawRow] = []
        try:
            rows.extend(islice(_rows(text[:SAMPLE_CHARACTERS], separator, HEADINGS_WITHIN), HEADINGS_WITHIN))
        except SheetUnreadable:
            return (0, MAX_COLUMNS + 1 if not rows else 0)
        return (heading_place(rows, wanted)[1] if rows else 0, max((len(row.cells) for row in rows), default=0))

    return max(SEPARATORS, key=worth)


def _rows(text: str, separator: str, max_rows: int) -> Iterator[RawRow]:
    """Rows with content; an empty one still counts in the numbers, a line break in quotes does not."""
    kept = cells = characters = 0
    for number, record in _numbered(text, separator):
        if len(record) > MAX_COLUMNS and any(map(str.strip, record[MAX_COLUMNS:])):
            raise too_many_columns()
        found = {column: cell for column, raw in enumerate(record) if (cell := _cell(raw))[0]}
        if not found:
            continue
        kept += 1
        cells += len(found)
        characters += sum(len(cell[0]) for cell in found.values())
        if kept > max_rows + HEADINGS_WITHIN:
            raise too_many_rows(max_rows)
        if cells > MAX_CELLS or characters > MAX_CHARACTERS:
            raise too_large()
        yield RawRow(number, found)


def _numbered(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers. Raises SheetUnreadable for a cell without an end."""
    number = 0
    try:
        for number, record in enumerate(records(text, separator), start=1):
            yield number, record
    except csv.Error:
        raise open_quote(number + 1) from None


def _cell(raw: str) -> RawCell:
    text = tidy(raw)
    if text.startswith('="') and (kept := KEPT_AS_TEXT.fullmatch(text)):
        return tidy(kept[1].replace('""', '"')), None
    if text.startswith(("#", "Err:")) and ERROR.fullmatch(text):
        return text, Mark(MarkKind.ERROR)
    if text and text[0].isdigit() and "E+" in text.upper():
        mantissa, _e, exponent = text.upper().partition("E+")
        plain = mantissa.replace(",", "").replace(".", "")
        if plain.isdigit() and exponent.isdigit() and int(exponent[:3]) >= ROUNDED_DIGITS - 4:
            return text, Mark(MarkKind.LONG_NUMBER)
    return text, None
