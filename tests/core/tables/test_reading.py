"""Cells are read as the text a person sees; what is more than text is marked."""

from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask

from tests.core.tables.files import by_hand, saved, text_cell, workbook
from training.core.tables import MarkKind, Sheet, SheetUnreadable, read_sheet

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def with_app(app: Flask) -> Flask:
    """Messages need an application."""
    return app


def read(book: openpyxl.Workbook, *wanted: str) -> Sheet:
    return read_sheet(saved(book), "berkas.xlsx", wanted=wanted)


def column(sheet: Sheet, place: int = 0) -> list[str]:
    return [row.cells[place] for row in sheet.rows]


def test_numbers_have_no_point_zero_and_no_thousands():
    book, sheet = workbook(["n"], [3.0], [3.5], [0.1 + 0.2], [1234567], [-12], [1e-7], [0])
    sheet["A5"].number_format = "#,##0"
    assert column(read(book)) == ["3", "3,5", "0,3", "1234567", "-12", "0,0000001", "0"]


def test_percentages_leading_zeros_and_decimals_are_read_as_formatted():
    book, sheet = workbook(["n"], [0.5], [0.125], [123], [3])
    for address, code in (("A2", "0%"), ("A3", "0.00%"), ("A4", "000000"), ("A5", "0.00")):
        sheet[address].number_format = code
    assert column(read(book)) == ["50%", "12,50%", "000123", "3,00"]


def test_a_number_of_18_digits_is_told_apart_from_text():
    book, _sheet = workbook(["nip", "nama"], [198102112006021001, "A"], ["198102112006021001", "B"])
    rows = read(book).rows
    assert rows[0].marks[0].kind is MarkKind.LONG_NUMBER
    assert rows[0].cells[0] == "198102112006021000"
    assert rows[1].cells[0] == "198102112006021001"
    assert rows[1].marks == {}


def test_dates_are_iso_and_as_shown():
    book, sheet = workbook(["t"], *[[date(2024, 9, 19)]] * 4, [datetime.fromisoformat("2024-09-19 13:30")])
    for address, code in (
        ("A2", "d mmmm yyyy"),
        ("A3", "dd/mm/yy"),
        ("A4", "[$-409]d-mmm-yyyy"),
        ("A5", 'dddd", "d mmm'),
        ("A6", "yyyy-mm-dd h:mm AM/PM"),
    ):
        sheet[address].number_format = code
    found = read(book)
    assert column(found) == ["2024-09-19"] * 4 + ["2024-09-19 13:30"]
    shown = [row.shown(0) for row in found.rows]
    assert shown == ["19 September 2024", "19/09/24", "19-Sep-2024", "Kamis, 19 Sep", "2024-09-19 1:30 PM"]


def test_a_date_of_the_1904_calendar_is_the_same_day():
    book, _sheet = workbook(["t"], [date(2024, 9, 19)])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert column(read(book)) == ["2024-09-19"]


def test_truth_is_read_in_indonesian():
    book, _sheet = workbook(["b"], [True], [False])
    assert column(read(book)) == ["BENAR", "SALAH"]


def test_formulas_and_errors_are_marked():
    rows = (
        f'<row r="1">{text_cell("A1", "a")}</row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row><row r="3"><c r="A3"><f>1+1</f></c></row>'
        '<row r="4"><c r="A4" t="e"><v>#REF!</v></c></row><row r="5"><c r="A5" t="str"><f>"a"</f><v>hasil</v></c></row>'
    )
    found = read_sheet(by_hand(rows), "a.xlsx").rows
    assert [row.cells[0] for row in found] == ["2", "", "#REF!", "hasil"]
    assert [row.marks[0].kind.value for row in found] == ["number", "uncalculated", "error", "formula"]


def test_headings_are_found_below_a_merged_title_and_rows_keep_their_numbers():
    book, sheet = workbook(["Daftar pegawai"], [], ["NIP", "Nama"], [], ["1", "A"], ["", ""], ["2", "B"])
    sheet.merge_cells("A1:B1")
    found = read(book, "nama", "nip")
    assert (found.headings, found.heading_row) == (("NIP", "Nama"), 3)
    assert [row.number for row in found.rows] == [5, 7]


def test_headings_of_two_storeys_are_read_by_their_lower_one():
    book, sheet = workbook(["Nama", "Alamat", None], [None, "Kota", "Kode Pos"], ["A", "Palu", "94111"])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    assert read(book, "nama", "kota", "kode_pos").headings == ("Nama", "Kota", "Kode Pos")


def test_a_merged_value_holds_for_each_of_its_rows():
    book, sheet = workbook(["unit", "nama"], ["Dinas", "A"], [None, "B"], ["Camat", "C"])
    sheet.merge_cells("A2:A3")
    found = read(book)
    assert column(found) == ["Dinas", "Dinas", "Camat"]
    assert found.notes == ("1 sel gabungan diisi dengan nilai gabungannya.",)


def test_the_sheet_with_the_wanted_headings_is_read_and_named():
    book, _sheet = workbook(["Petunjuk"], ["Isi lembar berikut"])
    book.create_sheet("Data").append(["NIP", "Nama"])
    book["Data"].append(["1", "A"])
    found = read(book, "nip", "nama")
    assert (found.name, column(found, 1)) == ("Data", ["A"])
    assert found.notes == ("Yang dibaca adalah lembar «Data».",)


def test_hidden_sheets_are_passed_over():
    book, sheet = workbook(["a"], ["1"])
    sheet.sheet_state = "hidden"
    book.create_sheet("Tampak").append(["a", "b"])
    assert read(book).name == "Tampak"


def test_arabic_emoji_and_composed_letters_stay_whole():
    book, _sheet = workbook(["t"], ["بسم الله"], ["🗳️ netral"], ["e\u0301"], [" \u00a0tepi\n"])
    assert column(read(book)) == ["بسم الله", "🗳️ netral", "\u00e9", "tepi"]


def test_rich_text_is_joined_and_phonetic_guides_are_left_out():
    rich = '<c r="A2" t="inlineStr"><is><r><t>te</t></r><r><t>bal</t></r><rPh><t>x</t></rPh></is></c>'
    rows = f'<row r="1">{text_cell("A1", "a")}</row><row r="2">{rich}</row>'
    assert column(read_sheet(by_hand(rows), "a.xlsx")) == ["tebal"]


def test_columns_without_a_heading_are_named():
    book, _sheet = workbook(["a", None, "c"], ["1", "2", "3"])
    found = read(book)
    assert found.headings == ("a", "", "c")
    assert found.notes == ("Kolom tanpa judul tidak dibaca: B.",)


@pytest.mark.parametrize(
    ("content", "name", "part"),
    [
        (b"", "a.xlsx", "kosong"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", ".xls lama"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "kata sandi"),
        (b"PK\x03\x04 rusak", "a.xlsx", "rusak"),
        (b"bukan zip", "a.xlsx", "rusak"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.xlsx", "gambar"),
        (b"<html><table><tr><td>NIP", "a.xls", "halaman web"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "a.xls",
            "bentuk XML",
        ),
        (b"\x00\x01\x02\x03\x04", "a.csv", "bukan teks"),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_plain_sentence(content: bytes, name: str, part: str):
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(content, name)
    assert part in str(refusal.value.message)


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "OpenDocument"),
        ({"xl/vbaProject.bin": "x"}, "makro"),
        ({"xl/workbook.bin": "x"}, ".xlsb"),
    ],
)
def test_other_workbooks_are_told_apart(parts: dict[str, str], part: str):
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(by_hand("", parts), "a.xlsx")
    assert part in str(refusal.value.message)


def test_a_sheet_without_content_is_refused():
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(by_hand('<row r="1"><c r="A1" s="0"/></row>'), "a.xlsx")
    assert "kosong" in str(refusal.value.message)


def test_too_many_rows_are_refused_with_the_number():
    book, _sheet = workbook(*[[n, n] for n in range(60)])
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(saved(book), "a.xlsx", max_rows=20)
    assert "Paling banyak 20 baris" in str(refusal.value.message)
