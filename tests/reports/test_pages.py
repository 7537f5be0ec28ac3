"""What a supervisor sees: the number, the list behind it, one person's duty."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.client import Browser, Page
from tests.factories.attempts import STARTED_AT, make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Assignment, Enrolment
from training.assignments.services.closing import end_assignment
from training.assignments.services.enrolling import enrol_assigned
from training.core.access import Role
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit

MOST_STATEMENTS = 8


def duty_of(user: User, assignment: Assignment) -> int:
    """The id of somebody's enrolment in an assignment."""
    return db.session.scalars(
        select(Enrolment.id).where(Enrolment.user_id == user.id, Enrolment.assignment_id == assignment.id)
    ).one()


def supervisor_of(app: Flask, *units: Unit) -> Browser:
    """Somebody outside these units who supervises them, signed in."""
    user = make_user("Atasan Uji", email="atasan@example.id")
    for unit in units:
        make_grant(user, Role.SUPERVISOR, unit)
    return Browser(app).log_in("atasan@example.id", PASSWORD)


@pytest.fixture
def module(app: Flask) -> Module:
    """A module of four questions."""
    return make_module(4)


@pytest.fixture
def office(app: Flask) -> Unit:
    """An office with two units below it."""
    return make_unit("Dinas Kesehatan", code="DK")


def test_the_number_comes_first_and_leads_to_those_who_are_late(app: Flask, module: Module, office: Unit) -> None:
    below = make_unit("Puskesmas", parent=office)
    people = [make_user(f"Pegawai {number}", unit=below) for number in range(3)]
    assignment = make_assignment(module, office, due_on=date(2026, 3, 10))
    make_submitted(people[0], duty_of(people[0], assignment), correct=4)
    browser = supervisor_of(app, office)
    page = browser.get("/reports")
    assert "1 dari 3 pegawai (33,3%) memegang pelatihan yang berlaku pada 20 Maret 2026. 2 terlambat." in page.words
    late = browser.get(page.links()["2 terlambat"])
    assert names_on(late) == ["Pegawai 1", "Pegawai 2"]


def names_on(page: Page) -> list[str]:
    """The names in a list, in its order."""
    assert page.tree is not None
    return [" ".join("".join(link.itertext()).split()) for link in page.tree.iterfind(".//tbody/tr/th/a")]


def test_units_are_compared_from_the_lowest_up_with_ones_own_people_among_them(
    app: Flask, module: Module, office: Unit
) -> None:
    lower, higher = (make_unit(f"Puskesmas {one}", parent=office, code=f"PKM-{one}") for one in "AB")
    make_unit("Puskesmas tanpa pegawai", parent=office)
    people = [make_user(unit=unit) for unit in (lower, higher, office, office)]
    assignment = make_assignment(module, office)
    for person in people[1:3]:
        make_submitted(person, duty_of(person, assignment), correct=4)
    page = supervisor_of(app, office).get("/reports")
    rows = page.texts(".//table[@class='units']//th[@scope='row']")
    assert rows == ["Puskesmas A PKM-A", f"Langsung di Dinas Kesehatan {office.code}", "Puskesmas B PKM-B"]
    assert "1 unit lain tidak mempunyai pegawai yang ditugasi." in page.words


def test_a_figure_out_of_those_who_must_leads_to_just_them(app: Flask, module: Module, office: Unit) -> None:
    below = make_unit("Puskesmas", parent=office)
    people = [make_user(f"Pegawai {number}", unit=below) for number in range(4)]
    assignment = make_assignment(module, office)
    make_submitted(people[0], duty_of(people[0], assignment), correct=4)
    for person in people[2:]:
        db.session.execute(update(Enrolment).where(Enrolment.user_id == person.id).values(exempted_at=STARTED_AT))
    make_submitted(people[3], duty_of(people[3], assignment), correct=4)
    db.session.commit()
    browser = supervisor_of(app, office)
    listed = browser.get(browser.get("/reports").links()["2 dari 3 Puskesmas"])
    assert names_on(listed) == ["Pegawai 0", "Pegawai 1", "Pegawai 3"]
    assert "3 baris · Semua yang wajib" in listed.words


def test_what_else_somebody_has_to_do_is_told_with_what_is_over(app: Flask, module: Module, office: Unit) -> None:
    person = make_user("Pegawai", unit=office)
    over, running = make_assignment(module, office), make_assignment(module, office)
    over.title, running.title = "Gelombang satu", "Gelombang dua"
    end_assignment(over, now=STARTED_AT)
    db.session.commit()
    browser = supervisor_of(app, office)
    page = browser.get(f"/duties/{duty_of(person, running)}")
    assert "Gelombang satuBelum dimulai penugasan sudah ditutup" in page.words
    there = browser.get(f"/duties/{duty_of(person, over)}")
    assert "Gelombang duaBelum dimulai" in there.words
    assert "Belum dimulai penugasan sudah ditutup" not in there.words


def test_a_supervisor_of_several_branches_sees_each_of_them(app: Flask, module: Module) -> None:
    agency = make_unit("Pemkab")
    units = [make_unit(f"Dinas {one}", parent=agency, code=one) for one in "ABC"]
    for unit in units:
        make_user(unit=unit)
    make_assignment(module, agency)
    browser = supervisor_of(app, units[0], units[2])
    page = browser.get("/reports")
    assert page.heading == "Laporan"
    assert "0 dari 2 pegawai" in page.words
    assert sorted(page.texts(".//table[@class='units']//th[@scope='row']")) == ["Dinas A A", "Dinas C C"]
    assert browser.get(f"/reports/units/{units[1].id}").status == 404
    assert browser.get(f"/reports/units/{agency.id}").status == 404
    inner = browser.get(f"/reports/units/{units[0].id}")
    assert inner.heading == "Dinas A"
    assert "Laporan" in inner.links()


def test_a_grant_inside_another_counts_nobody_twice(app: Flask, module: Module, office: Unit) -> None:
    below = make_unit("Puskesmas", parent=office)
    make_user(unit=below)
    make_assignment(module, office)
    assert "0 dari 1 pegawai" in supervisor_of(app, office, below).get("/reports").words


def test_without_an_assignment_the_page_says_what_fills_it(app: Flask, office: Unit) -> None:
    browser = supervisor_of(app, office)
    assert "Belum ada penugasan untuk unit Anda." in browser.get("/reports").words
    assert "Tidak ada yang cocok." in browser.get("/reports/people").words


def test_a_person_who_moves_away_takes_open_duties_along_and_leaves_completed_ones(
    app: Flask, module: Module, office: Unit
) -> None:
    elsewhere = make_unit("Dinas Sosial")
    done, still_open = make_user("Selesai", unit=office), make_user("Belum", unit=office)
    assignment = make_assignment(module, office)
    make_submitted(done, duty_of(done, assignment), correct=4)
    db.session.execute(update(Enrolment).where(Enrolment.state == "open").values(unit_id=elsewhere.id))
    db.session.commit()
    assert names_on(supervisor_of(app, office).get("/reports/people")) == ["Selesai"]
    make_grant(db.session.get_one(User, still_open.id), Role.SUPERVISOR, elsewhere)
    other = Browser(app).log_in(still_open.email or "", PASSWORD)
    assert names_on(other.get("/reports/people")) == ["Belum"]


def test_overdue_begins_when_the_local_day_of_the_unit_is_over(app: Flask, module: Module) -> None:
    """It is 20 March 09.00 in Jakarta; 19 March ended everywhere, and 20 March nowhere."""
    agency = make_unit("Kementerian")
    west, east = make_unit("Barat", parent=agency), make_unit("Timur", parent=agency, zone="Asia/Jayapura")
    for unit in (west, east):
        make_user(f"Pegawai {unit.name}", unit=unit)
    make_assignment(module, agency, due_on=date(2026, 3, 19))
    browser = supervisor_of(app, agency)
    assert names_on(browser.get("/reports/people?overdue=1")) == ["Pegawai Barat", "Pegawai Timur"]


def test_a_list_costs_the_same_with_one_row_and_with_many(app: Flask, module: Module, office: Unit) -> None:
    below = make_unit("Puskesmas", parent=office)
    make_user(unit=below)
    assignment = make_assignment(module, office)
    browser = supervisor_of(app, office)
    addresses = [
        "/reports",
        f"/reports/units/{below.id}",
        f"/reports/people?unit={below.id}&corps=pns&sort=score",
        "/reports/topics",
    ]
    few = [len(browser.get(address).statements) for address in addresses]
    for number in range(60):
        make_user(unit=make_unit(parent=below) if number % 3 else below)
    enrol_assigned(assignment, now=STARTED_AT)
    db.session.commit()
    many = [len(browser.get(address).statements) for address in addresses]
    assert few == many
    assert max(many) <= MOST_STATEMENTS


def test_one_persons_page_shows_scores_and_no_answer(app: Flask, module: Module, office: Unit) -> None:
    person = make_user("Wahyuni Lestari", unit=office)
    assignment = make_assignment(module, office)
    duty = duty_of(person, assignment)
    make_submitted(person, duty, correct=2, now=STARTED_AT)
    make_submitted(person, duty, correct=4, seed=2, now=STARTED_AT + timedelta(days=1))
    page = supervisor_of(app, office).get(f"/duties/{duty}")
    assert page.heading == "Wahyuni Lestari"
    assert "50%" in page.words
    assert "100%" in page.words
    assert "pilihan" not in page.text
    assert [link for link in page.links().values() if link.startswith("/verify/")]


@pytest.mark.parametrize(
    "address",
    [
        "/reports?assignment=999-1",
        "/reports?assignment=x",
        "/reports/units/999999",
        "/reports/people?unit=999999",
        "/duties/999999",
    ],
)
def test_what_is_not_there_is_not_found(app: Flask, office: Unit, address: str) -> None:
    assert supervisor_of(app, office).get(address).status == 404


@pytest.mark.parametrize(
    "query",
    ["status=x&corps=y&sort=z&down=9&page=0", "page=999999", "page=-1", "unit=abc", "overdue=ya", "unit=" + "9" * 40],
)
def test_nonsense_in_an_address_is_left_out(app: Flask, office: Unit, query: str) -> None:
    assert supervisor_of(app, office).get(f"/reports/people?{query}").status == 200


def test_a_search_finds_names_numbers_and_units_and_stays_out_of_the_address(
    app: Flask, module: Module, office: Unit
) -> None:
    below = make_unit("Puskesmas Wonosari", parent=office)
    make_user("Wahyuni Lestari", unit=below)
    make_user("Bagus Prakoso", unit=office, service_kind="nip", service_number="198102112006021001")
    make_assignment(module, office)
    browser = supervisor_of(app, office)
    page = browser.get("/reports/people")
    for words, found in (
        ("lestari", ["Wahyuni Lestari"]),
        ("1981.0211", ["Bagus Prakoso"]),
        ("wonosari", ["Wahyuni Lestari"]),
        ("tidak ada", []),
    ):
        sought = browser.follow(browser.submit(page, page.form(action="/reports/people"), words=words))
        assert sought.status == 200
        assert names_on(sought) == found
        assert words not in sought.response.request.full_path


def test_the_earlier_address_of_a_duty_leads_to_its_page(app: Flask, module: Module, office: Unit) -> None:
    person = make_user(unit=office)
    duty = duty_of(person, make_assignment(module, office))
    moved = supervisor_of(app, office).get(f"/reports/duties/{duty}")
    assert (moved.status, moved.location) == (303, f"/duties/{duty}")


def test_a_page_beyond_the_last_leads_to_the_last_with_every_filter(app: Flask, module: Module, office: Unit) -> None:
    make_user("Ani", unit=office)
    assignment = make_assignment(module, office)
    wanted = f"assignment={assignment.id}-1&status=not_started"
    browser = supervisor_of(app, office)
    page = browser.get(f"/reports/people?{wanted}&page=9")
    assert (page.status, page.location) == (303, f"/reports/people?{wanted}&page=1")
    assert names_on(browser.follow(page)) == ["Ani"]
    assert "Tidak ada yang cocok" in browser.get(f"/reports/people?{wanted}&overdue=1&page=9").words
