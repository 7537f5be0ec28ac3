"""Each part of a module is saved on its own: what is wrong stands at its field, nobody overwrites anybody."""

from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from tests.client import Browser, Page
from tests.factories.banks import make_unit_bank
from tests.factories.content import item_entry, make_bank, make_module
from tests.factories.modules import make_module_draft
from training.accounts.models import User
from training.audit.models import AuditEvent
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz
from training.quizzes.queries import bank_ids_of


@pytest.fixture
def draft(author: User, unit: Unit) -> Module:
    return make_module_draft(
        unit, bank=make_bank([item_entry(f"butir-{number}") for number in range(4)]), actor_id=author.id
    )


def save(browser: Browser, module: Module, part: str, **filled: Any) -> Page:
    """The part's page, sent with some fields filled in."""
    page = browser.get(f"/manage/modules/{module.id}/{part}")
    return browser.submit(page, page.form(), **filled)


def fresh(module: Module) -> Module:
    return db.session.get_one(Module, module.id, populate_existing=True)


def quiz_of(module: Module) -> Quiz:
    return db.session.get_one(Quiz, module.quiz_id, populate_existing=True)


def facts(module: Module) -> list[dict[str, Any]]:
    return list(
        db.session.scalars(
            select(AuditEvent.facts).where(AuditEvent.action == "module_changed").order_by(AuditEvent.id)
        )
    )


def errors(page: Page) -> dict[str, str]:
    """Message by the field it leads to."""
    assert page.tree is not None
    summary = page.tree.iterfind(".//div[@class='error-summary']//a")
    return {link.get("href", ""): "".join(link.itertext()) for link in summary}


def test_the_general_part_is_saved_in_both_languages(browser: Browser, draft: Module) -> None:
    sent = {"title_id": "Judul baru", "title_en": "New title", "summary_id": "Apa ini.", "summary_en": ""}
    page = save(browser, draft, "general", **sent, corps=["pppk", "pns"], minutes="45")
    assert page.status == 303
    module = fresh(draft)
    assert (module.title, module.summary) == ({"id": "Judul baru", "en": "New title"}, {"id": "Apa ini."})
    assert (module.corps, module.minutes) == (["pns", "pppk"], 45)
    assert facts(draft)[-1]["part"] == "general"
    assert facts(draft)[-1]["after"]["minutes"] == 45
    assert facts(draft)[-1]["before"]["minutes"] == 20


def test_saving_what_is_there_writes_nothing_down(browser: Browser, draft: Module) -> None:
    for part in ("general", "quiz", "certificate"):
        assert save(browser, draft, part, action="save").status == 303
    assert facts(draft) == []


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title_id", "", "Tulis judul pelatihan."),
        ("title_id", "a" * 201, "Paling banyak 200 karakter."),
        ("title_en", "a\x07", "Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini."),
        ("summary_id", " ", "Tulis ringkasannya."),
        ("minutes", "0", "Tulis bilangan bulat dari 1 sampai 600."),
        ("minutes", "dua", "Tulis bilangan bulat dari 1 sampai 600."),
        ("minutes", "", "Isi bagian ini."),
        ("corps", [], "Pilih paling sedikit satu."),
        ("corps", ["asn"], "Pilih dari yang tersedia."),
    ],
)
def test_a_mistake_in_the_general_part_is_told_at_its_field(
    browser: Browser, draft: Module, field: str, typed: Any, told: str
) -> None:
    page = save(browser, draft, "general", **{field: typed})
    assert page.status == 400
    assert errors(page) == {f"#{field}": told}
    assert fresh(draft).title == {"id": "Pelatihan unit"}


def test_the_certificate_is_saved_and_may_be_valid_without_end(browser: Browser, draft: Module) -> None:
    sent = {"title_id": "Netral", "jp_hours": "3", "legal_basis_id": "UU 20/2023", "validity_months": ""}
    assert save(browser, draft, "certificate", **sent).status == 303
    module = fresh(draft)
    assert (module.certificate_title, module.jp_hours, module.validity_months) == ({"id": "Netral"}, 3, None)
    page = save(browser, draft, "certificate", legal_basis_id="", validity_months="121", jp_hours="-1")
    assert errors(page) == {
        "#jp_hours": "Tulis bilangan bulat dari 0 sampai 1000.",
        "#legal_basis_id": "Tulis dasar hukumnya.",
        "#validity_months": "Tulis bilangan bulat dari 1 sampai 120.",
    }


def test_an_example_certificate_is_a_pdf_that_nobody_can_take_for_one(browser: Browser, draft: Module) -> None:
    answer = browser.get(f"/manage/modules/{draft.id}/certificate/example.pdf")
    assert answer.response.mimetype == "application/pdf"
    assert answer.response.data.startswith(b"%PDF")
    assert browser.get("/verify/NTR-0000-0000-0000-000").status == 404
    db.session.get_one(Module, draft.id).legal_basis = {"id": ""}
    db.session.commit()
    assert browser.get(f"/manage/modules/{draft.id}/certificate/example.pdf").status == 409


ROW = {"draw-0-count": "2", "draw-0-topics": ["kampanye"], "draw-0-difficulties": ["sedang"], "draw-0-tags": ""}


def test_the_quiz_is_saved_with_its_rows_and_rules(browser: Browser, draft: Module) -> None:
    page = save(
        browser, draft, "quiz", action="save", cut_score="72,5", attempts_allowed="", cool_down="2",
        cool_down_unit="hours", time_limit_minutes="30", feedback="after_each_attempt", **ROW,
    )  # fmt: skip
    assert page.status == 303
    quiz = quiz_of(draft)
    assert (quiz.cut_score, quiz.attempts_allowed, quiz.cool_down_seconds) == (Fraction(29, 40), None, 7200)
    assert (quiz.time_limit_seconds, quiz.feedback) == (1800, "after_each_attempt")
    assert quiz.blueprint == {"draws": [{"count": 2, "topics": ["kampanye"], "difficulties": ["sedang"], "tags": []}]}
    shown = browser.get(f"/manage/modules/{draft.id}/quiz")
    assert shown.fields(shown.form())["cool_down"] == ["2"]
    assert "Cukup untuk 2 pengerjaan tanpa soal berulang." in shown.words


@pytest.mark.parametrize(
    ("filled", "field", "told"),
    [
        ({"draw-0-count": "0"}, "draw-0-count", "Tulis jumlah butir dari 1 sampai 100."),
        ({"draw-0-count": "²"}, "draw-0-count", "Tulis jumlah butir dari 1 sampai 100."),
        ({"draw-0-count": "9" * 5000}, "draw-0-count", "Tulis jumlah butir dari 1 sampai 100."),
        ({"draw-0-topics": ["politik"]}, "draw-0-topics", "Pilih topik dari yang tersedia."),
        ({"draw-0-difficulties": ["berat"]}, "draw-0-difficulties", "Pilih tingkat dari yang tersedia."),
        ({"draw-0-tags": "a" * 41}, "draw-0-tags", "Tag paling panjang 40 karakter; pisahkan dengan koma."),
        ({"cut_score": "101"}, "cut_score", "Tulis persen dari 0 sampai 100, misalnya 70 atau 72,5."),
        ({"cut_score": ""}, "cut_score", "Tulis nilai ambangnya."),
        ({"cool_down": "31", "cool_down_unit": "days"}, "cool_down", "Jeda paling lama 30 hari."),
        ({"feedback": "always"}, "feedback", "Pilih salah satu."),
        ({"draw-0-count": "60", "draw-1-count": "60"}, "add-row", "Satu kuis paling banyak 100 butir."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_quiz_is_told_where_it_is(
    browser: Browser, draft: Module, filled: dict[str, Any], field: str, told: str
) -> None:
    page = save(browser, draft, "quiz", action="save", **{**ROW, **filled})
    assert page.status == 400
    assert errors(page) == {f"#{field}": told}
    assert page.tree is not None
    assert page.tree.find(f".//*[@id='{field}']") is not None, "the link leads somewhere"
    assert facts(draft) == []


def test_rows_come_and_go_and_are_checked_without_scripts_and_nothing_is_stored(
    browser: Browser, draft: Module
) -> None:
    page = save(browser, draft, "quiz", action="add", **ROW)
    assert page.texts(".//fieldset[@class='draw']/legend") == ["Bagian 1", "Bagian 2"]
    page = browser.submit(page, page.form(), **{"action": "check", "draw-1-count": "9", "draw-1-topics": ["keluarga"]})
    assert "Bagian 2: tidak ada butir yang cocok, diminta 9." in page.words
    page = browser.submit(page, page.form(), action="remove-0")
    assert page.texts(".//fieldset[@class='draw']/legend") == ["Bagian 1"]
    assert page.fields(page.form())["draw-0-topics"] == ["keluarga"]
    page = browser.submit(page, page.form(), action="remove-0")
    assert browser.submit(page, page.form(), action="save").status == 400
    assert quiz_of(draft).blueprint["draws"][0]["count"] == 2
    assert browser.post(f"/manage/modules/{draft.id}/quiz", {"action": "remove-" + "9" * 500}).status == 200


def test_while_one_types_the_outlook_is_a_page_that_only_reads(browser: Browser, draft: Module) -> None:
    bank = next(iter(bank_ids_of(draft.quiz_id)))
    part = browser.get(f"/manage/modules/{draft.id}/quiz/outlook?draw-0-count=4&banks={bank}&attempts_allowed=3")
    assert part.words.startswith("4 soal sekali kuis. PNS ✓ terpenuhi Cukup untuk 1 pengerjaan tanpa soal berulang.")
    assert "Peserta punya 3 kesempatan, jadi sebagian soal akan berulang." in part.words
    assert "html" not in part.text.lower().split("<div")[0], "the part only"
    empty = browser.get(f"/manage/modules/{draft.id}/quiz/outlook?draw-0-count=x")
    assert "Lengkapi kisi-kisi" in empty.words


def test_banks_out_of_ones_scope_stay_and_foreign_ones_cannot_be_added(
    browser: Browser, draft: Module, author: User, agency: Unit, unit: Unit
) -> None:
    above, own = make_unit_bank(agency), make_unit_bank(unit)
    shipped = bank_ids_of(draft.quiz_id)
    save(browser, draft, "quiz", action="save", banks=[str(above.id), str(own.id), "x", "9" * 30])
    assert bank_ids_of(draft.quiz_id) == {own.id}
    db.session.execute(db.metadata.tables["quiz_banks"].insert().values(quiz_id=draft.quiz_id, bank_id=above.id))
    db.session.commit()
    page = browser.get(f"/manage/modules/{draft.id}/quiz")
    assert "di luar lingkup Anda, tetap dipakai" in page.words
    browser.submit(page, page.form(), action="save", banks=[str(bank) for bank in shipped])
    assert bank_ids_of(draft.quiz_id) == {above.id, *shipped}


@pytest.mark.parametrize(
    ("part", "field", "first", "second"),
    [
        ("general", "title_id", "Yang pertama", "Yang kedua"),
        ("certificate", "legal_basis_id", "Dasar pertama", "Dasar kedua"),
        ("quiz", "cut_score", "80", "90"),
    ],
)
def test_who_saves_second_is_shown_both_and_chooses(
    browser: Browser, chief: Browser, draft: Module, part: str, field: str, first: str, second: str
) -> None:
    address = f"/manage/modules/{draft.id}/{part}"
    mine, theirs = browser.get(address), chief.get(address)
    assert chief.submit(theirs, theirs.form(), **{field: first, "action": "save"}).status == 303
    stale = browser.submit(mine, mine.form(), **{field: second, "action": "save"})
    assert stale.status == 409
    assert "Bagian ini diubah orang lain" in stale.words
    assert stale.texts(".//dl[@class='versions']//span") == [_as_shown(first), _as_shown(second)]
    assert stale.links()["Pakai yang tersimpan"] == address
    assert len(facts(draft)) == 1, "nothing was overwritten"
    assert browser.submit(stale, stale.form(), **{field: second, "action": "save"}).status == 303
    kept = browser.get(address)
    assert second in (kept.fields(kept.form()).get(field) or kept.texts(f".//textarea[@name='{field}']"))
    assert len(facts(draft)) == 2


def _as_shown(typed: str) -> str:
    return f"{typed}%" if typed.isdigit() else typed


def test_a_published_module_keeps_a_blueprint_that_can_be_met(chief: Browser) -> None:
    module = make_module(4, on_paper=2)
    page = save(chief, module, "quiz", action="save", **{"draw-0-count": "5"})
    assert page.status == 409
    assert errors(page)["#outlook"].startswith("Bank soal belum cukup untuk PNS, PPPK.")
    page = save(chief, module, "general", corps=["pns", "tni"])
    assert page.status == 409
    assert errors(page) == {"#corps": "Bank soal belum cukup untuk TNI."}
    assert facts(module) == []
    assert fresh(module).source == "file"
