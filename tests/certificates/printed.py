"""A certificate printed for a test, and ways to read it back."""

import io
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pypdf
import pypdfium2
from PIL import Image

from training.banks.domain.texts import Text
from training.certificates.domain import CertificateSnapshot, new_number
from training.certificates.glyphs import BREAK_HERE
from training.certificates.pdf import render_pdf

A4_LANDSCAPE = (842, 595)
POINTS_PER_MM = 72 / 25.4
FRAME_MM = 12
NUMBER = new_number(bytes(range(9)))
VERIFY_URL = f"https://netral.sungailaras.example/verify/{NUMBER}"
FACTS: dict[str, Any] = {
    "agency": "Pemerintah Kabupaten Sungai Laras",
    "unit_name": "Dinas Kependudukan dan Pencatatan Sipil",
    "participant_name": "Ni Luh Putu Ayu Wulandari, S.STP., M.Si.",
    "module_title": Text(id="Netralitas ASN dalam Pemilu dan Pilkada", en="Neutrality of civil servants"),
    "jp_hours": 2,
    "legal_basis": Text(id="Undang-Undang Nomor 20 Tahun 2023", en="Law Number 20 of 2023"),
    "score": Fraction(5, 6),
    "completed_on": date(2026, 11, 23),
    "valid_until": date(2027, 11, 23),
    "number": NUMBER,
    "issued_at": datetime(2026, 11, 23, 3, 4, 5, tzinfo=UTC),
}
LONG_UNIT = (
    "Unit Pelaksana Teknis Dinas Balai Pelatihan Kesejahteraan Sosial Provinsi Nusa Tenggara Timur "
    "pada Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak Provinsi Nusa Tenggara Timur, Kupang"
)
LONG_NAME = "Raden Roro Kusumaningtyas Wulandari Sastroatmodjo Prawirodirdjo binti Haji Muhammad Abdurrahman Wahid, S.STP., M.Si"


def certificate(**changes: Any) -> bytes:
    return render_pdf(CertificateSnapshot(**(FACTS | changes)), verify_url=VERIFY_URL)


def text_of(pdf: bytes) -> str:
    """All words in reading order, one space between them; places to break are left out."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace(BREAK_HERE, "").split())


def letters_of(pdf: bytes) -> str:
    """All characters without spaces: however a long text was broken."""
    return text_of(pdf).replace(" ", "")


def picture_of(pdf: bytes, *, dpi: int = 100) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("RGB")


def assert_everything_is_on_one_page_within_the_frame(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    page = document[0]
    width, height = page.get_size()
    assert (round(width), round(height)) == A4_LANDSCAPE
    inset = FRAME_MM * POINTS_PER_MM
    text = page.get_textpage()
    assert text.count_chars() > 0
    for at in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(at)
        assert left >= inset
        assert bottom >= inset
        assert right <= width - inset
        assert top <= height - inset


def assert_no_two_letters_stand_on_each_other(pdf: bytes) -> None:
    """The middle of a letter is inside no other letter's box; letters of one ligature share theirs."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = {text.get_charbox(at) for at in range(text.count_chars()) if not text.get_text_range(at, 1).isspace()}
    middles = [((left + right) / 2, (bottom + top) / 2) for left, bottom, right, top in boxes]
    for left, bottom, right, top in boxes:
        assert sum(left < x < right and bottom < y < top for x, y in middles) <= 1
