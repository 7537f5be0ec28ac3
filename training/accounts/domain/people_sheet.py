"""A sheet of people: its columns, and one row of it as a person or as what is wrong with its cells."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from training.accounts.domain.person_cells import (
    CellRefused,
    one_line,
    read_corps,
    read_email,
    read_login_name,
    read_name,
    read_position,
)
from training.accounts.domain.service_number import SHORTENED, NumberRefused, ServiceNumber, read_service_number
from training.core.messages import N_
from training.imports.domain import Column, Problem

COLUMNS = (
    Column("number", N_("NIP/NRP"), (
        "nip", "nrp", "nip baru", "nipbaru", "nomor induk", "nomor induk pegawai", "nomor pegawai", "no induk", "nip nrp",
        "nip/nrp/ni pppk", "nip/ni pppk", "ni pppk", "nip pppk", "nipppk", "nomor registrasi pokok", "nomor register pokok", "no nip", "no nrp",
        "service number",
    )),
    Column("name", N_("Nama"), (
        "nama lengkap", "nama pegawai", "nama peserta", "nama anggota", "nama dan gelar", "nama lengkap dan gelar",
        "nama personel", "full name", "name",
    ), is_required=True),
    Column("email", N_("Surel"), (
        "email", "e-mail", "alamat email", "alamat e-mail", "alamat surel", "email dinas", "surat elektronik",
    ), fallbacks=("email pribadi", "surel pribadi")),
    Column("unit", N_("Kode Unit"), (
        "unit kode", "unit_kode", "kode_unit", "kode unit kerja", "kode opd", "kode skpd", "kode satker", "unit code",
    ), is_required=True, fallbacks=(
        "unit", "unit kerja", "opd", "skpd", "satker", "satuan kerja", "kesatuan", "instansi", "nama unit",
        "nama unit kerja", "nama opd", "unor", "unor nama", "nama unor", "unit organisasi",
    )),
    Column("position", N_("Jabatan"), (), fallbacks=(
        "nama jabatan", "jabatan nama", "jabatan terakhir", "posisi", "tugas", "position",
    )),
    Column("corps", N_("Jenis Pegawai"), (
        "jenis", "jenis kepegawaian", "jenis pegawai nama", "jenis peserta", "corps",
    ), is_required=True, fallbacks=(
        "status", "status pegawai", "status kepegawaian", "kategori", "kategori pegawai", "kedudukan",
    )),
    Column("login_name", N_("Nama Masuk"), ("username", "nama pengguna", "user", "login", "nama login", "user name")),
)  # fmt: skip
HEADING_OF = {column.name: column.heading for column in COLUMNS}


class SheetPerson(NamedTuple):
    """A row that can be read; what is None was left empty and stays as it is. `unit` is a code or a name, as written."""

    row: int
    full_name: str
    corps: str
    number: ServiceNumber | None
    email: str | None
    login_name: str | None
    position: str | None
    unit: str


def read_person(
    row: int, cells: Mapping[str, str], *, today: date, rounded: Collection[str] = ()
) -> SheetPerson | list[Problem]:
    """One row, cells by column name. `rounded` names those that the spreadsheet kept as a number of too many digits."""
    try:
        return _read_person(row, cells, today, rounded)
    except (CellRefused, NumberRefused):
        return _problems_of(cells, today, rounded)


def _read_person(row: int, cells: Mapping[str, str], today: date, rounded: Collection[str]) -> SheetPerson:
    cell = cells.get
    corps = read_corps(cell("corps", ""))
    return SheetPerson(
        row,
        read_name(cell("name", "")),
        corps,
        _read_number(cell("number", ""), corps, today, rounded),
        read_email(cell("email", "")),
        read_login_name(cell("login_name", "")),
        read_position(cell("position", "")),
        one_line(cell("unit", "")).removeprefix("'"),
    )


def _read_number(cell: str, corps: str, today: date, rounded: Collection[str]) -> ServiceNumber | None:
    if "number" in rounded:
        raise NumberRefused(SHORTENED)
    return read_service_number(cell, corps, today=today)


def _problems_of(cells: Mapping[str, str], today: date, rounded: Collection[str]) -> list[Problem]:
    """What is wrong with each cell of a row; what depends on the sort of staff is not asked where that is unknown."""
    problems: list[Problem] = []

    def read(column: str, how: Callable[[str], Any]) -> Any:
        cell = cells.get(column, "")
        try:
            return how(cell)
        except (CellRefused, NumberRefused) as refused:
            problems.append(Problem(HEADING_OF[column], cell, refused.reason))
            return None

    def number(cell: str) -> ServiceNumber | None:
        if corps is None and "number" not in rounded:
            return None
        return _read_number(cell, corps, today, rounded)

    corps = read("corps", read_corps)
    for column, how in (
        ("name", read_name), ("number", number), ("email", read_email), ("login_name", read_login_name),
        ("position", read_position),
    ):  # fmt: skip
        read(column, how)
    return problems
