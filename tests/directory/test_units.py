"""Units: the tree of one's branch, search, and what an admin changes there."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.directory.people import make_place, send
from tests.factories.people import make_unit, make_user
from training.accounts.services.people import deactivate
from training.core import clock
from training.core.db import db
from training.directory.domain import UnitRow, rolled_up, tree_of
from training.org import services
from training.org.models import Unit
from training.org.services import UnitInItsOwnBranch


def test_the_tree_shows_ones_branch_with_its_people_and_nothing_else(app: Flask) -> None:
    place = make_place(app)
    make_user(unit=place.room)
    page = place.browser.get("/units")
    assert sorted(set(page.texts(".//ul[@class='tree']//a"))) == ["Dinas Kesehatan", "Puskesmas Tirtamaya"]
    assert "Dinas Kesehatan 2 pegawai" in page.words
    assert "Dinas Pendidikan" not in page.words


@pytest.mark.parametrize("rooms", [1, 30])
def test_pages_of_units_cost_the_same_however_many_there_are(app: Flask, rooms: int) -> None:
    place = make_place(app)
    for _ in range(rooms):
        make_user(unit=make_unit(parent=place.office))
    counts = [
        len(place.browser.get(address).statements)
        for address in ("/units", f"/units/{place.office.id}", "/units?q=din")
    ]
    assert counts == [4, 7, 5]


@pytest.mark.parametrize("address", ["/units?q=din", "/people?corps=pns", "/people?sort=-name"])
def test_a_page_beyond_the_last_leads_to_the_last(app: Flask, address: str) -> None:
    place = make_place(app)
    page = place.browser.get(f"{address}&page=99")
    assert (page.status, page.location) == (303, f"{address}&page=1")
    assert "Dinas Kesehatan" in place.browser.follow(page).words


def test_a_large_tree_opens_level_by_level(app: Flask) -> None:
    rows = [
        UnitRow(1, "a", "A", "/1/", False),
        UnitRow(2, "b", "B", "/1/2/", False),
        UnitRow(3, "c", "C", "/1/2/3/", False),
    ]
    whole = tree_of(rolled_up(rows, {1: 1, 3: 4}), levels=None)
    assert (whole[0].unit.people, whole[0].unit.own_people, whole[0].unit.units_below) == (5, 1, 2)
    assert whole[0].below[0].below[0].unit.people == 4
    short = tree_of(rows, levels=1)
    assert (short[0].below[0].below, short[0].below[0].has_more) == ((), True)


def test_search_finds_by_name_and_code_within_ones_branch(app: Flask) -> None:
    browser = make_place(app).browser
    assert "Puskesmas Tirtamaya" in browser.get("/units?q=tirta+puskes").links()
    assert "Puskesmas Tirtamaya" in browser.get("/units?q=pkm-1").links()
    assert "Tidak ada unit kerja yang cocok." in browser.get("/units?q=pendidikan").words
    assert "Tidak ada unit kerja yang cocok." in browser.get("/units?q=%25").words


def test_a_unit_is_added_below_another_and_changed(app: Flask) -> None:
    place = make_place(app)
    page = send(
        place.browser,
        f"/units/{place.office.id}/new",
        name="Balai  Baru",
        code="BALAI",
        kind="office",
        corps="",
        zone="Asia/Jayapura",
    )
    assert page.status == 303, page.words
    unit = db.session.scalars(select(Unit).where(Unit.code == "BALAI")).one()
    assert (unit.name, unit.path, unit.zone) == ("Balai Baru", f"{place.office.path}{unit.id}/", "Asia/Jayapura")
    page = send(
        place.browser,
        f"/units/{unit.id}/edit",
        name="Balai Lama",
        code="DINKES",
        kind="office",
        corps="pns",
        zone="Asia/Jakarta",
    )
    assert page.status == 400
    assert "Kode ini sudah dipakai unit kerja lain." in page.words
    assert (
        send(
            place.browser,
            f"/units/{unit.id}/edit",
            name="Balai Lama",
            code="BALAI",
            kind="office",
            corps="pns",
            zone="Asia/Jakarta",
        ).status
        == 303
    )
    assert db.session.get_one(Unit, unit.id).name == "Balai Lama"


def test_a_code_that_differs_in_capitals_is_refused_at_its_field(app: Flask) -> None:
    place = make_place(app)
    page = send(place.browser, f"/units/{place.office.id}/new", name="Puskesmas Kembar", code="pkm-1")
    assert page.status == 400
    assert "Kode ini sudah dipakai unit kerja lain." in page.words


def test_a_unit_form_refuses_nonsense_at_its_field(app: Flask) -> None:
    place = make_place(app)
    page = place.browser.post(
        f"/units/{place.office.id}/new", {"name": "x" * 201, "code": "\t", "kind": "palace", "zone": "Mars"}
    )
    assert page.status == 400
    assert [
        page.words.count(text) for text in ("Paling banyak 200 karakter.", "Isi kode unit kerja.", "Pilih salah satu.")
    ] == [2, 2, 4]


def test_the_top_of_ones_branch_has_no_form_to_move_it(app: Flask) -> None:
    place = make_place(app)
    page = place.browser.get(f"/units/{place.office.id}/move")
    assert "Dinas Kesehatan adalah puncak cabang Anda, jadi tidak dapat Anda pindahkan." in page.words
    assert "Unit induk yang baru" not in page.words


def test_a_unit_is_moved_after_a_look_at_what_that_means(app: Flask) -> None:
    place = make_place(app)
    other = make_unit("Bidang Baru", parent=place.office, code="BID")
    page = send(place.browser, f"/units/{place.room.id}/move", unit="bidang", action="check")
    assert "Puskesmas Tirtamaya akan berada di bawah Bidang Baru." in page.words
    page = place.browser.submit(page, page.form(), action="save")
    assert page.status == 303
    assert db.session.get_one(Unit, place.room.id).path == f"{other.path}{place.room.id}/"


def test_a_unit_is_not_moved_below_itself_nor_out_of_ones_branch(app: Flask) -> None:
    place = make_place(app)
    page = place.browser.post(f"/units/{place.office.id}/move", {"unit": "PKM-1", "action": "save"})
    assert "ke bawah dirinya sendiri" in page.words
    page = place.browser.post(f"/units/{place.room.id}/move", {"unit": "DISDIK", "action": "save"})
    assert "Tidak ada unit kerja di cabang Anda yang cocok." in page.words
    assert db.session.get_one(Unit, place.room.id).parent_id == place.office.id


@pytest.mark.parametrize("below", ["PKM-1", "GUDANG", "RAK"])
def test_a_circle_is_refused_when_the_move_is_checked(app: Flask, below: str) -> None:
    place = make_place(app)
    make_unit("Rak", parent=make_unit("Gudang", parent=place.room, code="GUDANG"), code="RAK")
    page = send(place.browser, f"/units/{place.room.id}/move", unit=below, action="check")
    assert page.status == 400
    assert page.texts(".//*[@id='unit-error']") == [f"✗ {UnitInItsOwnBranch.message}"]
    assert page.texts(".//main//form//button") == ["Periksa"]


def test_a_tree_too_deep_is_refused_when_the_move_is_checked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place(app)
    other = make_unit("Bidang", parent=place.office, code="BID")
    monkeypatch.setattr(services, "PATH_MAX_CHARACTERS", len(place.room.path))
    page = send(place.browser, f"/units/{other.id}/move", unit="PKM-1", action="check")
    assert page.status == 400
    assert "menjadi terlalu dalam" in page.words


def test_where_several_units_fit_the_page_asks_which(app: Flask) -> None:
    place = make_place(app)
    wanted = [
        make_unit("Bagian Umum", parent=parent, code=code)
        for parent, code in ((place.office, "U-1"), (place.room, "U-2"))
    ][1]
    page = place.browser.post(f"/units/{place.room.id}/move", {"unit": "bagian umum", "action": "check"})
    assert "2 unit kerja cocok. Pilih yang dimaksud." in page.words
    assert "Bagian Umum U-2 · Puskesmas Tirtamaya" in page.words
    other = make_unit("Bidang", parent=place.office, code="BID")
    page = place.browser.post(
        f"/units/{other.id}/move",
        {"unit": "bagian umum", "unit_asked": "bagian umum", "unit_code": "U-2", "action": "save"},
    )
    assert page.status == 303
    assert db.session.get_one(Unit, other.id).parent_id == wanted.id


def test_a_unit_with_people_stays_open_an_empty_one_closes_and_opens_again(app: Flask) -> None:
    place = make_place(app)
    user = make_user(unit=place.room)
    address = f"/units/{place.room.id}"
    assert "1 pegawai masih tercatat di sini" in place.browser.get(f"{address}/close").words
    assert "belum dapat ditutup" in place.browser.follow(place.browser.post(f"{address}/close")).words
    deactivate(user.id, on=date(2026, 3, 2), actor_id=None, now=clock.now())
    assert "sudah ditutup" in place.browser.follow(send(place.browser, f"{address}/close")).words
    assert place.browser.get("/units").texts(".//ul[@class='tree']//a") == ["Dinas Kesehatan"]
    assert "Puskesmas Tirtamaya" in place.browser.get("/units?closed=1").words
    assert "sudah dibuka kembali" in place.browser.follow(place.browser.post(f"{address}/reopen")).words
