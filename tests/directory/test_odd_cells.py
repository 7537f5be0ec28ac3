"""Cells in which programs left something else than what a person typed: nothing of it becomes a name or a code."""

from datetime import date

import pytest

from tests.core.tables.files import saved as file_of
from tests.core.tables.files import workbook
from tests.directory.sheet_pages import PEOPLE, UNITS, checked, csv, group, tabs

NIP = "198102112006021001"
PERSON = ["NIP", "Nama Lengkap", "Surel", "Kode Unit", "Jabatan", "Jenis Pegawai"]
UNIT = ["Kode", "Nama", "Kode Induk"]


def people_book(**cells):
    """A book with one good row, and then cells by their address; a text that begins with `#` is a formula's error."""
    return _book(PERSON, [NIP, "Siti Rahma", "siti@contoh.id", "DINKES", "Bidan", "PNS"], cells)


def units_book(**cells):
    return _book(UNIT, ["PKM", "Puskesmas", "DINKES"], cells)


def _book(heading, row, cells):
    book, sheet = workbook(heading, row)
    for address, value in cells.items():
        sheet[address] = value
        if str(value).startswith("#"):
            sheet[address].data_type = "e"
    return file_of(book)


@pytest.mark.parametrize("address", ["A2", "B2", "C2", "E2"])
def test_a_formula_without_a_value_refuses_a_person_instead_of_leaving_the_cell_empty(app, region, admin, address):
    page = checked(app, admin, PEOPLE, people_book(**{address: '="x"&1'}), name="a.xlsx")
    assert tabs(page) == ["Ditolak 1"]
    assert "rumus yang belum dihitung" in page.words


@pytest.mark.parametrize("address", ["A2", "B2", "C2", "D2", "E2", "F2"])
def test_an_error_of_a_formula_is_no_value_of_a_person(app, region, admin, address):
    page = checked(app, admin, PEOPLE, people_book(**{address: "#REF!"}), name="a.xlsx")
    assert tabs(page) == ["Ditolak 1"]
    assert "kesalahan rumus" in page.words


@pytest.mark.parametrize("error", ["#N/A", "#NAME?", "#DIV/0!", "########", "Err:508"])
def test_an_error_that_a_program_wrote_into_csv_is_no_value_either(app, region, admin, error):
    page = checked(app, admin, PEOPLE, csv(";".join(PERSON), f"{NIP};Siti;;DINKES;{error};PNS"))
    assert tabs(page) == ["Ditolak 1"]
    assert "kesalahan rumus" in page.words


def test_what_became_a_date_is_refused_and_shown_as_the_program_shows_it(app, region, admin):
    page = checked(app, admin, UNITS, units_book(A2=date(2026, 2, 1)), name="a.xlsx")
    assert tabs(page) == ["Ditolak 1"]
    assert "menjadi tanggal" in page.words
    page = checked(app, admin, PEOPLE, people_book(E2=date(2026, 2, 1)), name="a.xlsx")
    assert tabs(page) == ["Ditolak 1"]


@pytest.mark.parametrize("value", [1.1, 32_010_112_345_678_901, 3.2e15])
@pytest.mark.parametrize("address", ["A2", "C2"])
def test_a_code_that_a_spreadsheet_made_a_number_and_spoilt_is_refused(app, region, admin, address, value):
    page = checked(app, admin, UNITS, units_book(**{address: value}), name="a.xlsx")
    assert tabs(page) == ["Ditolak 1"]
    assert "sebagian angkanya hilang" in page.words


def test_a_code_that_is_a_whole_number_is_taken_as_it_is_shown(app, region, admin):
    page = checked(app, admin, UNITS, units_book(A2=3201), name="a.xlsx")
    assert tabs(page) == ["Ditambahkan 1"]


def test_what_hangs_below_a_unit_with_a_spoilt_name_is_refused_with_it(app, region, admin):
    book, sheet = workbook(UNIT, ["PKM", "#NAME?", "DINKES"], ["PKM-1", "Pustu", "PKM"])
    sheet["B2"].data_type = "e"
    page = checked(app, admin, UNITS, file_of(book), name="a.xlsx")
    assert tabs(page) == ["Ditolak 2"]
    assert "Unit induknya di baris 2 ditolak" in page.words


@pytest.mark.parametrize(
    "number", ["\u202a198102112006021001\u202c", "\u2068198102112006021001\u2069", '="198102112006021001"']
)
def test_signs_that_come_along_with_a_copied_number_are_left_out(app, region, admin, number):
    page = checked(app, admin, PEOPLE, csv(";".join(PERSON), f"{number};Siti;;DINKES;;PNS"))
    assert "19810211 200602 1 001" in group(admin, page, "added").words


def test_joiners_and_soft_hyphens_are_left_out_of_names_units_and_addresses(app, region, admin):
    row = f"{NIP};Siti \u200dRah\u00adma;'siti\u200c@contoh.id;'DIN\u2060KES;;PNS"
    words = group(admin, checked(app, admin, PEOPLE, csv(";".join(PERSON), row)), "added").words
    assert "Siti Rahma" in words
    assert "siti@contoh.id" in words
    assert "Dinas Kesehatan" in words


@pytest.mark.parametrize(("number", "is_told"), [(123456, True), ("0123456", False)])
def test_a_number_of_a_soldier_that_may_have_lost_its_zeros_is_pointed_at(app, region, admin, number, is_told):
    page = checked(app, admin, PEOPLE, people_book(A2=number, F2="TNI AD"), name="a.xlsx")
    assert tabs(page) == ["Ditambahkan 1"]
    assert ("Bila aslinya diawali angka 0" in page.words) is is_told


def test_zeros_that_a_format_shows_are_there(app, region, admin):
    book, sheet = workbook(
        PERSON, [123456, "Budi", "", "DINKES", "", "TNI AD"], [5020123, "Dewi", "", "DINKES", "", "Polri"]
    )
    sheet["A2"].number_format, sheet["A3"].number_format = "0000000", "00000000"
    words = checked(app, admin, PEOPLE, file_of(book), name="a.xlsx").words
    assert "0123456" in words
    assert "05020123" in words
    assert "Bila aslinya" not in words
