"""The list of modules, whose they are, and what becomes of one."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.factories.attempts import make_assignment, make_enrolment
from tests.factories.banks import make_unit_bank
from tests.factories.content import item_entry, make_bank, make_module
from tests.factories.modules import make_module_draft
from tests.factories.people import PASSWORD, make_unit, make_user
from training.accounts.models import User
from training.audit.models import AuditEvent
from training.core.db import db
from training.modules.models import Lesson, Module
from training.org.models import Unit
from training.quizzes.queries import bank_ids_of


def fresh(module_id: int) -> Module:
    return db.session.get_one(Module, module_id, populate_existing=True)


def actions(module_id: int) -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.object_kind == "module", AuditEvent.object_id == str(module_id))
            .order_by(AuditEvent.id)
        )
    )


def test_the_list_shows_ones_own_branch_and_what_belongs_to_all(
    browser: Browser, author: User, unit: Unit, agency: Unit
) -> None:
    shipped = make_module(3)
    make_assignment(shipped, unit)
    make_module_draft(make_unit(parent=unit), "Di bawah", actor_id=author.id)
    make_module_draft(make_unit(parent=agency), "Unit lain", actor_id=author.id)
    make_module_draft(agency, "Milik atasan", actor_id=author.id)
    page = browser.get("/manage/modules")
    rows = page.texts(".//tbody/tr")
    assert len(rows) == 2
    assert rows[0].startswith("Di bawah")
    assert "Draf" in rows[0]
    assert rows[1].endswith("✓ Terbit PNS, PPPK 1 3 1 1"), rows[1]


@pytest.mark.parametrize("modules", [1, 30])
def test_the_list_costs_the_same_however_long_it_is(browser: Browser, author: User, unit: Unit, modules: int) -> None:
    for number in range(modules):
        make_module_draft(unit, f"Pelatihan {number:02}", actor_id=author.id)
    page = browser.get("/manage/modules")
    assert len(page.texts(".//tbody/tr")) == min(modules, 25)
    assert len(page.statements) <= 5, page.statements


def test_the_list_is_searched_filtered_and_paged(browser: Browser, author: User, unit: Unit) -> None:
    assert "Belum ada pelatihan." in browser.get("/manage/modules").words
    for number in range(26):
        make_module_draft(unit, f"Netral {number:02}", actor_id=author.id)
    make_module(2)
    second = browser.get("/manage/modules?page=2")
    assert len(second.texts(".//tbody/tr")) == 2
    found = browser.get("/manage/modules?q=NETRAL+07&state=draft&corps=pns")
    assert found.texts(".//tbody/tr/th/a") == ["Netral 07"]
    assert "1 pelatihan · memuat “NETRAL 07”, masih draf, bagi PNS" in found.words
    assert "Tidak ada pelatihan yang cocok." in browser.get("/manage/modules?q=%25&corps=tni&state=x").words


def test_a_module_is_made_with_little_and_is_a_draft_of_ones_unit(browser: Browser, unit: Unit) -> None:
    page = browser.get("/manage/modules/new")
    made = browser.submit(page, page.form(action=None), title_id="Netral di dinas", corps=["pns", "pppk"])
    module = db.session.scalars(select(Module)).one()
    assert made.location == f"/manage/modules/{module.id}"
    assert (module.slug, module.state, module.owner_unit_id) == ("netral-di-dinas", "draft", unit.id)
    assert module.corps == ["pns", "pppk"]
    assert actions(module.id) == ["module_created"]
    page = browser.follow(made)
    for missing in (
        "Ringkasan belum ditulis.",
        "Belum ada bank soal yang mengisi kuis.",
        "Dasar hukum pada sertifikat",
    ):
        assert missing in page.words


def test_a_new_module_asks_for_title_and_corps_and_only_for_units_of_ones_own(browser: Browser, agency: Unit) -> None:
    page = browser.post("/manage/modules/new", {"unit": agency.id})
    assert page.status == 400
    assert page.texts(".//main//a[@href='#title_id']") == ["Tulis judul pelatihan."]
    assert page.texts(".//main//a[@href='#corps']") == ["Pilih paling sedikit satu."]
    assert page.texts(".//main//a[@href='#unit']") == ["Pilih salah satu."]
    assert db.session.scalars(select(Module)).all() == []


def test_publishing_is_refused_with_the_reason_until_the_banks_meet_the_blueprint(
    browser: Browser, author: User, unit: Unit
) -> None:
    draft = make_module_draft(unit, bank=make_bank([item_entry("satu")]), items=2, actor_id=author.id)
    address = f"/manage/modules/{draft.id}/publish"
    refused = browser.post(address)
    assert refused.status == 409
    assert refused.texts(".//*[@class='error-summary']//a") == [
        "Bank soal belum memenuhi kisi-kisi untuk setiap jenis kepegawaian."
    ]
    assert "Bagian 1: kurang 1 dari 2 butir; hanya 1 kejadian yang cocok" in refused.words
    assert fresh(draft.id).state == "draft"
    make_unit_bank(unit, [item_entry("dua")])
    page = browser.get(f"/manage/modules/{draft.id}/quiz")
    both = [value for values in page.fields(page.form()).values() for value in values]
    assert both
    banks = [field.get("value", "") for field in page.form().iter("input") if field.get("name") == "banks"]
    assert browser.submit(page, page.form(), banks=banks, action="save").status == 303
    assert browser.post(address).status == 303
    assert fresh(draft.id).state == "published"
    assert browser.post(address).status == 303, "a repeat is harmless"
    assert actions(draft.id).count("module_published") == 1


def test_a_retired_module_is_offered_to_nobody_and_stays_open_to_those_enrolled(
    app: Flask, browser: Browser, author: User, unit: Unit
) -> None:
    module = make_module(2)
    module.owner_unit_id = unit.id
    db.session.commit()
    enrolled, other = make_user(email="ikut@example.id"), make_user(email="baru@example.id")
    make_enrolment(enrolled, module)
    make_assignment(module, unit)
    page = browser.get(f"/manage/modules/{module.id}/retire")
    assert "1 penugasan yang berjalan tidak ikut berakhir." in page.words
    browser.submit(page, page.form(action=f"/manage/modules/{module.id}/retire"))
    assert fresh(module.id).state == "retired"
    address = f"/modules/{module.slug}"
    mine, theirs = (Browser(app).log_in(email, PASSWORD) for email in ("ikut@example.id", "baru@example.id"))
    assert mine.get(address).status == mine.get(f"{address}/lessons/pertama").status == 200
    assert theirs.get(address).status == theirs.get(f"{address}/lessons/pertama").status == 404
    assert module.title["id"] not in theirs.get("/home").words
    assert browser.post(f"/manage/modules/{module.id}/publish").status == 303
    assert theirs.get(address).status == 200
    assert other.id


def test_a_copy_is_a_draft_of_ones_own_with_lessons_quiz_and_certificate(browser: Browser, unit: Unit) -> None:
    shipped = make_module(3, cut_score="0.80", feedback="never", time_limit_minutes=30)
    page = browser.get(f"/manage/modules/{shipped.id}/duplicate")
    made = browser.submit(page, page.form(action=None))
    copy = db.session.scalars(select(Module).where(Module.id != shipped.id)).one()
    assert made.location == f"/manage/modules/{copy.id}"
    assert (copy.state, copy.source, copy.owner_unit_id) == ("draft", "site", unit.id)
    assert copy.title == {"id": f"Salinan dari {shipped.title['id']}"}
    assert (copy.jp_hours, copy.legal_basis) == (shipped.jp_hours, shipped.legal_basis)
    assert copy.quiz_id != shipped.quiz_id
    assert bank_ids_of(copy.quiz_id) == bank_ids_of(shipped.quiz_id)
    lessons = [
        db.session.execute(select(Lesson.slug, Lesson.body, Lesson.topics).where(Lesson.module_id == one)).all()
        for one in (shipped.id, copy.id)
    ]
    assert lessons[0] == lessons[1]
    assert fresh(shipped.id).source == "file"
    assert browser.post(f"/manage/modules/{copy.id}/publish").status == 303


def test_a_copy_leaves_out_banks_that_are_not_in_ones_scope(
    chief: Browser, browser: Browser, author: User, unit: Unit, agency: Unit
) -> None:
    own, foreign = make_unit_bank(unit), make_unit_bank(agency)
    draft = make_module_draft(unit, bank=own, actor_id=author.id)
    page = chief.get(f"/manage/modules/{draft.id}/quiz")
    chief.submit(page, page.form(), banks=[str(own.id), str(foreign.id)], action="save")
    assert bank_ids_of(draft.quiz_id) == {own.id, foreign.id}
    page = browser.get(f"/manage/modules/{draft.id}/duplicate")
    browser.submit(page, page.form(action=None))
    copy = db.session.scalars(select(Module).where(Module.id != draft.id)).one()
    assert bank_ids_of(copy.quiz_id) == {own.id}


def test_a_shipped_module_is_read_by_every_author_and_changed_from_the_top_only(
    browser: Browser, chief: Browser
) -> None:
    shipped = make_module(3)
    base = f"/manage/modules/{shipped.id}"
    for part in ("", "/general", "/lessons", "/quiz", "/certificate", "/trial"):
        assert browser.get(base + part).status == 200, part
    assert "Pelatihan bawaan hanya dapat dibaca dari sini." in browser.get(f"{base}/general").words
    for part in ("/general", "/quiz", "/certificate", "/publish", "/retire", "/lessons/new"):
        assert browser.post(base + part, {"action": "save"}).status == 403, part
    assert fresh(shipped.id).source == "file"
    page = chief.get(f"{base}/general")
    assert chief.submit(page, page.form(), minutes="33").status == 303
    assert (fresh(shipped.id).minutes, fresh(shipped.id).source) == (33, "site")
