"""The check page: groups, refusals, saving, cancelling; nobody else sees it."""

from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.imports import make_import, make_sheet
from tests.factories.jobs import run_jobs
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from tests.imports import sample_kinds
from training.accounts.models import Grant
from training.core.access import Role
from training.core.db import db
from training.core.tables import Sheet, read_sheet
from training.imports.models import Import
from training.jobs.worker import run_next
from training.org.models import Unit

HEADINGS = ["Nama", "Kode", "Catatan"]
KIND = sample_kinds.CHUNKED.name


@pytest.fixture
def admin(app: Flask) -> Browser:
    unit = make_unit()
    user = make_user(unit=unit, email="admin@example.id")
    make_grant(user, Role.ADMIN, unit)
    return Browser(app).log_in("admin@example.id", PASSWORD)


def brought(sheet: Sheet, **given: str) -> int:
    actor = db.session.scalars(select(Grant.user_id)).first()
    assert actor is not None
    return make_import(KIND, sheet, actor_id=actor, **given).id


def mixed() -> Sheet:
    make_unit("Lama", code="k2")
    make_unit("Sama", code="k3")
    return make_sheet(
        HEADINGS, ["Unit 1", "k1", "a"], ["Unit 2", "k2", "b"], ["Sama", "k3", "c"], ["", "k4", "=1+1"],
        ["Nama yang terlalu panjang untuk dimuat", "k5", ""],
    )  # fmt: skip


def test_progress_is_shown_with_and_without_scripts(app: Flask, admin: Browser):
    import_id = brought(mixed())
    page = admin.get(f"/imports/{import_id}")
    assert page.heading == "Sedang diperiksa"
    assert "0 dari 5 baris" in page.words
    assert '<noscript><meta http-equiv="refresh"' in page.text
    told = admin.get(f"/imports/{import_id}", headers={"Accept": "application/json"}).json
    assert told == {"state": "checking", "done": 0, "total": 5, "is_under_way": True}


def test_progress_of_saving_counts_towards_the_rows_that_are_saved(app: Flask, admin: Browser):
    import_id = brought(make_sheet(HEADINGS, *(["A" if number < 4 else "", f"k{number}", ""] for number in range(6))))
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}")
    assert "0 dari 4 baris" in press(admin, page, f"/imports/{import_id}/save").words
    run_next(app)
    page = admin.get(f"/imports/{import_id}")
    assert page.texts(".//main//*[@role='status']") == ["3 dari 4 baris"]
    assert 'viewBox="0 0 4 1"' in page.text
    told = admin.get(f"/imports/{import_id}", headers={"Accept": "application/json"}).json
    assert told == {"state": "saving", "done": 3, "total": 4, "is_under_way": True}


def test_refused_rows_come_first_with_column_found_and_expected(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}")
    assert page.texts(".//nav[@class='tabs']/a") == ["Ditolak 2", "Diubah 1", "Ditambahkan 1", "Tidak berubah 1"]
    assert page.texts(".//h2")[0] == "Ditolak"
    rows = page.texts(".//ol[@class='plain checked-rows']/li")
    assert rows[0] == "Baris 5 k4 Nama Ditemukan: kosong Petunjuk: 1 sampai 30 karakter"
    assert rows[1].startswith("Baris 6 k5 Nama Ditemukan: Nama yang terlalu panjang untuk dimuat")
    changed = admin.get(f"/imports/{import_id}?group=changed")
    assert changed.texts(".//ol[@class='plain checked-rows']/li") == ["Baris 3 k2 Nama Lama → menjadi Unit 2"]
    assert "2 baris siap disimpan. 2 baris ditolak" in page.words


def test_refused_rows_are_downloaded_and_the_reason_is_ignored_when_they_come_back(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}/refused.xlsx")
    content = page.response.data
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [*HEADINGS, "Alasan ditolak"],
        [None, "k4", "=1+1", "Nama: 1 sampai 30 karakter"],
        ["Nama yang terlalu panjang untuk dimuat", "k5", None, "Nama: 1 sampai 30 karakter"],
    ]
    assert sheet["C2"].data_type == "s"
    again = brought(read_sheet(content, "a.xlsx"))
    assert db.session.get_one(Import, again).notes == ["Kolom yang tidak dikenal dan tidak dibaca: «Catatan»."]


def press(browser: Browser, page: Page, action: str, **filled: str) -> Page:
    return browser.follow(browser.submit(page, page.form(action=action), **filled))


def test_saving_is_begun_once_whatever_is_sent_twice(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}")
    saving = press(admin, page, f"/imports/{import_id}/save")
    assert saving.heading == "Sedang disimpan"
    assert press(admin, page, f"/imports/{import_id}/save").heading == "Sedang disimpan"
    run_jobs(app)
    done = admin.get(f"/imports/{import_id}")
    assert done.heading == "2 baris disimpan"
    assert press(admin, page, f"/imports/{import_id}/save").heading == "2 baris disimpan"
    assert db.session.scalars(select(Unit.name).where(Unit.code.in_(["k1", "k2"])).order_by(Unit.code)).all() == [
        "Unit 1",
        "Unit 2",
    ]


def test_another_choice_checks_again_and_a_stale_page_says_so(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    stale = admin.get(f"/imports/{import_id}")
    checking = press(admin, stale, f"/imports/{import_id}/recheck", choice="strict=yes")
    assert checking.heading == "Sedang diperiksa"
    run_jobs(app)
    refused = press(admin, stale, f"/imports/{import_id}/save")
    assert "sudah diperiksa ulang" in refused.words
    assert db.session.get_one(Import, import_id).options == {"strict": "yes"}


def test_cancelling_drops_it_and_is_refused_while_it_is_saved(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}")
    press(admin, page, f"/imports/{import_id}/save")
    assert admin.submit(page, page.form(action=f"/imports/{import_id}/cancel")).status == 409
    other = brought(make_sheet(HEADINGS, ["A", "k9", ""]))
    page = admin.get(f"/imports/{other}")
    admin.post(f"/imports/{other}/cancel")
    assert admin.get(f"/imports/{other}").heading == "Dibatalkan"
    assert page.heading == "Sedang diperiksa"


def test_nobody_else_sees_an_import(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    unit = make_unit()
    make_grant(make_user(unit=unit, email="lain@example.id"), Role.ADMIN, unit)
    other = Browser(app).log_in("lain@example.id", PASSWORD)
    assert other.get(f"/imports/{import_id}").status == 404
    assert other.get(f"/imports/{import_id}/refused.xlsx").status == 404
    assert {other.post(f"/imports/{import_id}/{act}").status for act in ("save", "cancel", "recheck")} == {404}


def test_who_lost_the_permission_cannot_save(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}")
    db.session.execute(Grant.__table__.update().values(role=Role.AUDITOR))
    assert admin.submit(page, page.form(action=f"/imports/{import_id}/save")).status == 403
    assert db.session.scalars(select(Unit.id).where(Unit.code == "k1")).all() == []


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30, "\0"])
def test_a_round_that_is_no_number_saves_nothing(app: Flask, admin: Browser, sent: str):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.post(f"/imports/{import_id}/save", {"round": sent})
    assert page.status in {303, 400}
    assert db.session.get_one(Import, import_id).state == "checked"


def test_long_lists_are_paged_with_the_same_statements(app: Flask, admin: Browser):
    few = brought(make_sheet(HEADINGS, ["A", "k1", ""]))
    many = brought(make_sheet(HEADINGS, *(["A", f"k{number}", ""] for number in range(130))))
    run_jobs(app)
    pages = [admin.get(f"/imports/{few}"), admin.get(f"/imports/{many}?page=3")]
    assert "Halaman 3 dari 3" in pages[1].words
    assert len(pages[1].texts(".//ol[@class='plain checked-rows']/li")) == 30
    assert len({len(page.statements) for page in pages}) == 1
    assert len(pages[1].statements) <= 8


def test_a_page_of_rows_beyond_the_last_leads_to_the_last(app: Flask, admin: Browser):
    import_id = brought(mixed())
    run_jobs(app)
    page = admin.get(f"/imports/{import_id}?group=refused&page=9999")
    assert (page.status, page.location) == (303, f"/imports/{import_id}?group=refused&page=1")
