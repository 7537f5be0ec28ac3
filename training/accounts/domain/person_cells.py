"""What people type into the other columns of a sheet of people: names, addresses, sorts of staff, login names."""

import re
import unicodedata
from functools import lru_cache
from zlib import crc32

from training.core.messages import N_, Sentence, plain, visible

EXAMPLE = "contoh:"
NAME_MAX_CHARACTERS = 200
POSITION_MAX_CHARACTERS = 200
EMAIL_MAX_CHARACTERS = 254
LOCAL_MAX_CHARACTERS = 64
LABEL_MAX_CHARACTERS = 63
LOGIN_NAME_MAX_CHARACTERS = 60
LOGIN_NAME_BASE_CHARACTERS = 40
LOGIN_NAME_MIN_CHARACTERS = 3
LOGIN_NAME_WORDS = 2
NAMESAKES_TRIED = 9
KEPT_READ = 1024  # cells whose reading is remembered, where a sheet repeats few of them
HASHES = 100_000

NAME_MISSING = N_("Nama wajib diisi.")
NAME_IS_EXAMPLE = N_("Ini baris contoh dari templat. Hapus baris ini.")
NAME_TOO_LONG = N_("Nama paling banyak 200 karakter.")
NAME_IS_ADDRESS = N_("Nama tidak boleh berisi alamat surel. Mungkin kolom Nama dan Surel tertukar.")
NAME_IS_NUMBER = N_("Nama harus mengandung huruf. Mungkin kolom Nama dan NIP tertukar.")
STRANGE = N_("Sel ini memuat karakter yang tidak dapat disimpan. Ketik ulang isinya.")
EMAIL_TOO_LONG = N_("Alamat surel paling banyak 254 karakter.")
EMAIL_SEVERAL = N_("Satu orang memakai satu alamat surel. Tulis satu saja.")
EMAIL_WRONG = N_("Alamat surel berbentuk nama@contoh.go.id.")
POSITION_TOO_LONG = N_("Jabatan paling banyak 200 karakter.")
CORPS_MISSING = N_("Jenis Pegawai wajib diisi: PNS, PPPK, Non-ASN, TNI, Polri, Desa, atau Masyarakat.")
CORPS_UNKNOWN = N_("Jenis Pegawai harus PNS, PPPK, Non-ASN, TNI, Polri, Desa, atau Masyarakat.")
LOGIN_NAME_WRONG = N_("Nama masuk terdiri atas 3 sampai 60 huruf kecil, angka, titik, atau tanda hubung.")

NOTHING = frozenset({"", "-", "--", "—", "–", "n/a", "na", "null", "none", "nihil", "tidak ada", "belum ada"})
SPACES = re.compile(r"\s+")
COMMON_EMAIL = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}")
LOCAL_PART = re.compile(r"[^\s@,;:\"'<>()\[\]\\.]+(?:\.[^\s@,;:\"'<>()\[\]\\.]+)*")
DOMAIN_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|-)*[^\W_])?")
LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9.\-]+[a-z0-9]")
NOT_A_LETTER = re.compile(r"[^a-z]+")
TITLES = frozenset({
    "dr", "drs", "dra", "ir", "h", "hj", "prof", "kh", "ny", "tn", "sdr", "sdri", "bapak", "ibu", "r", "rr", "kol",
})  # fmt: skip

WORDS_OF_CORPS: dict[str, tuple[str, ...]] = {
    "pns": ("pns", "cpns", "asn pns", "pegawai negeri sipil", "calon pegawai negeri sipil", "pns daerah", "pnsd", "lurah"),
    "pppk": (
        "pppk", "p3k", "asn pppk", "pppk penuh waktu", "pppk paruh waktu", "p3k paruh waktu",
        "pegawai pemerintah dengan perjanjian kerja",
    ),
    "ppnpn": (
        "ppnpn", "non asn", "nonasn", "honorer", "tenaga honorer", "honor", "thl", "tkk", "tks", "kontrak", "tenaga kontrak",
        "tenaga harian lepas", "pegawai non asn", "pegawai nonasn", "tenaga sukarela", "gtt", "ptt", "outsourcing", "pjlp",
        "pegawai pemerintah non pegawai negeri", "pegawai tidak tetap",
    ),
    "tni": (
        "tni", "tni ad", "tni al", "tni au", "ad", "al", "au", "tentara", "prajurit", "prajurit tni", "anggota tni",
        "tni angkatan darat", "tni angkatan laut", "tni angkatan udara", "angkatan darat", "angkatan laut",
        "angkatan udara",
    ),
    "polri": ("polri", "polisi", "anggota polri", "kepolisian"),
    "desa": (
        "desa", "perangkat desa", "kepala desa", "kades", "sekdes", "sekretaris desa", "bpd", "anggota bpd",
        "pemerintah desa", "aparat desa", "aparatur desa", "badan permusyawaratan desa", "kuwu", "kepala dusun", "kadus",
        "pemerintahan desa",
    ),
    "masyarakat": ("masyarakat", "umum", "warga", "masyarakat umum", "tokoh masyarakat", "relawan"),
}  # fmt: skip
CORPS_OF_WORD = {word: corps for corps, words in WORDS_OF_CORPS.items() for word in words}


class CellRefused(Exception):
    """A cell that cannot be kept; `reason` says what belongs there."""

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid)
        self.reason = Sentence(msgid)


def read_name(cell: str) -> str:
    """A name in one line. Raises CellRefused.

    Capitals stay as they are: nobody can tell from `SITI, S.PD.` how it was meant, and a name is printed as it was given.
    """
    name = one_line(cell)
    if name.lower() in NOTHING:
        raise CellRefused(NAME_MISSING)
    if name.lower().startswith(EXAMPLE):
        raise CellRefused(NAME_IS_EXAMPLE)
    if len(name) > NAME_MAX_CHARACTERS:
        raise CellRefused(NAME_TOO_LONG)
    if "@" in name:
        raise CellRefused(NAME_IS_ADDRESS)
    if _is_strange(name):
        raise CellRefused(STRANGE)
    if not any(letter.isalpha() for letter in name):
        raise CellRefused(NAME_IS_NUMBER)
    return name


def is_same_name(one: str, other: str) -> bool:
    """Whether two names differ in nothing but capitals: a sheet in capitals changes no name that is kept otherwise."""
    return one.casefold() == other.casefold()


def read_email(cell: str) -> str | None:
    """An address in lower case, or None when the cell says that there is none. Raises CellRefused."""
    if len(cell) <= LOCAL_MAX_CHARACTERS and COMMON_EMAIL.fullmatch(cell):
        return cell
    text = plain(visible(cell)).strip().lower().removeprefix("'").removeprefix("mailto:").rstrip(";,").strip()
    if text in NOTHING:
        return None
    if text.count("@") > 1 and re.search(r"[\s;,/]", text):
        raise CellRefused(EMAIL_SEVERAL)
    if len(text) > EMAIL_MAX_CHARACTERS:
        raise CellRefused(EMAIL_TOO_LONG)
    local, _at, domain = text.partition("@")
    if not (
        text.isprintable() and LOCAL_PART.fullmatch(local) and len(local) <= LOCAL_MAX_CHARACTERS and _is_domain(domain)
    ):
        raise CellRefused(EMAIL_WRONG)
    return text


@lru_cache(KEPT_READ)
def read_position(cell: str) -> str | None:
    """A position in one line, or None. Raises CellRefused."""
    position = one_line(cell)
    if position.lower() in NOTHING:
        return None
    if len(position) > POSITION_MAX_CHARACTERS:
        raise CellRefused(POSITION_TOO_LONG)
    if _is_strange(position):
        raise CellRefused(STRANGE)
    return position


@lru_cache(KEPT_READ)
def read_corps(cell: str) -> str:
    """The corps that a word for a sort of staff means. Raises CellRefused."""
    word = SPACES.sub(" ", re.sub(r"[\W_]+", " ", plain(cell).lower())).strip()
    if not word:
        raise CellRefused(CORPS_MISSING)
    try:
        return CORPS_OF_WORD[word]
    except KeyError:
        raise CellRefused(CORPS_UNKNOWN) from None


def read_login_name(cell: str) -> str | None:
    """A login name in lower case, or None. Raises CellRefused."""
    if not cell:
        return None
    name = plain(visible(cell)).strip().lower()
    if name in NOTHING:
        return None
    if not (LOGIN_NAME.fullmatch(name) and len(name) <= LOGIN_NAME_MAX_CHARACTERS) or name.isdigit():
        raise CellRefused(LOGIN_NAME_WRONG)
    return name


def login_name_candidates(full_name: str, unit_code: str) -> list[str]:
    """Login names to propose, the first that nobody has: `siti.nur`, `siti.nur2` … `siti.nur9`, then two unlikely ones.

    The first two words of a name, titles and what follows a comma left out; without Latin letters it is `peserta`.
    """
    name, _comma, _degrees = full_name.partition(",")
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word for word in NOT_A_LETTER.split(latin) if word and word not in TITLES]
    base = ".".join(words[:LOGIN_NAME_WORDS])[:LOGIN_NAME_BASE_CHARACTERS].strip(".")
    if len(base) < LOGIN_NAME_MIN_CHARACTERS or base in NOTHING:
        base = f"{base}.peserta".strip(".")
    own = crc32(f"{full_name}|{unit_code}".encode("utf-8", "replace")) % HASHES
    counted = (f"{base}{number}" for number in range(2, NAMESAKES_TRIED + 1))
    return [base, *counted, f"{base}{own:05}", f"{base}{own + HASHES}"]


def one_line(cell: str) -> str:
    """Text without what cannot be seen, white space of any sort as one space, composed letters."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    return SPACES.sub(" ", visible(unicodedata.normalize("NFC", cell))).strip()


def _is_strange(text: str) -> bool:
    """Whether a text holds what fonts and databases refuse, or the mark of a file read in the wrong encoding."""
    return "\ufffd" in text or not text.isprintable()


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) == 1 or labels[-1].isdigit():
        return False
    return all(len(label) <= LABEL_MAX_CHARACTERS and DOMAIN_LABEL.fullmatch(label) for label in labels)
