"""Any file that somebody sends, as a sheet."""

from collections.abc import Collection

from flask_babel import gettext as _

from training.core.cells import Sheet, fold_heading
from training.core.config import LARGEST_FILE_BYTES
from training.core.tables.delimited import read_csv
from training.core.tables.sheet import SheetUnreadable
from training.core.tables.xlsx import read_xlsx, refuse_old_format

MAX_ROWS = 200_000
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def read_sheet(content: bytes, file_name: str, *, wanted: Collection[str] = (), max_rows: int = MAX_ROWS) -> Sheet:
    """The sheet in a file; what the file is, its content says, not its name.

    `wanted` are headings to look for (any case and spacing): they decide which sheet and which row are meant, also
    under a title or in two-storey headings. Raises SheetUnreadable.
    """
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise SheetUnreadable(_("Berkas ini kosong: tidak ada satu pun sel yang terisi."))
    if len(content) > LARGEST_FILE_BYTES:
        raise SheetUnreadable(_("Berkas ini lebih besar dari 16 MB. Bagi menjadi beberapa berkas."))
    folded = frozenset(filter(None, map(fold_heading, wanted)))
    if content.startswith((ZIP, EMPTY_ZIP)):
        return read_xlsx(content, folded, max_rows=max_rows)
    refuse_old_format(content)
    if content.startswith(b"%PDF"):
        raise SheetUnreadable(_("Ini berkas PDF. Unggah lembar kerja .xlsx atau .csv."))
    if content.startswith(PICTURES):
        raise SheetUnreadable(_("Ini gambar. Unggah lembar kerja .xlsx atau .csv."))
    if file_name.lower().endswith((".xlsx", ".xlsm")):
        raise SheetUnreadable(_("Berkas ini rusak dan tidak dapat dibaca. Buka di Excel, simpan lagi sebagai .xlsx."))
    return read_csv(content, folded, max_rows=max_rows)
