"""A sheet of units: its columns, and one row of it as a unit or as what is wrong with its cells."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from training.core.messages import N_, Sentence, plain, visible
from training.imports.domain import Column, Problem

CODE_MAX_CHARACTERS = 60
EXAMPLE = "contoh:"
NAME_MAX_CHARACTERS = 200
SPACES = re.compile(r"\s+")
NOTHING = frozenset({"", "-", "--", "—", "–", "n/a", "null", "none", "nihil", "tidak ada"})
SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]*)?E\+?[0-9]{1,3}", re.IGNORECASE)

CODE_MISSING = N_("Kode unit wajib diisi.")
CODE_TOO_LONG = N_("Kode unit paling banyak 60 karakter.")
CODE_SHORTENED = N_(
    "Excel mengubah kode ini menjadi bilangan sehingga sebagian angkanya hilang. Di Excel, pilih kolomnya, ubah Format "
    "Sel menjadi Teks, lalu isi lagi dari sumber aslinya."
)
NAME_MISSING = N_("Nama unit wajib diisi.")
NAME_IS_EXAMPLE = N_("Ini baris contoh dari templat. Hapus baris ini.")
NAME_TOO_LONG = N_("Nama unit paling banyak 200 karakter.")
STRANGE = N_("Sel ini memuat karakter yang tidak dapat disimpan. Ketik ulang isinya.")
KIND_UNKNOWN = N_(
    "Jenis unit harus Pemerintah Daerah, Dinas/Kantor, Kecamatan, Desa/Kelurahan, Sekolah, Kesehatan, Polri, TNI, atau "
    "Lainnya."
)
ZONE_UNKNOWN = N_("Zona waktu harus WIB, WITA, atau WIT.")


COLUMNS = (
    Column("code", N_("Kode"), (
        "kode unit", "kode unit kerja", "kode opd", "kode satker", "kode skpd", "kode satuan kerja", "unit kode", "code",
    ), is_required=True),
    Column("name", N_("Nama"), (
        "nama unit", "nama unit kerja", "nama opd", "nama satker", "nama skpd", "nama satuan kerja",
        "nama kesatuan", "nama instansi", "name",
    ), is_required=True, fallbacks=("unit kerja", "unit", "opd", "skpd", "satker")),
    Column("parent", N_("Kode Induk"), (
        "kode unit induk", "kode atasan", "kode parent", "kode unit atasan", "kode induk unit", "parent code",
    ), is_required=True, fallbacks=("induk", "unit induk", "parent")),
    Column("kind", N_("Jenis"), ("jenis unit", "kind"), fallbacks=("tipe", "tipe unit", "kategori")),
    Column("zone", N_("Zona Waktu"), ("zona", "zona waktu unit", "waktu", "time zone", "zone")),
)  # fmt: skip
HEADING_OF = {column.name: column.heading for column in COLUMNS}
KIND_LABELS: dict[str, str] = {
    "government": N_("Pemerintah Daerah"),
    "office": N_("Dinas/Kantor"),
    "district": N_("Kecamatan"),
    "village": N_("Desa/Kelurahan"),
    "school": N_("Sekolah"),
    "health": N_("Kesehatan"),
    "police": N_("Polri"),
    "military": N_("TNI"),
    "other": N_("Lainnya"),
}
WORDS_OF_KIND: dict[str, tuple[str, ...]] = {
    "government": ("pemerintah", "pemda", "pemkab", "pemkot", "pemprov", "pemerintah daerah", "pemerintah kabupaten",
                   "pemerintah kota", "pemerintah provinsi", "kabupaten", "kota", "provinsi", "kementerian", "lembaga"),
    "office": ("dinas", "kantor", "badan", "sekretariat", "bagian", "bidang", "biro", "inspektorat", "opd", "skpd",
               "uptd", "upt", "unit kerja", "dinas kantor", "direktorat", "seksi"),
    "district": ("kecamatan", "distrik"),
    "village": ("desa", "kelurahan", "desa kelurahan", "nagari", "gampong", "kampung", "pekon", "lurah"),
    "school": ("sekolah", "sd", "smp", "sma", "smk", "tk", "paud", "slb", "madrasah", "satuan pendidikan"),
    "health": ("kesehatan", "puskesmas", "rsud", "rumah sakit", "rs", "pustu", "klinik", "labkesda"),
    "police": ("polri", "polisi", "polres", "polsek", "polda", "polresta", "polrestabes", "kepolisian"),
    "military": ("tni", "kodim", "koramil", "korem", "kodam", "lanal", "lanud", "militer"),
    "other": ("lainnya", "lain lain", "lain", "other"),
}  # fmt: skip
KIND_OF_WORD = {word: kind for kind, words in WORDS_OF_KIND.items() for word in (*words, kind)}
ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
ZONE_WORDS = {
    "+7": "wib", "+07": "wib", "+0700": "wib", "waktuindonesiabarat": "wib",
    "+8": "wita", "+08": "wita", "+0800": "wita", "waktuindonesiatengah": "wita",
    "+9": "wit", "+09": "wit", "+0900": "wit", "waktuindonesiatimur": "wit",
}  # fmt: skip
ZONE_LABELS = {zone: name.upper() for name, zone in ZONES.items()}


@dataclass(frozen=True, slots=True)
class SheetUnit:
    """A row that can be read; what is None was left empty and stays as it is, or is the usual for a new unit."""

    row: int
    code: str
    name: str
    parent: str | None
    kind: str | None
    zone: str | None


class CellRefused(Exception):
    """A cell that cannot be kept; `reason` says what belongs there."""

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid)
        self.reason = Sentence(msgid)


def read_unit(row: int, cells: Mapping[str, str]) -> SheetUnit | list[Problem]:
    """One row, cells by column name."""
    problems: list[Problem] = []

    def read(column: str, how: Callable[[str], Any]) -> Any:
        cell = cells.get(column, "")
        try:
            return how(cell)
        except CellRefused as refused:
            problems.append(Problem(HEADING_OF[column], cell, refused.reason))
            return None

    unit = SheetUnit(
        row=row,
        code=read("code", read_code),
        name=read("name", read_name),
        parent=read("parent", read_parent),
        kind=read("kind", read_kind),
        zone=read("zone", read_zone),
    )
    return problems or unit


def read_code(cell: str) -> str:
    """A code as it is kept: capitals and zeros in front stay. Raises CellRefused."""
    code = _one_line(cell)
    if code.lower() in NOTHING:
        raise CellRefused(CODE_MISSING)
    if len(code) > CODE_MAX_CHARACTERS:
        raise CellRefused(CODE_TOO_LONG)
    if SCIENTIFIC.fullmatch(code) and any(sign in code for sign in "+,."):
        raise CellRefused(CODE_SHORTENED)
    return code


def read_parent(cell: str) -> str | None:
    """The code of the unit above, or None. Raises CellRefused."""
    return None if _one_line(cell).lower() in NOTHING else read_code(cell)


def read_name(cell: str) -> str:
    """A name in one line. Raises CellRefused."""
    name = _one_line(cell)
    if name.lower() in NOTHING:
        raise CellRefused(NAME_MISSING)
    if name.lower().startswith(EXAMPLE):
        raise CellRefused(NAME_IS_EXAMPLE)
    if len(name) > NAME_MAX_CHARACTERS:
        raise CellRefused(NAME_TOO_LONG)
    return name


def read_kind(cell: str) -> str | None:
    """The kind of unit that a word means, or None. Raises CellRefused."""
    word = SPACES.sub(" ", re.sub(r"[\W_]+", " ", plain(cell).lower())).strip()
    if not word:
        return None
    try:
        return KIND_OF_WORD[word]
    except KeyError:
        raise CellRefused(KIND_UNKNOWN) from None


def read_zone(cell: str) -> str | None:
    """A zone as in IANA, of WIB, WITA, WIT or its own name in any case; None where nothing stands. Raises CellRefused."""
    text = _one_line(cell)
    if text.lower() in NOTHING:
        return None
    name = ZONE_WORDS.get(re.sub(r"[\s:.]|utc|gmt", "", text.lower()), text.lower())
    if name in ZONES:
        return ZONES[name]
    zone = {name.lower(): name for name in available_timezones() if name.startswith("Asia/")}.get(text.lower())
    if zone is None:
        raise CellRefused(ZONE_UNKNOWN)
    return zone


def _one_line(cell: str) -> str:
    text = SPACES.sub(" ", visible(plain(cell))).strip().removeprefix("'")
    if "\ufffd" in text or not text.isprintable():
        raise CellRefused(STRANGE)
    return text
