"""Files whose lines stand whole in one column, and other habits of programs."""

import io
import zipfile

import pytest
from flask import Flask

from tests.core.tables.files import by_hand, saved, text_cell, workbook
from training.core.tables import Sheet, read_sheet
from training.core.tables.sheet import guarded

pytestmark = pytest.mark.one_database
WANTED = ("Nama", "NIP", "Kode Unit")
LINES = (
    "DAFTAR PEGAWAI, 2026",
    "Nama,NIP,Kode Unit",
    '"Siti, S.Pd.",198102112006021001,DINKES',
    ",,,",
    "Budi,,\nDISDIK",
)


@pytest.fixture(autouse=True)
def with_app(app: Flask) -> Flask:
    """Notes need an application."""
    return app


def read(content: bytes, name: str = "berkas.csv") -> Sheet:
    return read_sheet(content, name, wanted=WANTED)


def rows_of(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in sheet.rows]


def test_lines_that_stand_whole_in_the_first_column_are_parted_and_that_is_told():
    book, _sheet = workbook(*([line] for line in LINES))
    sheet = read(saved(book), "berkas.xlsx")
    assert sheet.headings == WANTED
    assert rows_of(sheet) == [(3, ("Siti, S.Pd.", "198102112006021001", "DINKES")), (5, ("Budi", "", "DISDIK"))]
    assert "dipisahkan menurut tanda «,»" in sheet.notes[0]


def test_quoted_lines_of_a_text_file_are_parted_too():
    sheet = read(b'"Nama;NIP;Kode Unit"\r\n"Siti;""0123"";DINKES"\r\n')
    assert rows_of(sheet) == [(2, ("Siti", "0123", "DINKES"))]


def test_one_column_that_is_meant_as_one_is_left_alone():
    book, _sheet = workbook(["Nama"], ["Siti, S.Pd."])
    sheet = read(saved(book), "berkas.xlsx")
    assert rows_of(sheet) == [(2, ("Siti, S.Pd.",))]
    assert sheet.notes == ()


def test_a_space_between_separator_and_quotation_mark_is_no_part_of_a_cell():
    sheet = read(b'Nama, NIP, Kode Unit\n"Budi", "0123", "Dinas A, Bidang B"\n')
    assert rows_of(sheet) == [(2, ("Budi", "0123", "Dinas A, Bidang B"))]


@pytest.mark.parametrize("how", [lambda name: name.replace("/", "\\"), lambda name: f"./{name}"])
def test_archives_whose_parts_are_named_in_an_unusual_way_are_read(how):
    usual = by_hand(
        f"<row r='1'>{text_cell('A1', 'Nama')}{text_cell('B1', 'NIP')}</row><row r='2'>{text_cell('A2')}</row>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(usual)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(how(name), source.read(name))
    assert rows_of(read(target.getvalue(), "berkas.xlsx")) == [(2, ("x", ""))]


@pytest.mark.parametrize("seed", ["=1", "\u202e=1", "\u2066+1", "'=1", "＝1"])
def test_what_would_come_alive_is_guarded_behind_signs_that_nobody_sees_too(seed):
    assert guarded(seed) == f"'{seed}"
