"""One sheet with all that occurs in offices, as openpyxl wrote it and as LibreOffice saved it, as XLSX and as CSV.

`written/openpyxl.xlsx` was made with openpyxl (formulas without values), opened in LibreOffice 7.4 and saved again; the CSV
is with `;`, as shown.
"""

from pathlib import Path

import pytest
from flask import Flask

from training.core.cells import MarkKind, Sheet
from training.core.tables import read_sheet

pytestmark = pytest.mark.one_database
DATA = Path(__file__).parent / "written"
WANTED = ("kode_soal", "pertanyaan", "kunci")
HEADINGS = (
    "Kode Soal", "Pertanyaan", "Opsi A", "Opsi B", "Kunci", "Tanggal Kasus", "Catatan", "NIP penulis", "Umpan balik",
)  # fmt: skip


def read(name: str) -> Sheet:
    return read_sheet((DATA / name).read_bytes(), name, wanted=WANTED)


@pytest.fixture(autouse=True)
def with_app(app: Flask) -> Flask:
    """Messages need an application."""
    return app


@pytest.mark.parametrize("name", ["openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.csv"])
def test_headings_rows_and_texts_are_the_same_whoever_wrote_them(name: str):
    sheet = read(name)
    assert (sheet.headings, sheet.heading_row) == (HEADINGS, 3)
    assert [row.number for row in sheet.rows] == [4, 6, 7, 8, 9]
    first, second = sheet.rows[0], sheet.rows[1]
    assert (first.cells[0], first.cells[6], first.cells[8]) == ("butir-01", "أهلا 🗳️", "élan")
    assert first.shown(5) == "19 September 2024"
    assert (second.cells[6], second.cells[7]) == ("baris 1\nbaris 2", "198102112006021001")
    assert first.marks[7].kind is MarkKind.LONG_NUMBER


def test_libreoffice_keeps_types_and_the_values_of_formulas():
    rows = read("libreoffice.xlsx").rows
    assert rows[0].cells[2:6] == ("50%", "3", "A", "2024-09-19")
    assert rows[0].cells[7] == "198102112006021000"
    assert (rows[1].cells[4], rows[1].cells[5], rows[1].cells[8]) == ("BENAR", "2024-11-27 07:30", "butir-01 lagi")
    assert rows[1].marks[8].kind is MarkKind.FORMULA
    assert (rows[2].cells[2], rows[2].marks[2].kind) == ("#DIV/0!", MarkKind.ERROR)
    assert [row.cells[6] for row in rows[3:]] == ["bersama", "bersama"]


def test_openpyxl_leaves_formulas_without_values():
    rows = read("openpyxl.xlsx").rows
    assert [(row.cells[2], row.marks[2].kind) for row in (rows[0], rows[2])] == [("", MarkKind.UNCALCULATED)] * 2
    assert rows[1].marks[8].kind is MarkKind.UNCALCULATED
