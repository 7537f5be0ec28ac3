"""A ZIP archive from a stranger: nothing is unpacked before the directory was judged, and never more than it says."""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from training.core.tables.sheet import SheetUnreadable

MEGABYTE = 1024 * 1024
MAX_DIRECTORY_BYTES = MEGABYTE
MAX_ENTRIES = 2000
MAX_UNPACKED_BYTES = 96 * MEGABYTE
MAX_PART_BYTES = 64 * MEGABYTE
RATIO_JUDGED_FROM_BYTES = 8 * MEGABYTE
MAX_RATIO = 250
CHUNK_BYTES = 64 * 1024
PACKED_BYTES = 16 * 1024
END_OF_DIRECTORY = b"PK\x05\x06"
END_BYTES = 22
MAX_COMMENT_BYTES = 65535
LOCAL_HEADER_BYTES = 30
ENCRYPTED = 1
DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class Archive:
    """The parts of a spreadsheet file by name, each read in chunks."""

    def __init__(self, content: bytes) -> None:
        """Raises SheetUnreadable for what is damaged, encrypted, or too large once unpacked."""
        self._content = content
        self._check_end()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
            raise damaged() from None
        self._check(entries)
        self._entries = {_name(entry): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._entries)

    def size(self, name: str) -> int:
        """How many bytes a part has unpacked, as the directory says."""
        return self._entries[name.lower()].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece. Raises SheetUnreadable where it is not what the directory says."""
        entry = self._entries[name.lower()]
        start = self._data_start(entry)
        packed = memoryview(self._content)[start : start + entry.compress_size]
        left = entry.file_size
        pieces = _stored(packed) if entry.compress_type == zipfile.ZIP_STORED else _inflated(packed)
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise damaged()
            yield piece
        if left:
            raise damaged()

    def read(self, name: str, *, at_most: int) -> bytes:
        """A small part as a whole. Raises SheetUnreadable where it is larger or declares entities."""
        if self.size(name) > at_most:
            raise too_large()
        whole = b"".join(self.chunks(name))
        if DOCTYPE.search(whole):
            raise damaged()
        return whole

    def _check_end(self) -> None:
        """The directory's own size, before anything reads it."""
        tail = self._content[-END_BYTES - MAX_COMMENT_BYTES :]
        at = tail.rfind(END_OF_DIRECTORY)
        if at < 0 or len(tail) - at < END_BYTES:
            raise damaged()
        entries = int.from_bytes(tail[at + 10 : at + 12], "little")
        size = int.from_bytes(tail[at + 12 : at + 16], "little")
        if size > MAX_DIRECTORY_BYTES or entries > MAX_ENTRIES:
            raise too_large()

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        names = Counter(_name(entry) for entry in entries)
        if any(count > 1 for count in names.values()):
            raise damaged()
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise locked()
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise damaged()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise too_large()
        for entry in entries:
            packed = max(entry.compress_size, 1)
            is_bomb = entry.file_size > RATIO_JUDGED_FROM_BYTES and entry.file_size / packed > MAX_RATIO
            if is_bomb or entry.file_size > MAX_PART_BYTES:
                raise too_large()

    def _data_start(self, entry: zipfile.ZipInfo) -> int:
        header = self._content[entry.header_offset : entry.header_offset + LOCAL_HEADER_BYTES]
        if len(header) < LOCAL_HEADER_BYTES or header[:4] != b"PK\x03\x04":
            raise damaged()
        name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        return entry.header_offset + LOCAL_HEADER_BYTES + name + extra


def _name(entry: zipfile.ZipInfo) -> str:
    """How a part is looked up; some programs write `\\` between folders, or `./` before them."""
    return entry.filename.replace("\\", "/").removeprefix("./").lstrip("/").lower()


def damaged() -> SheetUnreadable:
    """For a file that is broken or not what it claims to be."""
    return SheetUnreadable(_("Berkas ini rusak dan tidak dapat dibaca. Buka di Excel, simpan lagi sebagai .xlsx."))


def locked() -> SheetUnreadable:
    """For a file with a password."""
    return SheetUnreadable(_("Berkas ini dikunci kata sandi. Hapus kata sandinya di Excel, lalu unggah lagi."))


def too_large() -> SheetUnreadable:
    """For a file that would take too much once unpacked."""
    return SheetUnreadable(
        _(
            "Isi berkas ini terlalu besar setelah dibuka. Salin baris yang diperlukan ke berkas baru, atau bagi menjadi beberapa berkas."
        )
    )


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), CHUNK_BYTES):
        yield bytes(packed[start : start + CHUNK_BYTES])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), PACKED_BYTES):
            waiting: bytes | memoryview = packed[start : start + PACKED_BYTES]
            while waiting and not engine.eof:
                piece = engine.decompress(waiting, CHUNK_BYTES)
                waiting = engine.unconsumed_tail
                if piece:
                    yield piece
        while piece := engine.decompress(b"", CHUNK_BYTES):
            yield piece
    except zlib.error:
        raise damaged() from None
    if not engine.eof:
        raise damaged()
