"""A sheet of people: its columns, and one row of it as a person or as what is wrong with its cells."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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


@dataclass(frozen=True, slots=True)
class SheetPerson:
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
    problems: list[Problem] = []

    def read(column: str, how: Callable[[str], Any]) -> Any:
        cell = cells.get(column, "")
        try:
            return how(cell)
        except (CellRefused, NumberRefused) as refused:
            problems.append(Problem(HEADING_OF[column], cell, refused.reason))
            return None

    def number(cell: str) -> ServiceNumber | None:
        if "number" in rounded:
            raise NumberRefused(SHORTENED)
        return None if corps is None else read_service_number(cell, corps, today=today)

    corps = read("corps", read_corps)
    person = SheetPerson(
        row=row,
        full_name=read("name", read_name),
        corps=corps,
        number=read("number", number),
        email=read("email", read_email),
        login_name=read("login_name", read_login_name),
        position=read("position", read_position),
        unit=one_line(cells.get("unit", "")).removeprefix("'"),
    )
    return problems or person
