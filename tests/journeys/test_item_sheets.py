"""A trainer writes questions in a spreadsheet, corrects what was refused, and participants meet them."""

import io
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import expect
from sqlalchemy import select, update

from tests.factories.attempts import make_enrolment
from tests.factories.banks import make_unit_bank
from tests.factories.content import make_module
from tests.factories.jobs import run_jobs
from tests.journeys.conftest import NewVisitor
from tests.journeys.site import Site
from tests.journeys.visitor import DESKTOP, Visitor
from tests.pages.entry import sign_in, signed_in
from tests.pages.quiz import QuestionPage
from training.banks.formats.spreadsheet.template import EXAMPLES
from training.core.db import db
from training.demo.people import DEMO_PASSWORD
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz, QuizBank

QUESTION = "Brosur calon ditaruh di meja layanan. Apa langkah Anda?"


def test_a_trainer_fills_the_template_corrects_two_rows_and_participants_meet_the_items(
    new_visitor: NewVisitor, tmp_path: Path
) -> None:
    trainer = new_visitor(viewport=DESKTOP)
    site = trainer.site
    bank_id, slug = bank_with_quiz(site)
    sign_in(trainer, "pelatih@netral.example", DEMO_PASSWORD)
    trainer.open(f"/banks/{bank_id}").press("Unggah dari Excel")
    template = openpyxl.load_workbook(io.BytesIO(downloaded(trainer, "Unduh templat", tmp_path)))
    rows = [{**EXAMPLES[0], "kode": f"meja-{number}", "pertanyaan": f"{QUESTION} ({number})"} for number in range(1, 4)]
    fill(template, [rows[0], {**rows[1], "kunci": "H"}, {**rows[2], "topik": "kampanya"}])
    upload(trainer, template, "butir.xlsx", tmp_path)
    checked(trainer, site)
    assert "1 baris siap disimpan. 2 baris ditolak dan tidak ikut disimpan." in trainer.words
    assert "Baris 3 meja-2" in trainer.words
    assert "Petunjuk: huruf pilihan yang terisi: A, B, C" in trainer.words
    assert "mungkin maksudnya kampanye" in trainer.words
    refused = openpyxl.load_workbook(io.BytesIO(downloaded(trainer, "Unduh baris yang ditolak", tmp_path)))
    save(trainer, site, 1)
    correct(refused)
    trainer.open(f"/banks/{bank_id}/import")
    upload(trainer, refused, "butir diperbaiki.xlsx", tmp_path)
    checked(trainer, site)
    assert "2 baris siap disimpan." in trainer.words
    save(trainer, site, 2)
    trainer.press("Butir di bank ini")
    expect(trainer.page.get_by_text("3 butir")).to_be_visible()

    participant = new_visitor()
    with site.database():
        user = site.new_person("Siti Rahmawati")
        enrolment = make_enrolment(user, db.session.scalars(select(Module).where(Module.slug == slug)).one())
    signed_in(participant, user)
    participant.open(f"/enrolments/{enrolment}").press("Mulai kuis")
    participant.page.wait_for_url("**/attempts/*/1")
    assert QUESTION in participant.words
    QuestionPage(participant).answer_all().hand_in()
    assert "Anda menjawab benar 3 dari 3 soal (100%)." in participant.words


def bank_with_quiz(site: Site) -> tuple[int, str]:
    """An empty bank of the trainer's agency, and the slug of a module whose quiz draws three items from it."""
    with site.database():
        module = make_module(1)
        agency = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
        assert agency is not None
        bank = make_unit_bank(agency, code="meja-layanan")
        quiz = db.session.get_one(Quiz, module.quiz_id)
        quiz.blueprint = {"draws": [{"count": len(EXAMPLES)}]}
        db.session.execute(update(QuizBank).where(QuizBank.quiz_id == quiz.id).values(bank_id=bank.id))
        db.session.commit()
        return bank.id, module.slug


def fill(book: openpyxl.Workbook, rows: list[dict[str, Any]]) -> None:
    """Write rows below the headings of the first sheet."""
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(str(heading)) for heading in headings])


def correct(book: openpyxl.Workbook) -> None:
    """Put right what was wrong with the two rows."""
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["kunci"]).value = "B"
    sheet.cell(3, columns["topik"]).value = "kampanye"


def upload(visitor: Visitor, book: openpyxl.Workbook, name: str, folder: Path) -> None:
    """Choose a file, to be approved at once, and send it."""
    book.save(folder / name)
    visitor.page.get_by_label("Berkas lembar kerja").set_input_files(folder / name)
    visitor.hand.choose(visitor.page.get_by_label("Langsung disetujui"))
    visitor.press("Unggah dan periksa")
    visitor.page.wait_for_url("**/imports/*")


def checked(visitor: Visitor, site: Site) -> None:
    """Let the worker check; the page notices by itself."""
    run_jobs_of(site)
    expect(visitor.page.get_by_role("heading", name="Periksa sebelum disimpan")).to_be_visible()


def save(visitor: Visitor, site: Site, rows: int) -> None:
    """Save, and let the worker do it."""
    visitor.press(f"Simpan {rows} baris")
    expect(visitor.page.get_by_role("heading", name="Sedang disimpan")).to_be_visible()
    run_jobs_of(site)
    expect(visitor.page.get_by_role("heading", name=f"{rows} baris disimpan")).to_be_visible()


def run_jobs_of(site: Site) -> None:
    """What the worker of the site would do."""
    with site.database():
        run_jobs(site.app)


def downloaded(visitor: Visitor, link: str, folder: Path) -> bytes:
    """The file behind a link."""
    with visitor.page.expect_download() as download:
        visitor.press(link)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()
