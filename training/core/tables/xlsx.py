"""An XLSX file: which of its sheets is meant, and what it holds."""

from collections.abc import Collection

from flask_babel import gettext as _

from training.core.cells import Sheet
from training.core.tables.archive import Archive, locked
from training.core.tables.parting import parted
from training.core.tables.sheet import SheetUnreadable, fill_merged, heading_place, sheet_from
from training.core.tables.workbook import SheetPart, Workbook, read_workbook
from training.core.tables.worksheet import LAST_ROW, SheetReader

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLE = b"\xd0\xcf\x11\xe0"


def read_xlsx(content: bytes, wanted: Collection[str], *, max_rows: int) -> Sheet:
    """The sheet with the wanted headings, else the first visible one. Raises SheetUnreadable."""
    archive = Archive(content)
    _refuse_others(archive)
    book = read_workbook(archive)
    visible = [sheet for sheet in book.sheets if sheet.is_visible] or list(book.sheets)
    chosen = visible[0] if len(visible) == 1 else _best(archive, book, visible, wanted)
    reader = SheetReader(book, max_rows=max_rows)
    reader.read(archive, chosen.part)
    notes = []
    if len(visible) > 1 and chosen is not visible[0]:
        notes.append(_("Yang dibaca adalah lembar «%(name)s».", name=chosen.name))
    if filled := fill_merged(reader.rows, reader.merges):
        notes.append(_("%(num)d sel gabungan diisi dengan nilai gabungannya.", num=filled))
    rows, more = parted(reader.rows, wanted)
    return sheet_from(chosen.name, rows, wanted, [*notes, *more])


def refuse_old_format(content: bytes) -> None:
    """Say what an OLE file is: a workbook with a password, or one of before 2007."""
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise locked()
        raise SheetUnreadable(
            _("Berkas .xls lama tidak dapat dibaca. Buka di Excel, lalu simpan sebagai .xlsx (Buku Kerja Excel).")
        )


def _refuse_others(archive: Archive) -> None:
    names = archive.names()
    if "mimetype" in names and "content.xml" in names:
        raise SheetUnreadable(
            _("Berkas OpenDocument (.ods) tidak dapat dibaca. Simpan sebagai .xlsx dari LibreOffice, lalu unggah lagi.")
        )
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SheetUnreadable(_("Berkas ini memuat makro. Simpan sebagai .xlsx tanpa makro, lalu unggah lagi."))
    if "xl/workbook.bin" in names:
        raise SheetUnreadable(_("Berkas .xlsb tidak dapat dibaca. Simpan sebagai .xlsx (Buku Kerja Excel)."))
    if not any(name.startswith("xl/") for name in names):
        raise SheetUnreadable(_("Ini bukan buku kerja Excel. Unggah berkas .xlsx atau .csv."))


def _best(archive: Archive, book: Workbook, sheets: list[SheetPart], wanted: Collection[str]) -> SheetPart:
    """The first sheet whose head has most of the wanted headings."""
    best, most = sheets[0], 0
    for sheet in sheets:
        reader = SheetReader(book, max_rows=LAST_ROW, head_only=True)
        reader.read(archive, sheet.part)
        known = heading_place(reader.rows, wanted)[1] if reader.rows else 0
        if known > most:
            best, most = sheet, known
    return best
