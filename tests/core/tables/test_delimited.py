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


STRAY = """Nama;Unit;Jenis
"Kutip 21;DINKES;PNS
Orang 22;DINKES;PNS
Orang 23;DINKES;PNS
"Kutip 24;DINKES;PNS
Orang 25;DINKES;PNS
"""


def refused(text: str) -> str:
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(text.encode(), "a.csv", wanted=WANTED)
    return str(refusal.value.message)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_two_stray_quotation_marks_swallow_no_lines(separator: str, line_end: str):
    assert refused(STRAY.replace(";", separator).replace("\n", line_end)) == (
        "Baris 2 sampai 5 tidak dapat dibaca: tanda kutip yang dibuka di baris 2 baru ditutup di baris 5, dan sesudahnya masih "
        "ada teks «Kutip 24». Hapus tanda kutip yang berlebih."
    )


def test_text_after_a_quotation_is_told_with_its_row_and_shown_in_part():
    assert refused(f'Nama;Unit\nA;B\nC;"D" {"e" * 40}\n') == (
        f"Baris 3 tidak dapat dibaca: sesudah tanda kutip penutup masih ada teks «{'e' * 29}…». Hapus tanda kutip yang "
        "berlebih; tanda kutip yang memang isi sel ditulis dua kali."
    )


@pytest.mark.parametrize("end", ['"C;D', '"C;D\r', 'C;"D', '"A" ;B\n"C;D\n'])
def test_an_open_quotation_mark_at_the_end_is_told_however_the_file_ends(end: str):
    assert refused(f"Nama;Unit\n{end}").endswith("ada tanda kutip yang tidak ditutup.")


def test_quotation_marks_that_pair_are_read_with_spaces_line_breaks_and_marks_inside():
    text = 'Nama;Unit\r\n "A ""B"" C" ; "D\r\nE" \r\n="0123";"F;G"\t\r\nMade "Agung";5"\r\n"";"""H"""\r\n'
    sheet = read_sheet(text.encode(), "a.csv", wanted=WANTED)
    assert [row.cells for row in sheet.rows] == [
        ('A "B" C', "D\nE"), ("0123", "F;G"), ('Made "Agung"', '5"'), ("", '"H"'),
    ]  # fmt: skip
    assert sheet.notes == ()


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ('A;B;C\n"D;E;F\nG;H;I\nJ";K;L\n', "3"),
        ('A;"B;C\nD;E";F\nG;"H;I\r\nJ;K";L\n', "2, 3"),
        ('"A; B; C\nD; E";F;G\n"H\nI";J;"K; L"\n', None),
    ],
)
def test_a_cell_that_holds_whole_rows_is_read_and_told(lines: str, rows: str | None):
    notes = read_sheet(f"Nama;Unit;Jenis\n{lines}".encode(), "a.csv", wanted=WANTED).notes
    assert len(notes) == (rows is not None)
    assert rows is None or f"(baris {rows})" in notes[0]


def test_a_number_that_excel_rounded_is_marked():
    sheet = read_sheet(b"NIP;Nama\r\n1,98102E+17;A\r\n198102112006021001;B\r\nE+12;C\r\n", "a.csv")
    assert [row.marks.get(0) and row.marks[0].kind for row in sheet.rows] == [MarkKind.LONG_NUMBER, None, None]


def test_ten_thousand_columns_are_refused():
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(b";".join([b"a"] * 10_000) + b"\r\n", "a.csv")
    assert "kolom" in str(refusal.value.message)
