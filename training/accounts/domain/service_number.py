"""NIP and NRP as spreadsheets hand them over: read, mended where only one reading is possible, refused where not.

A spreadsheet keeps numbers to 15 digits. A NIP has 18, so a column that is not text loses the last three: it then shows
`1,98102E+17`, or `198102112006021000`. What was lost cannot be guessed, and a guess would sign in somebody else.

- NIP (NIP of PNS, NI PPPK): birth date YYYYMMDD, start year and month (of PPPK: year and any two digits), sex, serial.
- NRP of Polri: 8 digits, the first four being year and month of birth.
- NRP of TNI: 5 to 15 digits, by branch and age of the number; the `/P` of navy officers is no part of it.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from training.core.messages import N_, Sentence, plain, visible


class ServiceKind(StrEnum):
    """Which register a service number belongs to; the same digits may occur in two."""

    NIP = "nip"
    NRP_TNI = "nrp_tni"
    NRP_POLRI = "nrp_polri"


KIND_OF_CORPS = {
    "pns": ServiceKind.NIP,
    "pppk": ServiceKind.NIP,
    "tni": ServiceKind.NRP_TNI,
    "polri": ServiceKind.NRP_POLRI,
}
NAME_OF_KIND = {ServiceKind.NIP: "NIP", ServiceKind.NRP_TNI: "NRP TNI", ServiceKind.NRP_POLRI: "NRP Polri"}
EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
NIP_DIGITS = 18
OLD_NIP_DIGITS = 9
NIK_DIGITS = 16
POLRI_DIGITS = 8
TNI_DIGITS = range(5, 16)
MONTHS = range(1, 13)
OLDEST_BIRTH_YEAR = 1930
OLDEST_START_YEAR = 1950
AGE_AT_START_YEARS = range(14, 66)
NOTHING = frozenset({"", "-", "--", "—", "–", "0", "n/a", "na", "null", "none", "nihil", "tidak ada", "belum ada"})

SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]*))?E\+?0?([0-9]{1,2})", re.IGNORECASE)
FRACTION = re.compile(r"([0-9]+)[.,]0{1,2}")
LABEL = re.compile(r"^(?:nip|nrp|ni pppk)[\s.:]*(?=[0-9])", re.IGNORECASE)
NAVY_OFFICER = re.compile(r"/\s*P$", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s.,\-‐-―−/_]")
QUOTES = "'’‘`\"´"

SHORTENED = N_(
    "Excel menyimpan nomor ini sebagai bilangan sehingga angka-angka terakhirnya hilang dan tidak dapat dikembalikan. "
    "Di Excel, pilih kolomnya, ubah Format Sel menjadi Teks, lalu isi lagi dari sumber aslinya."
)
EXCEL_ERROR = N_("Sel ini berisi kesalahan rumus, bukan nomor. Perbaiki rumusnya atau ketik nomornya.")
NOT_DIGITS = N_("%(name)s hanya terdiri atas angka; spasi, titik, dan tanda hubung boleh.")
IS_NIK = N_("16 angka adalah bentuk NIK. NIK tidak disimpan di sini; isi %(name)s.")
IS_NIK_UNNEEDED = N_("16 angka adalah bentuk NIK. NIK tidak disimpan di sini; kosongkan kolom ini.")
IS_OLD_NIP = N_("9 angka adalah NIP lama. Isi NIP yang berlaku, 18 angka.")
IS_NIP = N_("18 angka adalah bentuk NIP. Bila orang ini pegawai sipil, isi Jenis Pegawai dengan PNS atau PPPK.")
NIP_LENGTH = N_("NIP terdiri atas 18 angka; ini %(count)s angka.")
NIP_BIRTH = N_("8 angka pertama NIP adalah tanggal lahir (tahun, bulan, tanggal); %(part)s bukan tanggal yang mungkin.")
NIP_START = N_(
    "Angka ke-9 sampai ke-12 NIP adalah tahun pengangkatan; %(part)s tidak cocok dengan tahun lahir %(born)s."
)
NIP_MONTH = N_(
    "Angka ke-13 dan ke-14 NIP PNS adalah bulan pengangkatan, 01 sampai 12; ini %(part)s. "
    "Bila orang ini PPPK, isi Jenis Pegawai dengan PPPK."
)
NIP_SEX = N_("Angka ke-15 NIP adalah 1 (laki-laki) atau 2 (perempuan); ini %(part)s.")
POLRI_LENGTH = N_("NRP Polri terdiri atas 8 angka; ini %(count)s angka.")
POLRI_ZEROS = N_(
    "NRP Polri terdiri atas 8 angka; ini %(count)s angka. Mungkin angka 0 di depannya hilang (%(likely)s). "
    "Di Excel, ubah Format Sel kolom ini menjadi Teks, lalu isi lagi dengan angka 0 di depan."
)
POLRI_MONTH = N_("4 angka pertama NRP Polri adalah tahun dan bulan lahir; %(part)s bukan bulan.")
TNI_LENGTH = N_("NRP TNI terdiri atas 5 sampai 15 angka; ini %(count)s angka.")
TNI_ZEROS = N_(
    "NRP TNI terdiri atas 5 sampai 15 angka; ini %(count)s angka. Bila angka 0 di depannya hilang: di Excel, ubah "
    "Format Sel kolom ini menjadi Teks, lalu isi lagi."
)
NO_NUMBER = N_("Jenis pegawai ini tidak memakai NIP atau NRP. Kosongkan kolom ini.")


class NumberRefused(Exception):
    """A number that cannot be kept; `reason` says what is wrong and how to put it right."""

    def __init__(self, msgid: str, **values: str) -> None:
        super().__init__(msgid)
        self.reason = Sentence(msgid, values)


@dataclass(frozen=True)
class ServiceNumber:
    """A number as it is kept: digits only."""

    kind: ServiceKind
    number: str


def read_service_number(cell: str, corps: str, *, today: date) -> ServiceNumber | None:
    """The number in a cell, or None when the cell says that there is none. Raises NumberRefused.

    Mended without a word: quotes that force text, labels, spaces and other separators, digits of other scripts, `.0`,
    and scientific notation that shows every digit.
    """
    text = cell if _is_digits(cell) else _text(cell)
    if text.lower() in NOTHING:
        return None
    kind = KIND_OF_CORPS.get(corps)
    name = NAME_OF_KIND[kind] if kind else "NIP/NRP"
    digits = text if _is_digits(text) else _digits(text, name)
    if kind is None:
        raise NumberRefused(IS_NIK_UNNEEDED if len(digits) == NIK_DIGITS else NO_NUMBER)
    if len(digits) == NIK_DIGITS:
        raise NumberRefused(IS_NIK, name=name)
    if kind is ServiceKind.NIP:
        check_nip(digits, is_pppk=corps == "pppk", today=today)
    elif len(digits) == NIP_DIGITS:
        raise NumberRefused(SHORTENED if digits.endswith("000") else IS_NIP)
    elif kind is ServiceKind.NRP_POLRI:
        check_nrp_polri(digits)
    else:
        check_nrp_tni(digits)
    return ServiceNumber(kind, digits)


def check_nip(digits: str, *, is_pppk: bool, today: date) -> None:
    """Raises NumberRefused unless the 18 digits can be a NIP: of PNS, or of PPPK, whose month is any two digits."""
    if len(digits) == OLD_NIP_DIGITS:
        raise NumberRefused(IS_OLD_NIP)
    if len(digits) != NIP_DIGITS:
        raise NumberRefused(NIP_LENGTH, count=str(len(digits)))
    if digits.endswith("000"):
        raise NumberRefused(SHORTENED)
    born = _date(digits[:8])
    if born is None or not OLDEST_BIRTH_YEAR <= born.year < today.year - AGE_AT_START_YEARS[0]:
        raise NumberRefused(NIP_BIRTH, part=digits[:8])
    start_year = int(digits[8:12])
    if not OLDEST_START_YEAR <= start_year <= today.year + 1 or start_year - born.year not in AGE_AT_START_YEARS:
        raise NumberRefused(NIP_START, part=digits[8:12], born=str(born.year))
    if not is_pppk and int(digits[12:14]) not in MONTHS:
        raise NumberRefused(NIP_MONTH, part=digits[12:14])
    if digits[14] not in "12":
        raise NumberRefused(NIP_SEX, part=digits[14])


def check_nrp_polri(digits: str) -> None:
    """Raises NumberRefused unless the digits can be the NRP of a police officer."""
    if len(digits) < POLRI_DIGITS:
        likely = digits.zfill(POLRI_DIGITS)
        if int(likely[2:4]) in MONTHS:
            raise NumberRefused(POLRI_ZEROS, count=str(len(digits)), likely=likely)
    if len(digits) != POLRI_DIGITS:
        raise NumberRefused(POLRI_LENGTH, count=str(len(digits)))
    if int(digits[2:4]) not in MONTHS:
        raise NumberRefused(POLRI_MONTH, part=digits[2:4])


def check_nrp_tni(digits: str) -> None:
    """Raises NumberRefused unless the digits can be the NRP of a soldier."""
    if len(digits) in TNI_DIGITS:
        return
    raise NumberRefused(TNI_ZEROS if len(digits) < TNI_DIGITS[0] else TNI_LENGTH, count=str(len(digits)))


def grouped(number: str) -> str:
    """A number as people read it: a NIP in groups of 8, 6, 1 and 3; others as they are."""
    if len(number) != NIP_DIGITS:
        return number
    return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"


def _text(cell: str) -> str:
    text = visible(plain(cell)).strip().strip(QUOTES).strip()
    return LABEL.sub("", text)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _digits(text: str, name: str) -> str:
    if text.startswith("#"):
        raise NumberRefused(EXCEL_ERROR)
    text = NAVY_OFFICER.sub("", text).strip()
    scientific = SCIENTIFIC.fullmatch(text.replace(" ", ""))
    if scientific:
        return _written_out(*scientific.groups(default=""))
    fraction = FRACTION.fullmatch(text)
    if fraction:
        if len(fraction[1]) > EXACT_DIGITS:
            raise NumberRefused(SHORTENED)
        return fraction[1]
    digits = SEPARATORS.sub("", text)
    if not _is_digits(digits):
        raise NumberRefused(NOT_DIGITS, name=name)
    return digits


def _written_out(first: str, rest: str, exponent: str) -> str:
    """The digits of a scientific notation that shows them all. Raises NumberRefused when it hides some."""
    digits = first + rest
    if len(digits) != int(exponent) + 1 or len(digits) > EXACT_DIGITS:
        raise NumberRefused(SHORTENED)
    return digits


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
