"""An author writes an item by keyboard only; it is approved and met by a participant."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from tests.factories.attempts import make_enrolment
from tests.factories.content import RULE, item_entry, make_module
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import DESKTOP, Keyboard, Visitor
from tests.pages.entry import sign_in, signed_in
from tests.pages.quiz import start_quiz
from training.core.db import db
from training.demo.people import DEMO_PASSWORD
from training.modules.queries import published_module
from training.quizzes.models import QuizBank

TAG = "papan-ketik"
QUESTION = "Apa langkah Anda yang paling tepat?"
OPTIONS = ("Ikut sebentar", "Menolak sopan", "Diam saja", "Pulang cepat")


def test_an_item_is_written_by_keyboard_approved_and_drawn(new_visitor: NewVisitor) -> None:
    author = new_visitor(viewport=DESKTOP, hand=Keyboard())
    with author.site.database():
        module = make_module([item_entry("awal")], blueprint=[{"count": 1, "tags": [TAG]}])
        slug, quiz_id = module.slug, module.quiz_id
        bank_id = db.session.scalars(select(QuizBank.bank_id).where(QuizBank.quiz_id == quiz_id)).one()
        reader = author.site.new_person("Sri Wahyuni")
    sign_in(author, "pelatih@netral.example", DEMO_PASSWORD)
    author.press("Kelola")
    author.open(f"/banks/{bank_id}").press("Tulis butir baru")
    author.page.wait_for_url("**/items/new?bank=*")
    write_content(author)
    choose_rule(author)
    say_what_it_holds_for(author)
    author.press("Simpan dan setujui")
    author.page.wait_for_url(re.compile(r"/items/\d+$"))
    assert "disetujui dan mulai dipakai pada naskah berikutnya" in author.words

    with author.site.database():
        enrolment_id = make_enrolment(reader, published_module(slug))
    participant = signed_in(new_visitor(), reader)
    start_quiz(participant, enrolment_id)
    assert participant.heading == QUESTION
    assert all(option in participant.words for option in OPTIONS)


def write_content(author: Visitor) -> None:
    """Situation, question, four options, the second of them the key; the preview follows and the draft is kept."""
    page = author.page
    author.write("Situasi", "Anda diajak menghadiri kampanye.")
    author.write("Pokok soal", QUESTION)
    for place, option in enumerate(OPTIONS):
        author.hand.write(page.locator(f"#option-{place}"), option)
        if place == 1:
            author.hand.choose(page.locator("[name=key][value='1']"))
        author.hand.write(page.locator(f"#rationale-{place}"), f"Sebab ke-{place}.")
    author.write("Pembahasan umum", "Tidak boleh memihak.")
    author.write("Cara menolak", "Maaf, saya tidak dapat ikut.")
    expect(page.locator("#item-status")).to_have_text("Draf tersimpan ✓")
    assert re.search(r"/items/\d+/edit$", author.path)
    preview = page.frame_locator("#preview-question")
    expect(preview.locator("h1")).to_have_text(QUESTION)
    expect(preview.locator("label").nth(3)).to_have_text(OPTIONS[3])


def choose_rule(author: Visitor) -> None:
    """Search a rule while typing, and let it back the key."""
    page = author.page
    expect(page.locator("#rules-findings")).to_contain_text("Kunci belum berdasar aturan mana pun.")
    author.write("Cari aturan", "asn netralitas kewajiban pasal 24")
    button = page.locator(f"#found-rules button[value=rule-{RULE}]")
    expect(button).to_be_visible()
    author.hand.press(button)
    page.wait_for_url("**/edit*#rules")
    expect(page.locator("#rules ol")).to_contain_text("UU 20/2023")


def say_what_it_holds_for(author: Visitor) -> None:
    """For whom, when, under which law, about what; a tag that the blueprint asks for."""
    page = author.page
    for name, value in (("corps", "pns"), ("corps", "pppk"), ("phases", "masa_kampanye")):
        author.hand.choose(page.locator(f"[name={name}][value={value}]"))
    for label, words in (("Rezim", "Pemilu dan"), ("Topik", "Kampanye"), ("Tingkat", "Mudah")):
        author.write(label, words)
    author.hand.press(page.locator("summary", has_text="Kode, kasus, dan tag"))
    author.write("Tag", TAG)
    expect(page.locator("#item-status")).to_have_text("Draf tersimpan ✓")
    expect(page.locator("#item-form .findings li.blocks")).to_have_count(0)
