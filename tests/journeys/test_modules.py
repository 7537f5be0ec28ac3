"""An author makes a course from nothing, tries it, publishes it, and somebody takes it; with and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import DESKTOP, Keyboard, Visitor
from tests.pages.entry import sign_in, signed_in
from tests.pages.quiz import QuestionPage
from training.demo.people import DEMO_PASSWORD

TRIAL = "Percobaan — tidak dicatat"
AUTHOR = "pelatih@netral.example"


@pytest.mark.parametrize(
    "profile",
    [pytest.param({}, id="scripts"), pytest.param({"java_script_enabled": False}, id="no-js", marks=pytest.mark.slow)],
)
def test_an_author_makes_tries_and_publishes_a_course_that_somebody_passes(
    new_visitor: NewVisitor, profile: dict[str, Any]
) -> None:
    title = f"Netral di loket {'tanpa' if profile else 'dengan'} skrip"
    author = sign_in(new_visitor(viewport=DESKTOP, **profile), AUTHOR, DEMO_PASSWORD)
    begin(author, title)
    write_general(author)
    write_lesson(author, has_scripts=not profile)
    set_quiz(author, has_scripts=not profile)
    set_certificate(author)
    try_it(author)
    publish(author, title)
    take_it(new_visitor(), title)


def begin(author: Visitor, title: str) -> None:
    author.open("/manage/modules")
    author.press("Buat pelatihan")
    author.write("Judul", title)
    author.hand.choose(author.page.get_by_label("PNS", exact=True))
    author.press("Buat draf")
    expect(author.page.get_by_text("Draf dibuat.")).to_be_visible()


def write_general(author: Visitor) -> None:
    author.press("Umum")
    author.write("Ringkasan", "Lima menit tentang loket.")
    author.press("Simpan")
    expect(author.page.get_by_text("Tersimpan.")).to_be_visible()


def write_lesson(author: Visitor, *, has_scripts: bool) -> None:
    author.press("Pelajaran")
    author.press("Tambah pelajaran")
    author.write("Judul", "Melayani semua sama")
    author.write("Isi", "Di loket **semua** sama.")
    preview = author.page.locator("#preview")
    if not has_scripts:
        author.press("Lihat pratinjau")
    expect(preview.locator("strong")).to_have_text("semua")
    author.write("Cari aturan untuk dikutip", "kewajiban netralitas")
    author.press("Cari")
    author.page.get_by_role("button", name="Sisipkan tautan").first.click()
    expect(author.page.get_by_label("Isi", exact=True)).to_have_value(re.compile(r"\]\(/rules/"))
    expect(preview.locator("a[href^='/rules/']")).to_have_count(1)
    author.press("Simpan")
    expect(author.page.get_by_text("Pelajaran ditambahkan.")).to_be_visible()


def set_quiz(author: Visitor, *, has_scripts: bool) -> None:
    author.press("Kuis")
    outlook = author.page.locator("#outlook")
    expect(outlook).to_contain_text("belum terpenuhi")
    author.hand.choose(author.page.get_by_label("Netralitas ASN"))
    author.page.get_by_label("Banyaknya butir").first.fill("3")
    if not has_scripts:
        author.press("Periksa kisi-kisi")
    expect(outlook).to_contain_text("3 soal sekali kuis.")
    expect(outlook).to_contain_text("✓ terpenuhi")
    author.press("Simpan")
    expect(author.page.get_by_text("Tersimpan. Pengerjaan baru")).to_be_visible()


def set_certificate(author: Visitor) -> None:
    author.press("Sertifikat")
    author.write("Dasar hukum", "Pasal 24 UU 20/2023")
    author.press("Simpan")
    expect(author.page.get_by_text("Tersimpan. Sertifikat yang sudah terbit")).to_be_visible()
    expect(author.page.get_by_role("link", name="Lihat contoh (PDF)")).to_be_visible()


def try_it(author: Visitor) -> None:
    author.press("Coba kuis")
    author.press("Mulai percobaan")
    author.page.wait_for_url("**/attempts/*/1")
    expect(author.page.get_by_text(TRIAL)).to_be_visible()
    QuestionPage(author).answer_all(wrong=(1,)).hand_in()
    assert TRIAL in author.words
    assert author.page.locator("details.reason").count() == 3
    author.press("Ke pengaturan kuis")


def publish(author: Visitor, title: str) -> None:
    author.press("Ringkasan")
    expect(author.page.get_by_text("Semua sudah lengkap dan dapat diterbitkan.")).to_be_visible()
    author.press("Terbitkan")
    expect(author.page.get_by_text("Pelatihan diterbitkan.")).to_be_visible()
    assert author.heading == title


def take_it(visitor: Visitor, title: str) -> None:
    with visitor.site.database():
        user = visitor.site.new_person("Made Suartini")
    signed_in(visitor, user)
    visitor.press(title)
    visitor.press("Ikuti pelatihan ini")
    visitor.press("Mulai kuis")
    visitor.page.wait_for_url("**/attempts/*/1")
    assert TRIAL not in visitor.words
    QuestionPage(visitor).answer_all().hand_in()
    assert "Anda lulus." in visitor.words
    expect(visitor.page.get_by_role("link", name="Unduh sertifikat")).to_be_visible()


def test_lessons_are_ordered_and_a_blueprint_is_changed_by_keyboard(new_visitor: NewVisitor) -> None:
    author = sign_in(new_visitor(viewport=DESKTOP), AUTHOR, DEMO_PASSWORD)
    author.hand = Keyboard()
    author.open("/manage/modules")
    author.press("Netral di layanan kesehatan")
    author.page.wait_for_url(re.compile(r"/manage/modules/\d+$"))
    author.press("Pelajaran")
    author.page.wait_for_url("**/lessons")
    first = author.page.locator("ol.order li a").first
    author.press("↓ Turunkan")
    expect(first).to_have_text("1. Atribut kampanye di lingkungan puskesmas")
    author.press("↓ Turunkan")
    expect(first).to_have_text("1. Pasien bertanya siapa pilihan Anda")
    author.open(author.path.replace("lessons", "quiz"))
    hard = author.page.get_by_role("group", name="Bagian 3").get_by_label("Sukar")
    hard.press("Space")
    expect(author.page.locator("#outlook")).not_to_contain_text("tidak ada butir yang cocok")
