"""An admin brings people by a file: three steps, groups, what was saved."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from tests.directory.sheet_pages import PEOPLE, admin_of, checked, csv, group, saved, send, tabs
from tests.factories.people import make_user
from training.accounts.models import User
from training.audit.models import AuditEvent
from training.core.db import db
from training.core.tables import read_sheet

NIP = "198102112006021001"
HEAD = "NIP;Nama Lengkap;Surel;Kode Unit;Jabatan;Jenis Pegawai"


def active():
    return set(db.session.scalars(select(User.full_name).where(User.deactivated_at.is_(None))))


def test_a_file_is_checked_shown_and_saved(app, region, admin):
    make_user("Budi Santoso", unit=region["health"], email="budi@contoh.id")
    make_user("Citra Lestari", unit=region["health"], email="citra@contoh.id", corps="pns")
    sheet = csv(
        HEAD,
        f"{NIP};Siti Rahma;siti@contoh.id;DINKES;Bidan;PNS",
        ";Budi Santoso;budi@contoh.id;DISDIK;;PNS",
        ";Citra Lestari;citra@contoh.id;DINKES;;PNS",
        "1,98102E+17;Dewi;dewi@contoh.id;DINKES;;PNS",
        ";Warga Baru;;DINKES;;Masyarakat",
    )
    page = checked(app, admin, PEOPLE, sheet)
    assert page.heading == "Periksa sebelum disimpan"
    assert tabs(page) == ["Ditolak 1", "Dipindahkan 1", "Ditambahkan 2", "Tidak berubah 1"]
    assert "Baris 5" in page.words
    assert "1,98102E+17" in page.words
    assert "ubah Format Sel menjadi Teks" in page.words
    moved, added = group(admin, page, "moved"), group(admin, page, "added")
    assert "Dinas Kesehatan → menjadi Dinas Pendidikan" in moved.words
    assert "19810211 200602 1 001" in added.words
    assert "warga.baru" in added.words
    assert "Jenis Pegawai Masyarakat" in added.words
    page = saved(app, admin, page)
    assert page.heading == "3 baris disimpan"
    assert page.links()["Buat kode aktivasi"] == "/people/codes?file=1"
    assert {"Siti Rahma", "Warga Baru"} <= active()
    assert "Dewi" not in active()
    again = checked(app, admin, PEOPLE, sheet)
    assert tabs(again) == ["Ditolak 1", "Tidak berubah 4"]


def test_of_two_savings_of_one_sheet_the_second_says_that_nothing_changed(app, region, admin):
    budi = make_user("Budi Santoso", unit=region["health"], email="budi@contoh.id", corps="pns")
    sheet = csv(
        HEAD, f"{NIP};Siti Rahma;;DINKES;Bidan;PNS", ";Warga Baru;;DINKES;;Masyarakat", ";Budi Santoso;budi@contoh.id;DISDIK;;PNS",
    )  # fmt: skip
    first, second = (checked(app, admin, PEOPLE, sheet) for _time in range(2))
    assert tabs(second) == ["Dipindahkan 1", "Ditambahkan 2"]
    page = saved(app, admin, first)
    assert (page.heading, tabs(page)) == ("3 baris disimpan", ["Dipindahkan 1", "Ditambahkan 2"])
    page = saved(app, admin, second)
    assert (page.heading, tabs(page)) == ("0 baris disimpan", ["Tidak berubah 3"])
    assert "Buat kode aktivasi" not in page.links()
    assert page.texts(".//ol[@class='plain checked-rows']/li") == [
        "Baris 2 Siti Rahma", "Baris 3 Warga Baru", f"Baris 4 {budi.full_name}",
    ]  # fmt: skip
    told = select(AuditEvent.facts).where(AuditEvent.action == "import_saved").order_by(AuditEvent.id.desc())
    assert {"unchanged": 3}.items() <= (facts := db.session.scalars(told).first()).items()
    assert not {"added", "moved"} & facts.keys()


def test_refused_rows_come_back_to_be_mended(app, region, admin):
    page = checked(app, admin, PEOPLE, csv(HEAD, "1,98102E+17;Dewi;;DINKES;;PNS", f"{NIP};Siti;;DINKES;;PNS"))
    content = admin.get(page.links()["Unduh baris yang ditolak"]).response.get_data()
    book = openpyxl.load_workbook(BytesIO(content))
    assert [cell.value for cell in book.worksheets[0][2]][:2] == ["1,98102E+17", "Dewi"]
    mended = checked(app, admin, PEOPLE, csv(HEAD, "198903172015032004;Dewi;;DINKES;;PNS"))
    assert tabs(mended) == ["Ditambahkan 1"]


@pytest.mark.parametrize(
    ("second", "column"),
    [
        (f"{NIP};Siti;;DINKES;;PNS", "NIP/NRP"),
        (";Siti Lain;SITI@contoh.id;DINKES;;PNS", "Surel"),
        ("198903172015032004;Dewi;siti@contoh.id;DINKES;;PNS", "Surel"),
    ],
)
def test_what_two_rows_share_is_refused_in_the_second(app, region, admin, second, column):
    page = checked(app, admin, PEOPLE, csv(HEAD, f"{NIP};Siti Rahma;siti@contoh.id;DINKES;;PNS", second))
    assert tabs(page) == ["Ditolak 1", "Ditambahkan 1"]
    assert f"{column} ini sudah ada di baris 2." in page.words


def test_two_rows_that_mean_one_person_by_different_signs_are_refused(app, region, admin):
    make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP)
    sheet = csv(HEAD, f"{NIP};Siti Rahma;;DINKES;Bidan;PNS", ";Siti Rahma;siti@contoh.id;DISDIK;;PNS")
    assert tabs(checked(app, admin, PEOPLE, sheet)) == ["Ditolak 1", "Diubah 1"]


@pytest.mark.parametrize("first", [f"{NIP};Siti Rahma;;TIDAKADA;;PNS", ";Siti Rahma;siti@contoh.id;TIDAKADA;;PNS"])
def test_a_refused_row_and_a_good_one_about_the_same_person_are_both_refused(app, region, admin, first):
    make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP)
    page = checked(app, admin, PEOPLE, csv(HEAD, first, f"{NIP};Siti Rahma;;DISDIK;;PNS"))
    assert tabs(page) == ["Ditolak 2"]
    assert "NIP/NRP ini sudah ada di baris 2." in page.words


def test_what_somebody_has_already_and_a_new_person_asks_for_is_refused(app, region, admin):
    make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP)
    sheet = csv(HEAD, f"{NIP};Siti Rahma;baru@contoh.id;DINKES;;PNS", ";Dewi;baru@contoh.id;DINKES;;PNS")
    assert tabs(checked(app, admin, PEOPLE, sheet)) == ["Ditolak 1", "Diubah 1"]


def test_namesakes_without_anything_else_are_told_apart_by_their_units(app, region, admin):
    rows = ("I Made;DINKES;Masyarakat", "I Made;DISDIK;Masyarakat", "I Made;DINKES;Masyarakat")
    page = checked(app, admin, PEOPLE, csv("Nama;Unit Kerja;Jenis", *rows))
    assert tabs(page) == ["Ditolak 1", "Ditambahkan 2"]
    saved(app, admin, page)
    logins = db.session.scalars(select(User.login_name).where(User.full_name == "I Made").order_by(User.id))
    assert list(logins) == ["i.made", "i.made2"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8"])
def test_files_of_any_office_program_are_read(app, region, admin, encoding):
    text = "\n".join([HEAD, f"{NIP};Désirée Müller;;DINKES;Guru – honorer;PNS"])
    page = checked(app, admin, PEOPLE, text.encode(encoding))
    assert "Désirée Müller" in page.words


def test_what_is_no_sheet_of_people_is_refused_at_the_file(app, region, admin):
    for content, told in (
        (b"", "kosong"),
        (csv("a;b", "1;2"), "Kolom ini tidak ditemukan: Nama, Kode Unit, Jenis Pegawai"),
        (csv(HEAD), "tidak ada baris yang terisi"),
        (b"%PDF-1.7", "PDF"),
    ):
        page = send(admin, PEOPLE, content)
        assert page.status == 400
        assert told in page.words
    assert admin.post(PEOPLE, {"complete_for": "x"}).status == 400


def test_the_template_is_read_back_and_its_example_refused(app, region, admin):
    content = admin.get(f"{PEOPLE}/template.xlsx").response.get_data()
    sheet = read_sheet(content, "templat.xlsx", wanted=["NIP/NRP", "Nama"])
    assert sheet.headings == ("NIP/NRP", "Nama", "Surel", "Kode Unit", "Jabatan", "Jenis Pegawai", "Nama Masuk")
    page = checked(app, admin, PEOPLE, content, name="templat.xlsx")
    assert tabs(page) == ["Ditolak 1"]
    assert "Ini baris contoh dari templat" in page.words


def test_an_admin_of_a_branch_reaches_no_further(app, region):
    make_user("Siti Rahasia", unit=region["schools"], service_kind="nip", service_number=NIP)
    browser = admin_of(app, region["health"])
    sheet = csv(HEAD, f"{NIP};Siti Rahma;;DINKES;;PNS", ";Budi;budi@contoh.id;DISDIK;;PNS")
    page = checked(app, browser, PEOPLE, sheet)
    assert tabs(page) == ["Ditolak 2"]
    assert "Rahasia" not in page.text
    assert not [words for words in page.texts(".//button") if words.startswith("Simpan")]


def test_many_rows_take_the_same_way_in_chunks(app, region, admin):
    rows = [f";Orang {number};o{number}@contoh.id;DINKES;;PNS" for number in range(1203)]
    page = checked(app, admin, PEOPLE, csv(HEAD, *rows))
    assert tabs(page) == ["Ditambahkan 1.203"]
    saved(app, admin, page)
    assert db.session.scalar(select(func.count()).select_from(User)) == 1204


def test_the_name_of_a_unit_beside_its_code_is_passed_over_and_told(app, region, admin):
    page = checked(
        app, admin, PEOPLE, csv("Nama;Unit Kerja;Kode Unit;Jenis;Status", "Warga Baru;Apa saja;DINKES;Masyarakat;Aktif")
    )
    assert tabs(page) == ["Ditambahkan 1"]
    assert "Kolom «Unit Kerja» tidak dibaca: yang dipakai kolom «Kode Unit»." in page.words
    assert "Kolom «Status» tidak dibaca: yang dipakai kolom «Jenis»." in page.words


def test_a_proposed_login_name_is_none_that_another_row_asks_for(app, region, admin):
    sheet = csv(
        "Nama;Kode Unit;Jenis;Nama Masuk", "Siti Nur;DINKES;Masyarakat;", "Ahmad Saleh;DINKES;Masyarakat;siti.nur",
        "Siti Nur Aini;DINKES;Masyarakat;", "Siti Nur;DISDIK;Masyarakat;",
    )  # fmt: skip
    page = saved(app, admin, checked(app, admin, PEOPLE, sheet))
    assert page.heading == "4 baris disimpan"
    names = db.session.scalars(select(User.login_name).where(User.login_name.like("siti%")).order_by(User.id)).all()
    assert sorted(names) == ["siti.nur", "siti.nur2", "siti.nur3", "siti.nur4"]


def test_a_name_that_grows_when_it_is_compared_is_taken_in(app, region, admin):
    sheet = csv("Nama;Kode Unit;Jenis", f"{chr(0x390) * 200};DINKES;Masyarakat", "Budi;DINKES;Masyarakat")
    assert saved(app, admin, checked(app, admin, PEOPLE, sheet)).heading == "2 baris disimpan"
