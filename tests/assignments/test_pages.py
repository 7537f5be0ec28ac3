"""The pages of assignments: the list, putting one together, its people, and what is done for them."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.attempts import make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.jobs import run_jobs
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Assignment, Enrolment, EnrolmentChange
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.core.i18n import plain_date
from training.modules.models import Module
from training.org.models import Unit

PAST = date(2026, 3, 2)


class Branch:
    """A regency with two offices; the supervisor holds the first of them, or the regency."""

    def __init__(self, app: Flask, *, at_top: bool = False) -> None:
        self.top = make_unit("Pemerintah Kabupaten", code="PEMKAB")
        self.unit = make_unit("Dinas Kesehatan", parent=self.top, code="DINKES")
        self.inner = make_unit("Puskesmas", parent=self.unit, code="PKM")
        self.sibling = make_unit("Dinas Sosial", parent=self.top, code="DINSOS")
        self.boss = make_user("Kepala Dinas", unit=self.unit, email="atasan@example.id")
        make_grant(self.boss, Role.SUPERVISOR, self.top if at_top else self.unit)
        self.browser = Browser(app).log_in("atasan@example.id", PASSWORD)

    def preview(self, module: Module, *units: Unit) -> Page:
        """The page before saving."""
        more = "".join(f"&units={unit.id}" for unit in units[1:])
        return self.browser.get("/assignments/new?" + asked(module, units[0]) + more)


def asked(module: Module, unit: Unit, fields: Mapping[str, str] | None = None) -> str:
    """The address part of a form that is filled in, some fields otherwise."""
    today = clock.today_in("Asia/Jakarta", clock.now())
    values = {
        "module": module.id,
        "title": "Netralitas 2026",
        "opens_on": today.isoformat(),
        "due_on": (today + timedelta(days=30)).isoformat(),
        "action": "preview",
        "units": unit.id,
        **(fields or {}),
    }
    return urlencode(values)


def enrolment_of(user: User) -> int:
    return db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == user.id)).one()


def test_an_assignment_is_looked_at_saved_and_enrols(app: Flask) -> None:
    branch = Branch(app)
    doctor = make_user("Dokter Ani", unit=branch.inner)
    make_user("Babinsa Budi", unit=branch.unit, corps="tni")
    stranger = make_user("Orang Dinsos", unit=branch.sibling)
    preview = branch.preview(make_module(), branch.unit)
    assert preview.heading == "2 orang akan ditugasi"
    assert "Dokter Ani" in preview.words
    assert "Pelatihan ini bukan untuk jenis pegawainya: 1 orang" in preview.words
    assert db.session.scalar(select(Assignment.id)) is None
    saved = branch.browser.submit(preview, preview.form(action="/assignments/new"))
    again = branch.browser.submit(preview, preview.form(action="/assignments/new"))
    assert (saved.status, saved.location) == (303, again.location)
    meant = {branch.boss.id, doctor.id}
    assert stranger.id not in meant
    page = branch.browser.get(saved.location)
    assert "Peserta sedang didaftarkan" in page.words
    run_jobs(app)
    assert set(db.session.scalars(select(Enrolment.user_id))) == meant
    page = branch.browser.get(saved.location)
    assert "0 dari 2 orang (0%) lulus dan masih berlaku." in page.words


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Isi judul penugasan."),
        ({"title": "x" * 201}, "Paling banyak 200 karakter."),
        ({"module": ""}, "Pilih"),
        ({"module": "999999"}, "Pilih"),
        ({"module": "1 OR 1"}, "Pilih"),
        ({"opens_on": ""}, "Isi tanggal mulai."),
        ({"opens_on": "kemarin"}, "Isi tanggal"),
        ({"opens_on": "99999-01-01"}, "Isi tanggal"),
        ({"due_on": "2001-01-01"}, "Tenggat jatuh sebelum penugasan dibuka."),
        ({"due_on": "31-02-2026"}, "Isi tanggal"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(app: Flask, fields: dict[str, str], message: str) -> None:
    branch = Branch(app)
    page = branch.browser.get("/assignments/new?" + asked(make_module(), branch.unit, fields))
    assert page.status == 400
    assert message in page.words


def test_units_are_found_by_search_and_by_walking_the_tree(app: Flask) -> None:
    branch = Branch(app, at_top=True)
    page = branch.browser.get("/assignments/new?words=puskes")
    assert [field.get("value") for field in page.tree.iterfind(".//input[@name='units']")].count(
        str(branch.inner.id)
    ) == 1  # type: ignore[union-attr]
    page = branch.browser.get(f"/assignments/new?at={branch.unit.id}")
    assert "Dinas Kesehatan seluruhnya" in page.words
    assert "Puskesmas" in page.words
    chosen = branch.browser.get(f"/assignments/new?units={branch.unit.id}&units={branch.inner.id}&words=puskes")
    assert "✓ Puskesmas sudah termasuk" in chosen.words


@pytest.mark.parametrize("foreign", ["sibling", "top"])
def test_a_unit_outside_ones_branch_cannot_be_chosen(app: Flask, foreign: str) -> None:
    branch = Branch(app)
    page = branch.preview(make_module(), getattr(branch, foreign))
    assert (page.status, "Pilih sedikitnya satu unit kerja." in page.words) == (400, True)
    sent = branch.browser.post("/assignments/new?", {"units": str(branch.sibling.id), "title": "x"})
    assert sent.status == 400
    assert db.session.scalar(select(Assignment.id)) is None


def test_units_of_two_branches_need_an_assignment_each(app: Flask) -> None:
    branch = Branch(app)
    make_grant(branch.boss, Role.SUPERVISOR, branch.sibling)
    page = branch.preview(make_module(), branch.unit, branch.sibling)
    assert "Buat satu penugasan untuk setiap cabang." in page.words


def test_an_assignment_of_a_unit_above_is_seen_for_ones_own_people_and_not_changed(app: Flask) -> None:
    branch = Branch(app)
    own, other = make_user("Orang Sendiri", unit=branch.inner), make_user("Orang Lain", unit=branch.sibling)
    assignment = make_assignment(make_module(), branch.top, due_on=PAST)
    others_duty = enrolment_of(other)
    elsewhere = make_assignment(make_module(), branch.sibling)
    page = branch.browser.get(f"/assignments/{assignment.id}")
    assert ("Orang Sendiri" in page.words, "Orang Lain" in page.words) == (True, False)
    assert "Penugasan ini dari Pemerintah Kabupaten" in page.words
    assert branch.browser.get(f"/assignments/{elsewhere.id}").status == 404
    for what in ("edit", "end", "repeat"):
        assert branch.browser.get(f"/assignments/{assignment.id}/{what}").status == 404
    fields = {"ids": enrolment_of(own), "reason": "Cuti", "due_on": "2099-01-01"}
    for what in ("extend", "exempt"):
        branch.browser.post(f"/duties/{what}", fields)
    assert db.session.scalar(select(EnrolmentChange.id)) is None
    assert branch.browser.get(f"/duties/{others_duty}").status == 404


def test_people_are_found_by_a_search_that_leaves_no_name_in_the_address(app: Flask) -> None:
    branch = Branch(app)
    make_user("Wahyuni Lestari", unit=branch.unit)
    assignment = make_assignment(make_module(), branch.unit)
    found = branch.browser.post(f"/assignments/{assignment.id}", {"words": "wahyuni", "sort": "name"})
    assert "wahyuni" not in found.location.lower()
    page = branch.browser.get(found.location)
    assert "1 orang · memuat “wahyuni”" in page.words
    assert "Kepala Dinas" not in page.words


def test_some_are_extended_and_everybody_in_the_list_is_exempted(app: Flask) -> None:
    branch = Branch(app)
    first, second = make_user("Ani", unit=branch.unit), make_user("Budi", unit=branch.unit)
    assignment = make_assignment(make_module(items=1), branch.unit, due_on=PAST)
    make_submitted(second, enrolment_of(second), correct=1)
    address = f"/assignments/{assignment.id}"
    ask = branch.browser.get(f"/duties/extend?ids={enrolment_of(first)}&next={address}")
    assert "Untuk 1 orang Ani" in ask.words
    wrong = branch.browser.submit(ask, ask.form(), due_on="2001-01-01", reason="")
    assert ("Isi alasannya." in wrong.words, wrong.status) == (True, 400)
    done = branch.browser.submit(ask, ask.form(), due_on="2099-12-31", reason="Dinas luar kota")
    assert done.location == address
    assert "Tenggat 1 orang diperpanjang sampai 31 Desember 2099." in branch.browser.get(done.location).text
    ask = branch.browser.get(f"/duties/exempt?scope=all&assignment={assignment.id}&next={address}")
    assert "Untuk 2 orang dari 3 orang yang dipilih" in ask.words
    assert "1 orang sudah lulus." in ask.words
    branch.browser.submit(ask, ask.form(), reason="Unit dilebur")
    page = branch.browser.get(f"/duties/{enrolment_of(first)}")
    assert "Tenggat diperpanjang sampai 31 Desember 2099Dinas luar kota" in page.words
    assert "DikecualikanUnit dilebur" in page.words
    assert "1 dari 1 orang (100%)" in branch.browser.get(address).words


def test_nothing_ticked_changes_nobody(app: Flask) -> None:
    branch = Branch(app)
    make_assignment(make_module(), branch.unit, due_on=PAST)
    for what in ("extend", "exempt", "lift", "remind"):
        page = branch.browser.get(f"/duties/{what}?scope=ids")
        assert (page.status, "Kembali ke daftar" in page.words) == (200, True)
        branch.browser.post(f"/duties/{what}", {"reason": "x", "due_on": "2099-01-01"})
    assert db.session.scalar(select(EnrolmentChange.id)) is None


@pytest.mark.parametrize("ids", ["x", "-1", "9" * 30, "1e3", "\uff11", "%00"])
def test_nonsense_for_ids_is_nobody(app: Flask, ids: str) -> None:
    branch = Branch(app)
    page = branch.browser.get(f"/duties/extend?ids={ids}&unit=&status=nonsense&corps=elf")
    assert page.status in {200, 400}


def test_a_change_says_what_it_does_before_it_is_saved(app: Flask) -> None:
    branch = Branch(app)
    make_user(unit=branch.inner)
    today = clock.today_in("Asia/Jakarta", clock.now())
    assignment = make_assignment(make_module(), branch.unit, due_on=today - timedelta(days=3))
    edit = branch.browser.get(f"/assignments/{assignment.id}/edit")
    assert "Pelatihan, jenis pegawai, dan tanggal mulai tidak berubah lagi" in edit.words
    later = (today + timedelta(days=9)).isoformat()
    preview = branch.browser.get(
        f"/assignments/{assignment.id}/edit?title=Judul+baru&due_on={later}&units={branch.unit.id}&action=preview"
    )
    assert "Tenggat 2 orang yang belum selesai ikut berubah." in preview.words
    assert "2 orang tidak lagi lewat tenggat." in preview.words
    branch.browser.submit(preview, preview.form(action=f"/assignments/{assignment.id}/edit"))
    page = branch.browser.get(f"/assignments/{assignment.id}")
    assert (page.heading, "lewat tenggat." in page.words) == ("Judul baru", False)


def test_an_assignment_is_ended_and_repeated(app: Flask) -> None:
    branch = Branch(app)
    assignment = make_assignment(make_module(), branch.unit, due_on=PAST)
    end = branch.browser.get(f"/assignments/{assignment.id}/end")
    assert "1 orang yang belum selesai tidak perlu menyelesaikannya lagi" in end.words
    page = branch.browser.follow(branch.browser.submit(end, end.form()))
    assert "Sudah ditutup" in page.words
    assert branch.browser.get(f"/assignments/{assignment.id}/edit").status == 410
    repeat = branch.browser.get(f"/assignments/{assignment.id}/repeat")
    for _ in range(2):
        page = branch.browser.submit(repeat, repeat.form(), due_on="2099-01-31")
    run_jobs(app)
    page = branch.browser.get(page.location)
    assert "Putaran 2 (sekarang)" not in page.words
    assert "0 dari 1 orang" in page.words
    assert "Ditutup" not in page.words
    past = branch.browser.get(f"/assignments/{assignment.id}?cycle=1")
    assert "Putaran 2 (sekarang)" in past.words
    with app.test_request_context():
        assert f"5 Januari 2026 sampai {plain_date(clock.now())}" in past.words


def test_without_a_mail_server_the_page_says_so_and_offers_the_text(app: Flask) -> None:
    branch = Branch(app)
    assignment = make_assignment(make_module(), branch.unit, due_on=PAST)
    page = branch.browser.get(f"/duties/remind?scope=all&assignment={assignment.id}")
    assert "belum ada server surel" in page.words
    assert 'mohon menyelesaikan pelatihan "Modul bank-' in page.words
    branch.browser.post("/duties/remind", {"scope": "all", "assignment": assignment.id})
    assert run_jobs(app) == []


@pytest.mark.parametrize("people", [1, 60])
def test_pages_cost_the_same_however_many_people_there_are(app: Flask, people: int) -> None:
    branch = Branch(app, at_top=True)
    for _ in range(people):
        make_user(unit=branch.unit, password=None)
    module = make_module()
    assignment = make_assignment(module, branch.top, due_on=PAST)
    for _ in range(2):
        make_assignment(module, branch.unit)
    key = branch.browser.post(f"/assignments/{assignment.id}", {"words": "a"}).location
    every_filter = f"{key}&status=not_started&overdue=1&unit={branch.unit.id}&corps=pns&sort=unit"
    costs = {
        "/assignments": 5,
        f"/assignments/{assignment.id}?page=1": 7,
        key: 8,
        every_filter: 8,
        f"/duties/{enrolment_of_first()}": 8,
        f"/duties/extend?scope=all&assignment={assignment.id}": 5,
        f"/duties/remind?scope=all&assignment={assignment.id}": 7,
        f"/assignments/new?units={branch.unit.id}&words=dinas&at={branch.top.id}": 8,
        "/assignments/new?" + asked(module, branch.top): 7,
    }
    found = {address: len(branch.browser.get(address).statements) for address in costs}
    assert found == costs


def enrolment_of_first() -> int:
    return db.session.scalars(select(Enrolment.id).order_by(Enrolment.id)).first() or 0


def test_a_page_beyond_the_last_leads_to_the_last_and_never_says_that_there_is_nothing(app: Flask) -> None:
    branch = Branch(app)
    assignment = make_assignment(make_module(), branch.unit)
    for address, asked_for in (("/assignments", ""), (f"/assignments/{assignment.id}", "sort=name&")):
        page = branch.browser.get(f"{address}?{asked_for}page=99")
        assert (page.status, page.location) == (303, f"{address}?{asked_for}page=1")
        assert "Belum ada penugasan." not in branch.browser.follow(page).words
