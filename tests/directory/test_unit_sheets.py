"""An admin brings units by a file: taken as a whole, saved at once."""

import pytest
from sqlalchemy import select

from tests.directory.sheet_pages import UNITS, admin_of, checked, csv, group, saved, send, tabs
from training.core.db import db
from training.org.domain.unit_sheet import read_zone
from training.org.models import Unit

HEAD = "kode;nama;kode_induk;jenis;zona"


def codes():
    return set(db.session.scalars(select(Unit.code)))


def test_a_tree_is_checked_shown_and_saved(app, region, admin):
    sheet = csv(
        HEAD,
        "PKM-2;Puskesmas Dua;PKM;Puskesmas;WITA",
        "PKM;Puskesmas;DINKES;Puskesmas;",
        "DISDIK;Dinas Pendidikan dan Kebudayaan;PEMKAB;;",
        "SALAH;Salah;TIADA;;",
        "ANAK;Anak yang salah;SALAH;;",
    )
    page = checked(app, admin, UNITS, sheet)
    assert tabs(page) == ["Ditolak 2", "Diubah 1", "Ditambahkan 2"]
    assert "Tidak ada unit kerja berkode ini" in page.words
    assert "Unit induknya di baris 5 ditolak" in page.words
    assert "Dinas Pendidikan → menjadi Dinas Pendidikan dan Kebudayaan" in group(admin, page, "changed").words
    page = saved(app, admin, page)
    assert page.heading == "3 baris disimpan"
    assert page.links()["Impor pegawai"] == "/people/import"
    made = db.session.execute(select(Unit.name, Unit.zone, Unit.kind, Unit.path).where(Unit.code == "PKM-2")).one()
    assert tuple(made[:3]) == ("Puskesmas Dua", "Asia/Makassar", "health")
    assert made.path.startswith(region["health"].path)
    assert tabs(checked(app, admin, UNITS, sheet)) == ["Ditolak 2", "Tidak berubah 3"]


def test_a_circle_is_refused_with_its_links(app, region, admin):
    page = checked(app, admin, UNITS, csv(HEAD, "DINKES;Dinas Kesehatan;A;;", "A;A;DINKES;;"))
    assert "DINKES → A → DINKES" in page.words
    assert codes() == {"PEMKAB", "DINKES", "DISDIK"}


def test_what_changed_since_the_check_is_checked_again_before_anything_is_saved(app, region, admin):
    page = checked(app, admin, UNITS, csv(HEAD, "A;A;DINKES;;", "B;B;DISDIK;;"))
    health = db.session.get_one(Unit, region["health"].id)
    health.closed_on = health.opened_on
    db.session.commit()
    page = saved(app, admin, page)
    assert "Data berubah sejak berkas ini diperiksa" in page.words
    assert tabs(page) == ["Ditolak 1", "Ditambahkan 1"]
    assert codes() == {"PEMKAB", "DINKES", "DISDIK"}


def test_an_admin_of_a_branch_reaches_no_further(app, region):
    browser = admin_of(app, region["health"])
    sheet = csv(HEAD, "A;A;DISDIK;;", "DISDIK;Direbut;DINKES;;", "B;B;;;", "DINKES;Dinas Kesehatan;DISDIK;;")
    page = checked(app, browser, UNITS, sheet)
    assert tabs(page) == ["Ditolak 4"]
    assert "Dinas Pendidikan" not in page.text


def test_hostile_cells_are_only_text(app, region, admin):
    sheet = csv(HEAD, "=1+1;<script>alert(1)</script>=cmd|'x';DINKES;;")
    page = saved(app, admin, checked(app, admin, UNITS, sheet))
    assert page.heading == "1 baris disimpan"
    assert "<script>alert" not in admin.get("/units").text
    assert "=1+1" in codes()


def test_what_is_no_sheet_of_units_is_refused_at_the_file(app, region, admin):
    page = send(admin, UNITS, csv("a;b", "1;2"))
    assert page.status == 400
    assert "Kolom ini tidak ditemukan: Kode, Nama, Kode Induk" in page.words


def test_the_template_names_a_unit_of_ones_own_and_its_example_is_refused(app, region):
    browser = admin_of(app, region["health"])
    content = browser.get(f"{UNITS}/template.xlsx").response.get_data()
    page = checked(app, browser, UNITS, content, name="templat.xlsx")
    assert tabs(page) == ["Ditolak 1"]
    assert "Ini baris contoh dari templat" in page.words


def test_a_code_in_other_capitals_means_the_unit_that_has_it(app, region, admin):
    sheet = csv(HEAD, "dinkes;Dinas Kesehatan;pemkab;;", "PKM;Puskesmas;Dinkes;;", "pkm-1;Pustu;pkm;;")
    page = checked(app, admin, UNITS, sheet)
    assert tabs(page) == ["Ditambahkan 2", "Tidak berubah 1"]
    saved(app, admin, page)
    assert codes() == {"PEMKAB", "DINKES", "DISDIK", "PKM", "pkm-1"}
    assert tabs(checked(app, admin, UNITS, sheet)) == ["Tidak berubah 3"]


def test_two_rows_whose_codes_differ_in_capitals_are_one_too_many(app, region, admin):
    page = checked(app, admin, UNITS, csv(HEAD, "PKM;Puskesmas;DINKES;;", "pkm;Puskesmas;DINKES;;"))
    assert tabs(page) == ["Ditolak 1", "Ditambahkan 1"]
    assert "Kode ini sudah ada di baris 2" in page.words
    assert page.texts(".//q[@class='found']") == ["pkm"]


def test_what_was_found_is_what_stands_in_the_cell(app, region, admin):
    page = checked(app, admin, UNITS, csv(HEAD, "dinkes;Dinas Kesehatan;Tiada;;"))
    assert page.texts(".//q[@class='found']") == ["Tiada"]
    page = checked(app, admin, UNITS, csv(HEAD, "pemkab;Pemkab;dinkes;;"))
    assert page.texts(".//q[@class='found']") == ["dinkes"]


@pytest.mark.parametrize(
    ("written", "zone"),
    [("WITA", "Asia/Makassar"), ("gmt+8", "Asia/Makassar"), ("UTC+07:00", "Asia/Jakarta"), ("+9", "Asia/Jayapura"),
     ("Waktu Indonesia Timur", "Asia/Jayapura"), ("asia/pontianak", "Asia/Pontianak"), ("-", None)],
)  # fmt: skip
def test_a_zone_is_understood_in_the_ways_it_is_written(written, zone):
    assert read_zone(written) == zone
