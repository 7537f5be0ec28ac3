"""Lessons are written with their preview beside them, cite rules that exist, and stand in the author's order."""

import pytest
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.content import RULE, make_rules
from tests.factories.modules import make_lesson, make_module_draft
from training.accounts.models import User
from training.audit.models import AuditEvent
from training.core.db import db
from training.modules.models import Lesson, Module
from training.modules.queries import lessons_of
from training.org.models import Unit

PART = {"X-Part": "1"}


@pytest.fixture
def draft(author: User, unit: Unit) -> Module:
    make_rules()
    return make_module_draft(unit, lessons=0, actor_id=author.id)


def titles(module: Module) -> list[str]:
    db.session.expire_all()
    return [lesson.title["id"] for lesson in lessons_of(module.id)]


def editor(browser: Browser, module: Module, lesson: Lesson | None = None) -> Page:
    return browser.get(f"/manage/modules/{module.id}/lessons/{lesson.id if lesson else 'new'}")


def test_a_lesson_is_written_with_the_renderer_that_shows_it(browser: Browser, draft: Module) -> None:
    page = editor(browser, draft)
    body = f"## Judul\r\n\r\n**Tebal** dan [aturan](/rules/{RULE}).\r\n\r\n<script>alert(1)</script>"
    made = browser.submit(page, page.form(), title_id="Satu", minutes="4", body_id=body, body_en="Hi", action="save")
    assert made.status == 303
    lesson = db.session.scalars(select(Lesson)).one()
    assert (lesson.slug, lesson.position, lesson.minutes, lesson.topics) == ("satu", 1, 4, ["asas_dan_status"])
    assert lesson.body["id"].startswith("## Judul\n\n**Tebal**"), "line ends of one kind"
    assert "<strong>Tebal</strong>" in lesson.body_html["id"]
    assert "<script" not in lesson.body_html["id"]
    shown = browser.follow(made)
    assert "<strong>Tebal</strong>" in shown.text
    assert shown.texts(".//div[@id='preview']//h2") == ["Judul"]


def test_the_preview_stores_nothing(browser: Browser, draft: Module, author: User) -> None:
    lesson = make_lesson(draft, "Satu", actor_id=author.id)
    page = editor(browser, draft, lesson)
    seen = browser.submit(page, page.form(), body_id="*baru* [x](/rules/tidak-ada)", action="preview")
    assert seen.status == 200
    assert "<em>baru</em>" in seen.text
    assert "Baris 1: aturan “tidak-ada” tidak ada di katalog." in seen.words
    part = browser.post(
        f"/manage/modules/{draft.id}/lessons/{lesson.id}", {"body_id": "*baru*", "action": "preview"}, headers=PART
    )
    assert part.text.strip().startswith('<div id="preview"')
    assert db.session.get_one(Lesson, lesson.id, populate_existing=True).body == {"id": "Isi **penting**."}


def test_dead_rule_links_are_refused_with_their_line_in_either_language(browser: Browser, draft: Module) -> None:
    page = editor(browser, draft)
    sent = {"title_id": "Satu", "minutes": "3", "body_id": f"Baik [a](/rules/{RULE}).\n\nMati [b](/rules/uu-0)."}
    refused = browser.submit(page, page.form(), **sent, body_en="Dead [c](/rules/uu-1)", action="save")
    assert refused.status == 400
    assert refused.links()["Baris 3: aturan “uu-0” tidak ada di katalog. Cari aturannya di bawah."] == "#body_id"
    assert refused.links()["Baris 1: aturan “uu-1” tidak ada di katalog. Cari aturannya di bawah."] == "#body_en"
    assert titles(draft) == []


def test_rules_are_found_by_words_and_inserted_without_scripts(browser: Browser, draft: Module) -> None:
    page = editor(browser, draft)
    found = browser.submit(page, page.form(), q="netralitas kewajiban", action="search", body_id="Isi.")
    assert f"insert-{RULE}" in found.text
    assert found.texts(".//textarea[@name='body_id']") == ["Isi."]
    entered = browser.submit(page, page.form(), q="netralitas kewajiban", action="enter")
    assert f"insert-{RULE}" in entered.text, "Enter in the search field searches"
    inserted = browser.submit(found, found.form(), action=f"insert-{RULE}", body_id="Isi.", q="netralitas kewajiban")
    text = inserted.texts(".//textarea[@name='body_id']")[0]
    assert text.startswith("Isi. [Pasal 24 ayat (1) huruf d, UU 20/2023")
    assert text.endswith(f"(/rules/{RULE})")
    assert (
        "Tidak ada aturan yang memuat kata itu."
        in browser.submit(page, page.form(), q="tidak ada kata begini", action="search").words
    )


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title_id", "", "Tulis judul pelajaran."),
        ("body_id", " ", "Tulis isi pelajaran."),
        ("body_id", "a" * 20_001, "Paling banyak 20000 karakter."),
        ("body_en", "a\x00", "Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini."),
        ("minutes", "61", "Tulis bilangan bulat dari 1 sampai 60."),
    ],
)
def test_a_mistake_is_told_at_its_field(browser: Browser, draft: Module, field: str, typed: str, told: str) -> None:
    page = editor(browser, draft)
    sent = {"title_id": "Satu", "body_id": "Isi.", "minutes": "3", field: typed, "action": "save"}
    if "\x00" in typed:
        assert browser.submit(page, page.form(), **sent).status == 400
        return
    refused = browser.submit(page, page.form(), **sent)
    assert (refused.status, refused.links().get(told)) == (400, f"#{field}")


def test_lessons_move_are_taken_out_and_put_back(browser: Browser, draft: Module, author: User) -> None:
    first, second, third = (make_lesson(draft, title, actor_id=author.id) for title in ("Satu", "Dua", "Tiga"))
    address = f"/manage/modules/{draft.id}/lessons"
    browser.post(address, {"action": f"down-{first.id}"})
    assert titles(draft) == ["Dua", "Satu", "Tiga"]
    browser.post(address, {"action": f"up-{third.id}"})
    assert titles(draft) == ["Dua", "Tiga", "Satu"]
    browser.post(address, {"action": f"up-{second.id}"})
    assert titles(draft) == ["Dua", "Tiga", "Satu"], "the first stays first"
    browser.post(address, {"action": f"hide-{third.id}"})
    browser.post(address, {"action": f"hide-{third.id}"})
    assert titles(draft) == ["Dua", "Satu"]
    assert [lesson.position for lesson in lessons_of(draft.id)] == [1, 2]
    browser.post(address, {"action": f"show-{third.id}"})
    assert titles(draft) == ["Dua", "Satu", "Tiga"]
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("lesson_%"))).all()
    assert list(actions).count("lesson_taken_out") == 1
    for nonsense in ("", "up", "up-", "up-x", "fly-1", "up-" + "9" * 40):
        assert browser.post(address, {"action": nonsense}).status in (400, 404), nonsense


def test_a_lesson_of_another_module_is_not_found_here(
    browser: Browser, draft: Module, author: User, unit: Unit
) -> None:
    other = make_module_draft(unit, "Lain", actor_id=author.id)
    lesson = lessons_of(other.id)[0]
    base = f"/manage/modules/{draft.id}/lessons"
    assert browser.get(f"{base}/{lesson.id}").status == 404
    assert (
        browser.post(f"{base}/{lesson.id}", {"action": "save", "title_id": "x", "body_id": "y", "minutes": "1"}).status
        == 404
    )
    assert browser.post(base, {"action": f"hide-{lesson.id}"}).status == 404
    assert len(titles(other)) == 1


def test_who_saves_a_lesson_second_is_shown_both_and_chooses(
    browser: Browser, chief: Browser, draft: Module, author: User
) -> None:
    lesson = make_lesson(draft, "Satu", actor_id=author.id)
    mine, theirs = editor(browser, draft, lesson), editor(chief, draft, lesson)
    assert chief.submit(theirs, theirs.form(), body_id="Yang pertama.", action="save").status == 303
    stale = browser.submit(mine, mine.form(), body_id="Yang kedua.", action="save")
    assert stale.status == 409
    assert stale.texts(".//dl[@class='versions']//span") == ["Yang pertama.", "Yang kedua."]
    assert browser.submit(stale, stale.form(), body_id="Yang kedua.", action="save").status == 303
    assert db.session.get_one(Lesson, lesson.id, populate_existing=True).body == {"id": "Yang kedua."}
