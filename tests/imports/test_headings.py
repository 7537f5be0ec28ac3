"""How the headings of a sheet are understood."""

import pytest

from training.accounts.domain.people_sheet import COLUMNS as PEOPLE
from training.imports.domain import Column, understood
from training.org.domain.unit_sheet import COLUMNS as UNITS

COLUMNS = (Column("unit", "Kode Unit", ("kode opd",), is_required=True, fallbacks=("unit kerja", "opd")),)


def test_a_weaker_heading_is_read_where_it_stands_alone():
    found = understood(["OPD"], COLUMNS)
    assert (found.places, found.missing, found.doubled) == ({"unit": 0}, (), ())


@pytest.mark.parametrize("headings", [["Unit Kerja", "Kode Unit"], ["Kode Unit", "Unit Kerja"]])
def test_a_weaker_heading_gives_way_to_a_stronger_one(headings):
    found = understood(headings, COLUMNS)
    assert found.places == {"unit": headings.index("Kode Unit")}
    assert (found.passed_over, found.doubled) == ((("Unit Kerja", "Kode Unit"),), ())


@pytest.mark.parametrize("headings", [["Kode Unit", "Kode OPD"], ["OPD", "Unit Kerja"]])
def test_two_headings_of_the_same_strength_are_one_too_many(headings):
    assert understood(headings, COLUMNS).doubled == (tuple(headings),)


@pytest.mark.parametrize("heading", ["Kode Unit (wajib)", "KODE UNIT*", "kode_unit (teks, 5 angka)", "Kode\nUnit"])
def test_a_remark_on_how_to_fill_in_a_column_is_no_part_of_its_heading(heading):
    assert understood([heading], COLUMNS).places == {"unit": 0}


def test_other_words_in_brackets_make_another_column():
    found = understood(["Kode Unit (lama)", "Kode Unit"], COLUMNS)
    assert (found.places, found.strangers) == ({"unit": 1}, ("Kode Unit (lama)",))


def test_an_export_of_the_national_register_of_staff_is_understood():
    headings = ["PNS ID", "NIP BARU", "NIP LAMA", "NAMA", "JENIS PEGAWAI NAMA", "JABATAN NAMA", "UNOR NAMA"]
    places = understood(headings, PEOPLE).places
    assert places == {"number": 1, "name": 3, "corps": 4, "position": 5, "unit": 6}


def test_numbers_in_two_columns_are_refused_because_none_may_be_left_out():
    assert understood(["NIP", "NRP", "Nama", "Kode Unit", "Jenis"], PEOPLE).doubled == (("NIP", "NRP"),)


def test_a_units_own_code_and_name_are_read_beside_the_name_of_its_parent():
    places = understood(["Kode Unit", "Nama Unit", "Kode Induk", "Unit Induk", "Unit Kerja"], UNITS).places
    assert places == {"code": 0, "name": 1, "parent": 2}
