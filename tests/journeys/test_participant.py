"""The whole way of a participant, from signing in to a certificate that a stranger can check."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.factories.attempts import make_enrolment
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Keyboard, Visitor
from tests.pages.entry import sign_in, signed_in
from tests.pages.quiz import QuestionPage
from training.demo.people import DEMO_PASSWORD
from training.modules.queries import published_module

MODULE = "netralitas-asn"
TITLE = "Netralitas ASN dalam Pemilu dan Pilkada"
LESSONS = 4


def test_a_participant_reads_leaves_resumes_elsewhere_passes_and_proves_it(
    new_visitor: NewVisitor, tmp_path: Path
) -> None:
    phone = new_visitor().open("/login")
    phone.press("Masuk sebagai Peserta")
    phone.page.wait_for_url("**/home")
    read_all_lessons(phone)
    attempt_id = begin_and_leave_after_three(phone)

    laptop = sign_in(new_visitor(), "peserta@netral.example", DEMO_PASSWORD)
    laptop.press("Lanjutkan soal 4")
    laptop.page.wait_for_url("**/4")
    resumed = QuestionPage(laptop)
    assert resumed.attempt_id == attempt_id
    keys = resumed.keys()
    for position in (1, 2, 3):
        laptop.open(f"/attempts/{attempt_id}/{position}")
        assert sorted(resumed.chosen()) == sorted(keys[position])
    laptop.open(f"/attempts/{attempt_id}/4")
    resumed.answer_all().hand_in()
    assert "Anda menjawab benar 10 dari 10 soal (100%). Nilai ambang 70%. Anda lulus." in laptop.words

    stranger = new_visitor().open(address_in_qr_code(download_certificate(laptop, tmp_path)))
    assert stranger.heading == "✓ Sertifikat ini asli dan berlaku"
    for printed in ("Wahyuni Lestari", "Dinas Kesehatan", TITLE, "100%"):
        assert printed in stranger.words


@pytest.mark.parametrize("profile", [{"java_script_enabled": False}, {"hand": Keyboard()}], ids=["no-js", "keyboard"])
def test_the_quiz_works_without_scripts_and_without_a_mouse(new_visitor: NewVisitor, profile: dict[str, Any]) -> None:
    visitor = new_visitor(**profile)
    with visitor.site.database():
        user = visitor.site.new_person("Andi Tenri Abeng")
        make_enrolment(user, published_module(MODULE))
    signed_in(visitor, user)
    visitor.press("Buka pelatihan")
    visitor.page.wait_for_url(f"**/modules/{MODULE}*")
    visitor.press("Ke halaman kuis")
    visitor.page.wait_for_url("**/enrolments/*")
    visitor.press("Mulai kuis")
    visitor.page.wait_for_url("**/attempts/*/1")
    QuestionPage(visitor).answer_all(wrong=(2, 5)).hand_in()
    assert "Anda lulus." in visitor.words
    assert visitor.page.locator("details.reason").count() == 10


def read_all_lessons(visitor: Visitor) -> None:
    """Open the module, then read one lesson after the other to the end."""
    visitor.press("Buka pelatihan")
    visitor.page.wait_for_url(f"**/modules/{MODULE}*")
    visitor.page.locator("ol.rows a").first.click()
    for number in range(1, LESSONS + 1):
        expect(visitor.page.get_by_text(f"Pelajaran {number} dari {LESSONS}")).to_be_visible()
        visitor.press("Tandai dibaca")
    visitor.page.wait_for_url(f"**/modules/{MODULE}*")
    assert visitor.page.locator("ol.rows").inner_text().count("Sudah dibaca") == LESSONS


def begin_and_leave_after_three(visitor: Visitor) -> int:
    """Answer three questions, flag the second, look at the map and the check page, and leave from the fourth."""
    visitor.press("Ke halaman kuis")
    visitor.press("Mulai kuis")
    visitor.page.wait_for_url("**/attempts/*/1")
    question = QuestionPage(visitor)
    for position, right in list(question.keys().items())[:3]:
        question.choose(right)
        if position == 2:
            question.press("Tandai")
            expect(visitor.page.get_by_role("button", name="Hapus tanda")).to_be_visible()
        question.next()
    visitor.page.locator("summary", has_text="Peta soal · 3 dari 10 dijawab").click()
    expect(visitor.page.get_by_role("button", name=re.compile("^2 ?, dijawab, ditandai$"))).to_be_visible()
    question.press("Periksa jawaban dan kumpulkan")
    visitor.page.wait_for_url("**/check")
    assert visitor.heading == "3 dari 10 soal sudah dijawab"
    assert visitor.words.count("Belum dijawab") == 7
    assert visitor.words.count("Ditandai") == 1
    visitor.press("Kembali ke soal 4")
    visitor.page.wait_for_url("**/4")
    attempt_id = question.attempt_id
    question.press("Keluar")
    visitor.page.wait_for_url("**/home")
    return attempt_id


def download_certificate(visitor: Visitor, folder: Path) -> bytes:
    """The PDF behind the result's first button."""
    with visitor.page.expect_download() as download:
        visitor.press("Unduh sertifikat")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    return content


def address_in_qr_code(pdf: bytes) -> str:
    """The path in the only QR code of the first page."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert len(codes) == 1
    return urlsplit(codes[0].text).path
