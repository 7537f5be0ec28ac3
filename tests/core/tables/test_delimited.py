"""Text files with any separator, line end and encoding that office programs write."""

import pytest
from flask import Flask

from training.core.tables import MarkKind, SheetUnreadable, read_sheet

pytestmark = pytest.mark.one_database
WANTED = ("nama", "unit")


@pytest.fixture(autouse=True)
def with_app(app: Flask) -> Flask:
    """Messages need an application."""
    return app


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_separators_line_ends_and_marks(separator: str, line_end: str, bom: bytes):
    lines = [["Nama", "Unit"], ["Siti, M.Si; S.H.", "Dinas\nKesehatan"], ["", ""], ['Made "Agung"', "Camat"]]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line] for line in lines]
    text = line_end.join(separator.join(line) for line in quoted)
    sheet = read_sheet(bom + text.encode(), "a.csv", wanted=WANTED)
    assert sheet.headings == ("Nama", "Unit")
    rows = [(row.number, *row.cells) for row in sheet.rows]
    assert rows == [(2, "Siti, M.Si; S.H.", "Dinas\nKesehatan"), (4, 'Made "Agung"', "Camat")]
    assert sheet.notes == ()


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_old_encodings_are_read_and_named(encoding: str, named: str):
    sheet = read_sheet("Nama;Unit\r\nJosé “Pé”;Camat\r\n".encode(encoding), "a.csv", wanted=WANTED)
    assert sheet.rows[0].cells == ("José “Pé”", "Camat")
    assert named in sheet.notes[0]


def test_the_separator_with_the_wanted_headings_wins_over_commas_in_a_title():
    text = "Daftar pegawai, per 1 Mei, seluruh dinas\r\nNama;Unit\r\nA;B\r\n"
    assert read_sheet(text.encode(), "a.csv", wanted=WANTED).headings[:2] == ("Nama", "Unit")


def test_the_separator_that_excel_declares_is_no_row():
    sheet = read_sheet(b"sep=,\r\nNama,Unit\r\nA;1,B\r\n", "a.csv")
    assert (sheet.heading_row, sheet.rows[0].cells) == (1, ("A;1", "B"))


def test_an_open_quotation_mark_is_told_with_its_row():
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(b'Nama;Unit\r\nA;B\r\n"C;D\r\nE;F\r\n', "a.csv")
    assert str(refusal.value.message) == "Baris 3 tidak dapat dibaca: ada tanda kutip yang tidak ditutup."


def test_a_number_that_excel_rounded_is_marked():
    sheet = read_sheet(b"NIP;Nama\r\n1,98102E+17;A\r\n198102112006021001;B\r\nE+12;C\r\n", "a.csv")
    assert [row.marks.get(0) and row.marks[0].kind for row in sheet.rows] == [MarkKind.LONG_NUMBER, None, None]


def test_ten_thousand_columns_are_refused():
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(b";".join([b"a"] * 10_000) + b"\r\n", "a.csv")
    assert "kolom" in str(refusal.value.message)
