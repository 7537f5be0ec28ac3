"""Two tabs with the same form: what the other one saved stays, unless both changed the same field and somebody chooses.

Who was transferred meanwhile is not moved on unseen.
"""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from tests.directory.people import make_place, send
from tests.factories.people import make_unit, make_user
from training.accounts.models import Membership, User
from training.core.db import db
from training.org.models import Unit


def stored_person(user: User) -> tuple[str, str, str | None]:
    found = db.session.get_one(User, user.id, populate_existing=True)
    return found.full_name, found.corps, found.email


def test_what_another_tab_saved_in_other_fields_stays(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    address = f"/people/{user.id}/edit"
    stale = place.browser.get(address)
    assert send(place.browser, address, full_name="Budi Santoso", corps="pppk").status == 303
    page = place.browser.submit(stale, stale.form(), email="santoso@example.id")
    assert page.status == 303, page.words
    assert stored_person(user) == ("Budi Santoso", "pppk", "santoso@example.id")


def test_the_same_field_changed_in_two_tabs_is_told_and_chosen(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    address = f"/people/{user.id}/edit"
    stale = place.browser.get(address)
    assert send(place.browser, address, full_name="Budi Santoso", corps="pppk").status == 303
    page = place.browser.submit(stale, stale.form(), full_name="Budi Hartono", corps="polri", email="b@example.id")
    assert page.status == 409
    assert "Data ini diubah orang lain sesudah Anda membukanya" in page.words
    assert page.texts(".//dl[@class='versions']/*") == [
        "Nama lengkap", "Tersimpan sekarangBudi Santoso", "Isian AndaBudi Hartono",
        "Jenis pegawai", "Tersimpan sekarangPPPK", "Isian AndaPolri",
    ]  # fmt: skip
    assert stored_person(user) == ("Budi Santoso", "pppk", "budi@example.id")
    assert 'value="Budi Santoso"' in place.browser.get(page.links()["Pakai yang tersimpan"]).text
    assert place.browser.submit(page, page.form()).status == 303
    assert stored_person(user) == ("Budi Hartono", "polri", "b@example.id")


def test_two_tabs_that_want_the_same_do_not_clash(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    stale = place.browser.get(f"/people/{user.id}/edit")
    for _tab in range(2):
        assert place.browser.submit(stale, stale.form(), full_name="Budi Santoso").status == 303
    assert stored_person(user)[0] == "Budi Santoso"


def test_a_refused_form_is_shown_with_what_was_saved_meanwhile(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    stale = place.browser.get(f"/people/{user.id}/edit")
    assert place.browser.submit(stale, stale.form(), full_name="Budi Santoso").status == 303
    page = place.browser.submit(stale, stale.form(), email="@")
    assert page.status == 400
    assert place.browser.submit(page, page.form(), email="b@example.id").status == 303
    assert stored_person(user) == ("Budi Santoso", user.corps, "b@example.id")


@pytest.mark.parametrize("seen", ["", "x", "[]", "null", json.dumps({"name": 5, "other": "x"})])
def test_what_a_page_showed_may_be_nonsense(app: Flask, seen: str) -> None:
    place = make_place(app)
    assert send(place.browser, f"/units/{place.room.id}/edit", seen=seen, name="Puskesmas Baru").status == 303
    assert db.session.get_one(Unit, place.room.id, populate_existing=True).name == "Puskesmas Baru"


def test_units_are_kept_from_stale_forms_too(app: Flask) -> None:
    place = make_place(app)
    address = f"/units/{place.room.id}/edit"
    stale = place.browser.get(address)
    assert send(place.browser, address, name="Puskesmas Baru", zone="Asia/Makassar").status == 303
    page = place.browser.submit(stale, stale.form(), code="PKM-9")
    assert page.status == 303, page.words
    unit = db.session.get_one(Unit, place.room.id, populate_existing=True)
    assert (unit.name, unit.code, unit.zone) == ("Puskesmas Baru", "PKM-9", "Asia/Makassar")
    page = place.browser.submit(stale, stale.form(), zone="Asia/Jayapura")
    assert page.status == 409
    assert page.texts(".//dl[@class='versions']/dd") == [
        "Tersimpan sekarangWITA (Waktu Indonesia Tengah)", "Isian AndaWIT (Waktu Indonesia Timur)",
    ]  # fmt: skip
    assert place.browser.submit(page, page.form()).status == 303
    unit = db.session.get_one(Unit, place.room.id, populate_existing=True)
    assert (unit.name, unit.code, unit.zone) == ("Puskesmas Baru", "PKM-9", "Asia/Jayapura")


def place_of(user: User) -> tuple[str, str | None]:
    """Name of the unit, and position."""
    found = db.session.execute(
        select(Unit.name, Membership.position)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.user_id == user.id, Membership.to_on.is_(None))
    ).one()
    return found[0], found[1]


@pytest.mark.parametrize("step", ["check", "save"])
@pytest.mark.parametrize(
    ("other", "there"),
    [({"unit": "PKM-1"}, "Puskesmas Tirtamaya"), ({"position": "Perawat"}, "Dinas Kesehatan")],
    ids=["another unit", "another position"],
)
def test_who_was_transferred_meanwhile_is_not_moved_on_unseen(
    app: Flask, step: str, other: dict[str, str], there: str
) -> None:
    place = make_place(app)
    make_unit("Gudang", parent=place.office, code="GUDANG")
    user = make_user("Budi", unit=place.office)
    address = f"/people/{user.id}/transfer"
    stale = place.browser.get(address)
    wish = {"unit": "GUDANG", "position": "Juru Gudang", "action": "check"}
    if step == "save":
        stale, wish = place.browser.submit(stale, stale.form(), **wish), {"action": "save"}
        assert "Budi pindah dari Dinas Kesehatan ke Gudang" in stale.words
    assert send(place.browser, address, action="save", **other).status == 303
    page = place.browser.submit(stale, stale.form(), **wish)
    assert page.status == 409
    assert f"Budi sekarang di {there} sejak" in page.words
    assert ("Jabatan: Perawat." in page.words) is ("position" in other)
    assert "Kiriman Anda tidak mengubah apa pun" in page.words
    assert place_of(user) == (there, other.get("position"))
    assert page.links()["Biarkan seperti sekarang"] == f"/people/{user.id}"
    again = place.browser.submit(page, page.form(), action="check")
    assert f"Budi pindah dari {there} ke Gudang" in again.words
    assert place.browser.submit(again, again.form(), action="save").status == 303
    assert place_of(user) == ("Gudang", "Juru Gudang")


def test_a_transfer_that_is_sent_twice_is_done_once(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.office)
    page = place.browser.get(f"/people/{user.id}/transfer")
    told = place.browser.submit(page, page.form(), unit="PKM-1", position="Perawat", action="check")
    for _ in range(2):
        answer = place.browser.submit(told, told.form(), action="save")
        assert (answer.status, answer.location) == (303, f"/people/{user.id}")
    assert place_of(user) == ("Puskesmas Tirtamaya", "Perawat")


@pytest.mark.parametrize("seen", [None, "", "x", "0", "9" * 40])
def test_a_transfer_that_does_not_say_what_it_was_made_against_is_not_saved(app: Flask, seen: str | None) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.office)
    told = {"unit": "PKM-1", "on": "2026-03-02", "action": "save", **({} if seen is None else {"seen": seen})}
    assert place.browser.post(f"/people/{user.id}/transfer", told).status == 409
    assert place_of(user) == ("Dinas Kesehatan", None)
