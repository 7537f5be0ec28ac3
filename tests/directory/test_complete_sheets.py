"""A file that is said to be the complete list of a branch: who leaves, and who does not."""

import pytest
from sqlalchemy import select

from tests.directory.sheet_pages import PEOPLE, admin_of, checked, csv, group, saved, send, tabs
from tests.factories.people import make_grant, make_unit, make_user
from training.accounts.models import User
from training.core.access import Role
from training.core.db import db

HEAD = "NIP;Nama Lengkap;Surel;Kode Unit;Jabatan;Jenis Pegawai"


def active():
    return set(db.session.scalars(select(User.full_name).where(User.deactivated_at.is_(None))))


def sheet(*numbers):
    return csv(HEAD, *(f";Orang {number};o{number}@contoh.id;DINKES;;PNS" for number in numbers))


@pytest.fixture(autouse=True)
def people(region):
    for number in range(4):
        make_user(f"Orang {number}", unit=region["health"], email=f"o{number}@contoh.id")
    make_user("Guru", unit=region["schools"], email="guru@contoh.id")


def complete(app, browser, region, content):
    return checked(app, browser, PEOPLE, content, complete_for=str(region["health"].id))


def test_whoever_is_missing_is_proposed_and_leaves_only_when_that_is_confirmed(app, region, admin):
    page = complete(app, admin, region, sheet(0, 1, 2))
    assert tabs(page) == ["Keluar 1", "Tidak berubah 3"]
    assert "1 orang tidak ada di berkas ini" in page.words
    assert "Orang 3" in group(admin, page, "left").words
    saved(app, admin, page)
    assert "Orang 3" in active()
    page = saved(app, admin, complete(app, admin, region, sheet(0, 1, 2)), leave="1")
    assert page.heading == "1 baris disimpan"
    assert active() == {"Orang 0", "Orang 1", "Orang 2", "Guru", "Ani Admin"}


@pytest.mark.parametrize(("ticks", "told"), [({}, "0 dari 1 baris"), ({"leave": "1"}, "0 dari 2 baris")])
def test_progress_counts_whoever_leaves_only_when_that_is_confirmed(app, region, admin, ticks, told):
    page = complete(app, admin, region, sheet(0, 1, 2, 4))
    form = next(form for form in page.forms() if form.get("id") == "save")
    assert told in admin.follow(admin.submit(page, form, **ticks)).words


def test_whoever_would_leave_is_told_by_number_and_unit(app, region, admin):
    number = "198102112006021001"
    make_user("Orang Keluar", unit=region["health"], service_kind="nip", service_number=number)
    page = group(admin, complete(app, admin, region, sheet(0, 1, 2, 3)), "left")
    assert page.texts(".//dl[@class='differences']/div") == [
        "NIP/NRP 19810211 200602 1 001", "Unit kerja Dinas Kesehatan",
    ]  # fmt: skip


def test_nobody_leaves_while_rows_are_refused(app, region, admin):
    content = sheet(0, 1, 2) + b"\r\n1,98E+17;Orang 3;;DINKES;;PNS"
    page = complete(app, admin, region, content + b"\r\n;Orang 5;o5@contoh.id;DINKES;;PNS")
    assert "Sebelum itu tidak seorang pun dinonaktifkan" in page.words
    page = saved(app, admin, page, leave="1")
    assert "Selama ada baris yang ditolak" in page.text
    assert "Orang 3" in active()


def test_a_large_part_leaves_only_on_a_second_word(app, region, admin):
    for number in range(4, 14):
        make_user(f"Orang {number}", unit=region["health"], email=f"o{number}@contoh.id")
    page = complete(app, admin, region, sheet(0, 1, 2))
    assert "11 dari 14 orang" in page.words
    page = saved(app, admin, page, leave="1")
    assert "beri tanda juga bahwa Anda sudah memeriksanya" in page.text
    assert page.tree is not None
    boxes = page.tree.iterfind(".//input[@type='checkbox']")
    assert [box.get("name") for box in boxes if box.get("checked") is not None] == ["leave"]
    assert "Orang 9" in active()
    saved(app, admin, page, leave="1", sure="1")
    assert active() == {"Orang 0", "Orang 1", "Orang 2", "Guru", "Ani Admin"}


def test_the_sender_and_whoever_holds_a_role_above_never_leave_by_a_file(app, region):
    browser = admin_of(app, region["health"])
    boss = make_user("Kepala", unit=region["health"], email="kepala@contoh.id")
    make_grant(boss, Role.SUPERVISOR, region["top"])
    assert tabs(complete(app, browser, region, sheet(0, 1, 2))) == ["Keluar 1", "Tidak berubah 3"]


def test_whoever_moved_away_meanwhile_stays(app, region, admin):
    page = complete(app, admin, region, sheet(0, 1, 2))
    saved(app, admin, checked(app, admin, PEOPLE, csv(HEAD, ";Orang 3;o3@contoh.id;DISDIK;;PNS")))
    page = saved(app, admin, page, leave="1")
    assert "sudah keluar atau pindah sejak berkas diperiksa" in page.words
    assert "Orang 3" in active()


def test_a_foreign_unit_cannot_be_declared_complete(app, region):
    browser = admin_of(app, region["health"])
    page = send(browser, PEOPLE, sheet(0), complete_for=str(region["schools"].id))
    assert page.status == 400


def test_any_unit_of_ones_branch_can_be_typed_as_complete(app, region, admin):
    station = make_unit("Puskesmas Melati", code="PKM-9", parent=region["health"])
    make_user("Orang Puskesmas", unit=station, email="op@contoh.id")
    sent = csv(HEAD, ";Orang 0;o0@contoh.id;DINKES;;PNS")
    page = checked(app, admin, PEOPLE, sent, complete_for="other", unit="pkm-9")
    assert tabs(page) == ["Keluar 1", "Tidak berubah 1"]
    assert "Orang Puskesmas" in group(admin, page, "left").words


def test_where_several_units_fit_the_page_asks_which_and_for_the_file_again(app, region, admin):
    for number in (1, 2):
        make_unit(f"Puskesmas Melati {number}", code=f"PKM-{number}", parent=region["health"])
    page = send(admin, PEOPLE, sheet(0), complete_for="other", unit="melati")
    assert page.status == 400
    assert "2 unit kerja cocok. Pilih yang dimaksud." in page.words
    assert "Pilih berkasnya sekali lagi" in page.words
    page = checked(
        app, admin, PEOPLE, sheet(0), complete_for="other", unit="melati", unit_asked="melati", unit_code="PKM-2"
    )
    assert tabs(page) == ["Tidak berubah 1"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"complete_for": "other"}, "Ketik kode atau nama unit kerja."),
        ({"complete_for": "", "unit": "DINKES"}, "atau kosongkan isian ini"),
        ({"complete_for": "other", "unit": "DISDIK"}, "Tidak ada unit kerja di cabang Anda yang cocok"),
    ],
)
def test_a_typed_unit_must_be_meant_and_ones_own(app, region, fields, told):
    page = send(admin_of(app, region["health"]), PEOPLE, sheet(0), **fields)
    assert page.status == 400
    assert told in page.words
