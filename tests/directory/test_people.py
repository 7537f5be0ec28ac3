"""People: found, added, corrected, moved, made inactive; names and numbers stay out of addresses."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.directory.people import make_place, send
from tests.factories.attempts import make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.accounts.domain.search import SearchTerms, read_search
from training.accounts.models import KeptSearch, User
from training.accounts.services.searches import KEPT_DAYS, forget_old_searches, keep_search
from training.core import clock
from training.core.db import db
from training.directory.queries import people

NIP = "198102112006021001"


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("  Siti   Aminah ", SearchTerms(words=("siti", "aminah"))),
        ("19810211 200602 1 001", SearchTerms(digits=NIP)),
        ("1981.0211-2006", SearchTerms(digits="198102112006")),
        ("١٩٨١٠٢١١", SearchTerms(digits="19810211")),
        ("１９８１", SearchTerms(digits="1981")),
        ("12", SearchTerms(words=("12",))),
        ("siti@example.id", SearchTerms(words=("siti@example.id",))),
        ("\0", SearchTerms()),
        ("", SearchTerms()),
        ("a b c d e f g h", SearchTerms(words=("a", "b", "c", "d", "e", "f"))),
    ],
)
def test_what_is_typed_is_words_or_a_number(typed: str, terms: SearchTerms) -> None:
    assert read_search(typed) == terms


def found(browser: Browser, typed: str, **filters: str) -> list[str]:
    page = browser.post("/people/search", {"q": typed, **filters})
    assert page.status == 303
    assert not typed or typed not in page.location
    return browser.get(page.location).texts(".//tbody//th/a")


def test_people_are_found_by_name_number_address_and_unit(app: Flask) -> None:
    place = make_place(app)
    make_user("Budi Santoso", unit=place.room, service_kind="nip", service_number=NIP, email="budi@example.id")
    make_user("Ani Santoso", unit=place.office, login_name="ani-s")
    make_user("Budi Foreign", unit=place.sibling)
    browser = place.browser
    assert found(browser, "santoso") == ["Ani Santoso", "Budi Santoso"]
    assert found(browser, "SANTOSO budi") == ["Budi Santoso"]
    assert found(browser, "budi") == ["Budi Santoso"]
    assert found(browser, "19810211 2006") == ["Budi Santoso"]
    assert found(browser, "١٩٨١٠٢١١٢٠٠٦٠٢١٠٠١") == ["Budi Santoso"]
    assert found(browser, "budi@EXAMPLE.id") == ["Budi Santoso"]
    assert found(browser, "ani-s") == ["Ani Santoso"]
    assert found(browser, "puskesmas") == ["Budi Santoso"]
    assert found(browser, "100%") == []
    assert found(browser, "", unit=str(place.room.id)) == ["Budi Santoso"]
    assert found(browser, "", corps="polri") == []


@pytest.mark.parametrize("typed", ["émile", "ÉMILE", "Émile", "çelik", "klinik é", "KLINIK É"])
def test_letters_beyond_ascii_are_found_in_any_case(app: Flask, typed: str) -> None:
    place = make_place(app)
    make_user("Émile Çelik", unit=make_unit("Klinik É", parent=place.office))
    make_user("Emil Celik", unit=place.room)
    assert found(place.browser, typed) == ["Émile Çelik"]


def test_a_search_is_kept_for_its_owner_and_forgotten_after_days(app: Flask) -> None:
    place = make_place(app)
    make_user("Budi Santoso", unit=place.room)
    address = place.browser.post("/people/search", {"q": "budi santoso"}).location
    assert place.browser.post("/people/search", {"q": " BUDI  santoso"}).location != ""
    key = db.session.scalars(select(KeptSearch.key).where(KeptSearch.words == "budi santoso")).one()
    assert key in address
    make_user(unit=place.office, email="lain@example.id")
    assert keep_search(make_user().id, "budi santoso", now=clock.now()) != key
    forget_old_searches(now=clock.now() + timedelta(days=KEPT_DAYS, seconds=1))
    db.session.commit()
    page = place.browser.get(address)
    assert "Pencarian ini sudah tidak disimpan." in page.words


def test_states_and_sorts(app: Flask) -> None:
    place = make_place(app)
    make_user("Cici", unit=place.room, password=None)
    make_user("Bobo", unit=place.room)
    gone = make_user("Dodo", unit=place.room)
    place.browser.post(f"/people/{gone.id}/deactivate")
    names = ".//tbody//th/a"
    assert place.browser.get("/people").texts(names) == ["Bobo", "Cici", "Siti Admin"]
    assert place.browser.get("/people?sort=-name").texts(names) == ["Siti Admin", "Cici", "Bobo"]
    assert place.browser.get("/people?state=unused").texts(names) == ["Cici"]
    assert place.browser.get("/people?state=inactive").texts(names) == ["Dodo"]
    assert place.browser.get("/people?state=no&sort=no&corps=no&page=no&search=no").texts(names) == [
        "Bobo",
        "Cici",
        "Siti Admin",
    ]


@pytest.mark.parametrize("few", [0, people.FEW])
@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("sort", list(people.SORTS))
def test_pages_from_either_end_make_up_one_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch, sort: str, *, is_descending: bool, few: int
) -> None:
    monkeypatch.setattr(people, "FEW", few)
    office = make_unit("Dinas")
    rooms = [make_unit("Ruang B", parent=office), make_unit("Ruang A", parent=office)]
    for number, name in enumerate(("Budi", "budi", "Ani", "Cici", "Budi", "Dodo", "ani")):
        numbered = {"service_kind": "nip", "service_number": f"19810211200602{9 - number}001"} if number % 3 else {}
        make_user(name, unit=rooms[number % 2], **numbered)
    wanted = people.PeopleFilter(paths=(office.path,))
    whole = people.people_page(wanted, sort=sort, is_descending=is_descending, offset=0, limit=50)[1]
    pages = [
        people.people_page(wanted, sort=sort, is_descending=is_descending, offset=offset, limit=2)[1]
        for offset in range(0, 10, 2)
    ]
    assert [row.id for page in pages for row in page] == [row.id for row in whole]
    assert len(whole) == 7


@pytest.mark.parametrize("people", [1, 60])
def test_lists_and_a_persons_page_cost_the_same_however_much_there_is(app: Flask, people: int) -> None:
    place = make_place(app)
    module = make_module(3)
    user = make_user(unit=place.room)
    for _ in range(people):
        make_user(unit=place.room, password=None)
    for _ in range(min(people, 3)):
        make_submitted(user, make_enrolment(user, module), correct=3)
    searched = place.browser.post("/people/search", {"q": "example", "unit": str(place.room.id)}).location
    addresses = ("/people", searched, f"/people/{user.id}", "/people/codes")
    assert [len(place.browser.get(address).statements) for address in addresses] == [6, 7, 8, 3]


def test_a_person_is_added_with_a_number_that_is_checked(app: Flask) -> None:
    place = make_place(app)
    address = f"/people/new?unit={place.room.id}"
    page = send(place.browser, address, full_name="Ratna Dewi, S.KM.", corps="pns", number="19810211 200613 2 001")
    assert page.status == 400
    assert "bulan pengangkatan" in page.words
    page = send(
        place.browser,
        address,
        full_name="Ratna Dewi, S.KM.",
        corps="pns",
        number="19810211 200602 2 001",
        position="Bidan",
    )
    assert page.status == 303, page.words
    page = place.browser.follow(page)
    assert page.heading == "Ratna Dewi, S.KM."
    assert "19810211 200602 2 001" in page.words
    assert "Puskesmas TirtamayaBidansejak" in page.words
    page = send(place.browser, address, full_name="Lain", corps="pns", number="198102112006022001")
    assert "NIP/NRP ini sudah dipakai orang lain." in page.words
    page = send(place.browser, address, full_name="Lain", corps="masyarakat")
    assert "salah satunya diperlukan untuk masuk" in page.words


def test_a_person_is_corrected_and_an_odd_number_that_is_kept_stays(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, corps="polri", service_kind="nrp_polri", service_number="99")
    page = send(
        place.browser,
        f"/people/{user.id}/edit",
        full_name="Budi Santoso",
        corps="polri",
        number="99",
        email="",
        login_name="budi.s",
    )
    assert page.status == 303, page.words
    user = db.session.get_one(User, user.id)
    assert (user.full_name, user.service_number, user.email, user.login_name) == ("Budi Santoso", "99", None, "budi.s")
    page = send(
        place.browser, f"/people/{user.id}/edit", full_name="@", corps="x", number="1", email="a@b@c", login_name="!"
    )
    assert page.status == 400


def test_a_person_moves_after_a_look_at_what_that_means(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.office)
    page = send(
        place.browser, f"/people/{user.id}/transfer", unit="PKM-1", position="Perawat", on="2026-03-02", action="check"
    )
    assert "Budi pindah dari Dinas Kesehatan ke Puskesmas Tirtamaya mulai Senin, 2 Maret 2026." in page.words
    page = place.browser.follow(place.browser.submit(page, page.form(), action="save"))
    assert "Budi sekarang di Puskesmas Tirtamaya." in page.words
    assert "Dinas Kesehatan2 Januari 2024 sampai 2 Maret 2026" in page.words
    page = send(place.browser, f"/people/{user.id}/transfer", unit="DISDIK", on="2026-03-02", action="save")
    assert "Tidak ada unit kerja di cabang Anda yang cocok." in page.words
    page = send(place.browser, f"/people/{user.id}/transfer", unit="DINKES", on="2199-01-01", action="save")
    assert "Tanggal pindah belum tiba." in page.words
    page = send(place.browser, f"/people/{user.id}/transfer", unit="DINKES", on="31-02-2026", action="save")
    assert "Isi tanggal yang ada" in page.words


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2199-01-01", "Tanggal pindah belum tiba."),
        ("2024-01-01", "baru berada di unitnya sekarang sejak Selasa, 2 Januari 2024. Pilih hari itu atau sesudahnya."),
    ],
)
def test_a_day_that_cannot_be_saved_is_told_when_the_move_is_checked(app: Flask, day: str, told: str) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.office)
    address = f"/people/{user.id}/transfer"
    assert "Hari pertama di tempat itu: dari 2 Januari 2024 sampai hari ini." in place.browser.get(address).words
    page = send(place.browser, address, unit="PKM-1", on=day, action="check")
    assert page.status == 400
    assert told in page.words
    assert "Budi pindah dari" not in page.words


def test_a_move_to_where_somebody_is_already_is_no_move(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room)
    page = send(place.browser, f"/people/{user.id}/transfer", action="check")
    assert page.status == 400
    assert "Unit dan jabatannya masih sama. Pilih unit lain atau ubah jabatannya." in page.words
    page = send(place.browser, f"/people/{user.id}/transfer", position="Perawat", action="check")
    assert "Budi tetap di Puskesmas Tirtamaya; jabatannya menjadi Perawat mulai" in page.words


def test_a_person_is_made_inactive_and_active_again_elsewhere(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    theirs = Browser(app).log_in("budi@example.id", PASSWORD)
    assert "Nonaktifkan Budi?" in place.browser.get(f"/people/{user.id}/deactivate").words
    page = place.browser.follow(send(place.browser, f"/people/{user.id}/deactivate"))
    assert "Budi tidak aktif lagi." in page.words
    assert theirs.get("/home").status == 303
    assert place.browser.post(f"/people/{user.id}/code").status == 409
    assert place.browser.get(f"/people/{user.id}/transfer").location == f"/people/{user.id}/reactivate"
    page = place.browser.follow(send(place.browser, f"/people/{user.id}/reactivate", unit="DINKES"))
    assert "Budi aktif kembali." in page.words
    theirs.log_in("budi@example.id", PASSWORD)


def test_nobody_makes_themselves_inactive(app: Flask) -> None:
    place = make_place(app)
    assert place.browser.post(f"/people/{place.admin.id}/deactivate").status == 409
    assert place.browser.get("/people").status == 200


def test_a_new_code_is_shown_once_and_opens_the_account(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id", password=None)
    page = place.browser.post(f"/people/{user.id}/code")
    [code] = page.texts(".//p[@class='big-code']")
    assert code not in place.browser.get(f"/people/{user.id}").text
    new = {"code": code, "new_password": "tiga kapal lampu biru", "repeated": "tiga kapal lampu biru"}
    assert Browser(app).post("/activate", new).status == 303
    assert Browser(app).post("/activate", new).status == 400


def test_a_person_of_another_branch_is_not_there(app: Flask) -> None:
    place = make_place(app)
    foreign = make_user(unit=place.sibling)
    assert [
        place.browser.get(f"/people/{foreign.id}{page}").status for page in ("", "/edit", "/transfer", "/grants/new")
    ] == [404] * 4
    assert place.browser.get(f"/people?unit={place.sibling.id}").status == 404
    assert place.browser.get(f"/people/new?unit={make_unit().id}").status == 404


def test_pages_with_people_are_not_stored_by_browsers(app: Flask) -> None:
    place = make_place(app)
    for address in ("/people", f"/people/{place.admin.id}", "/people/codes", "/audit", "/units"):
        assert place.browser.get(address).response.headers["Cache-Control"] == "no-store"
