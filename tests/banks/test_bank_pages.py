"""The pages about banks: who sees which, what they say, founding and renaming one."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.factories.banks import make_draft, make_unit_bank
from tests.factories.content import item_entry, make_bank
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.banks.models import Bank
from training.core.access import Role
from training.core.db import db
from training.org.models import Unit


@pytest.fixture
def agency(app: Flask) -> Unit:
    return make_unit("Pemerintah Kabupaten", code="pemkab")


@pytest.fixture
def office(agency: Unit) -> Unit:
    return make_unit("Dinas Kesehatan", parent=agency, code="dinkes")


@pytest.fixture
def author(office: Unit) -> User:
    user = make_user("Bagus Prakoso", unit=office, email="penyusun@example.id")
    make_grant(user, Role.AUTHOR, office)
    return user


@pytest.fixture
def signed_in(app: Flask, author: User) -> Browser:
    return Browser(app).log_in("penyusun@example.id", PASSWORD)


def bank_named(title: str) -> Bank:
    return next(bank for bank in db.session.scalars(select(Bank)) if bank.title["id"] == title)


def test_the_list_has_ones_own_banks_and_the_shipped_ones_but_none_of_a_sibling(
    signed_in: Browser, agency: Unit, office: Unit, author: User
) -> None:
    own = make_unit_bank(
        office, [item_entry("a"), item_entry("b", topic="pelaporan"), item_entry("c", state="retired")]
    )
    make_draft(own, author)
    make_unit_bank(make_unit(parent=agency, code="sekolah"))
    make_unit_bank(agency)
    shipped = make_bank([item_entry("d")])
    page = signed_in.get("/banks")
    rows = page.texts(".//table[1]/tbody/tr")
    assert rows[:2] == [
        "Bank bank-dinkesDinas Kesehatan 2 1 0 1 2 dari 22",
        "Bank ujiBawaan Netral, untuk semua unit 1 0 0 0 1 dari 22",
    ]
    assert [shipped.title["id"]] == ["Bank uji"]
    assert "2 bank soal" in page.words


@pytest.mark.parametrize("banks", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    signed_in: Browser, office: Unit, author: User, banks: int
) -> None:
    for number in range(banks):
        make_unit_bank(make_unit(parent=office, code=f"seksi-{number}"), [item_entry("a"), item_entry("b")])
    assert len(signed_in.get("/banks").statements) == 6


def test_nobody_without_banks_is_left_alone(signed_in: Browser) -> None:
    page = signed_in.get("/banks")
    assert "Belum ada bank soal di lingkup Anda." in page.words


def test_coverage_counts_approved_items_of_a_corps_and_leads_to_them(
    signed_in: Browser, office: Unit, author: User
) -> None:
    bank = make_unit_bank(
        office,
        [item_entry("a"), item_entry("b", corps=("pns",)), item_entry("c", difficulty="sukar"), item_entry("d", state="draft")],
    )  # fmt: skip
    page = signed_in.get(f"/banks/{bank.id}/coverage?corps=pppk")
    row = next(row for row in page.texts(".//tbody/tr") if row.startswith("Kampanye"))
    assert row == "Kampanye dan tim pemenangan 0 1 1 2"
    followed = signed_in.get(page.links()["2"])
    assert "2 butir · keadaan: disetujui, tentang kampanye dan tim pemenangan, bagi PPPK" in followed.words


def test_a_bank_is_founded_for_a_unit_of_ones_scope(signed_in: Browser, office: Unit, agency: Unit) -> None:
    form = {"title": "Kejadian di Puskesmas 2026", "description": "Dari pertanyaan pegawai.", "owner": "dinkes"}
    page = signed_in.post("/banks/new", form)
    bank = bank_named("Kejadian di Puskesmas 2026")
    assert (bank.code, bank.owner_unit_id) == ("kejadian-di-puskesmas-2026", office.id)
    assert page.location == f"/banks/{bank.id}"
    signed_in.post("/banks/new", form)
    assert {bank.code for bank in db.session.scalars(select(Bank))} == {
        "kejadian-di-puskesmas-2026", "kejadian-di-puskesmas-2026-2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Isi nama bank."),
        ("title", "x" * 161, "Paling banyak 160 karakter."),
        ("description", "", "Isi untuk apa bank ini."),
        ("owner", "pemkab", "Unit ini tidak ada dalam lingkup Anda. Periksa kodenya."),
        ("owner", "tidak-ada", "Unit ini tidak ada dalam lingkup Anda. Periksa kodenya."),
        ("code", "Bukan Kode", "Tulis huruf kecil, angka, dan tanda hubung di antaranya, seperti bank-dinkes."),
        ("code", "sudah-ada", "Kode ini sudah dipakai. Pilih kode lain."),
    ],
)
def test_what_is_wrong_with_a_new_bank_stands_at_its_field(
    signed_in: Browser, office: Unit, agency: Unit, field: str, value: str, message: str
) -> None:
    make_unit_bank(office, code="sudah-ada")
    form = {"title": "Bank", "description": "Untuk uji.", "owner": "dinkes", "code": "", field: value}
    page = signed_in.post("/banks/new", form)
    assert page.status == 400
    assert message in page.words
    assert len(db.session.scalars(select(Bank)).all()) == 1


def test_a_bank_gets_another_name_and_keeps_its_code(signed_in: Browser, office: Unit, author: User) -> None:
    bank = make_unit_bank(office)
    assert (
        signed_in.post(f"/banks/{bank.id}/edit", {"title": "Baru", "description": "Lain", "title_en": "New"}).status
        == 303
    )
    bank = bank_named("Baru")
    assert (bank.title, bank.code) == ({"id": "Baru", "en": "New"}, "bank-dinkes")


def test_shipped_banks_are_read_by_all_authors_and_changed_only_for_a_whole_agency(
    app: Flask, signed_in: Browser, agency: Unit, author: User
) -> None:
    shipped = make_bank([item_entry("a")])
    assert "Tulis butir baru" not in signed_in.get(f"/banks/{shipped.id}").words
    assert signed_in.get(f"/banks/{shipped.id}/edit").status == 404
    make_grant(make_user(unit=agency, email="pelatih@example.id"), Role.AUTHOR, agency)
    trainer = Browser(app).log_in("pelatih@example.id", PASSWORD)
    assert trainer.get(f"/banks/{shipped.id}/edit").status == 200


def test_a_reviewer_reads_and_approves_but_writes_nothing(app: Flask, office: Unit, author: User) -> None:
    make_grant(make_user(unit=office, email="penelaah@example.id"), Role.REVIEWER, office)
    reviewer = Browser(app).log_in("penelaah@example.id", PASSWORD)
    item = make_draft(make_unit_bank(office), author)
    page = reviewer.get(f"/items/{item.id}")
    assert "Setujui versi 1" in page.words
    assert "Lanjutkan draf" not in page.words
    assert reviewer.get(f"/items/{item.id}/edit").status == 403
