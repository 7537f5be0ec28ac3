"""What is printed, read back from the file and from its picture."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest
import zxingcpp

from tests.certificates.printed import (
    FACTS,
    NUMBER,
    VERIFY_URL,
    assert_everything_is_on_one_page_within_the_frame,
    certificate,
    picture_of,
    text_of,
)
from training.certificates.pdf import FONTS

pytestmark = pytest.mark.one_database


def test_all_that_was_decided_is_printed():
    text = text_of(certificate())
    for words in (
        "Pemerintah Kabupaten Sungai Laras",
        "Sertifikat",
        "Ni Luh Putu Ayu Wulandari, S.STP., M.Si.",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Netralitas ASN dalam Pemilu dan Pilkada",
        "Nilai 83,3%",
        "Jam pelajaran 2 JP",
        "Diselesaikan Senin, 23 November 2026",
        "Berlaku sampai Selasa, 23 November 2027",
        "Diterbitkan Senin, 23 November 2026 pukul 10.04 WIB",
        "Dasar hukum: Undang-Undang Nomor 20 Tahun 2023",
        "bukti pelatihan, bukan pendapat hukum",
        "Periksa keaslian netral.sungailaras.example/ verify",
        f"Nomor {NUMBER}",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("score", "printed"), [("8/10", "80%"), ("1", "100%"), ("2/3", "66,7%"), ("7/10", "70%"), ("17/20", "85%")]
)
def test_the_score_is_printed_in_percent_with_one_decimal_where_needed(score, printed):
    assert f"Nilai {printed} Jam" in text_of(certificate(score=score))


def test_the_moment_of_issue_names_its_zone_when_the_day_in_the_east_has_begun():
    text = text_of(certificate(completed_on=date(2026, 11, 24), issued_at=datetime(2026, 11, 23, 15, 30, tzinfo=UTC)))
    assert "Diselesaikan Selasa, 24 November 2026" in text
    assert "Diterbitkan Senin, 23 November 2026 pukul 22.30 WIB" in text


def test_a_certificate_without_an_end_says_so():
    assert "Berlaku sampai Tanpa batas waktu" in text_of(certificate(valid_until=None))


def test_a_unit_that_is_the_agency_itself_is_named_once():
    assert text_of(certificate(unit_name=FACTS["agency"])).count(FACTS["agency"]) == 1


def test_the_holder_of_no_unit_gets_a_certificate():
    assert_everything_is_on_one_page_within_the_frame(certificate(unit_name=""))


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_the_code_on_a_coarse_scan_leads_to_the_check_page(dpi):
    codes = zxingcpp.read_barcodes(picture_of(certificate(), dpi=dpi))
    assert [code.text for code in codes] == [VERIFY_URL]


def test_the_code_is_read_from_a_grey_slightly_turned_photograph():
    photo = picture_of(certificate(), dpi=150).convert("L").rotate(7, expand=True, fillcolor=255)
    assert [code.text for code in zxingcpp.read_barcodes(photo)] == [VERIFY_URL]


def test_the_file_is_tagged_archivable_and_says_its_title_language_and_author():
    reader = pypdf.PdfReader(io.BytesIO(certificate()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "id-ID"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.metadata.title == (
        "Sertifikat Netralitas ASN dalam Pemilu dan Pilkada – Ni Luh Putu Ayu Wulandari, S.STP., M.Si."
    )
    assert reader.metadata.author == "Pemerintah Kabupaten Sungai Laras"
    assert reader.metadata.creation_date == FACTS["issued_at"]


def test_the_tags_hold_a_heading_a_described_picture_and_a_link():
    root = pypdf.PdfReader(io.BytesIO(certificate())).trailer["/Root"]["/StructTreeRoot"]
    elements = list(structure_elements(root["/K"]))
    kinds = [element.get("/S") for element in elements]
    assert kinds.count("/H1") == 1
    assert "/Link" in kinds
    figures = [element["/Alt"] for element in elements if element.get("/S") == "/Figure"]
    assert figures == [f"Kode QR ke halaman pemeriksaan sertifikat nomor {NUMBER}"]


def structure_elements(node: Any) -> Any:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure_elements(child)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        if "/K" in node:
            yield from structure_elements(node["/K"])


def test_all_fonts_are_embedded_and_ours():
    fonts = [
        font.get_object()
        for font in pypdf.PdfReader(io.BytesIO(certificate(participant_name="Ayu محمد ꦲꦤ ᬅᬓ")))
        .pages[0]["/Resources"]["/Font"]
        .values()
    ]
    names = set()
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        names.add(descriptor["/FontName"].partition("+")[2].partition("-")[0])
    assert names == {"NotoSans", "NotoSansMono", "NotoSansArabic", "NotoSansJavanese", "NotoSansBalinese"}


def test_only_the_fonts_of_the_repository_are_known():
    assert sorted(FONTS.families()) == [
        "Noto Sans",
        "Noto Sans Arabic",
        "Noto Sans Balinese",
        "Noto Sans Javanese",
        "Noto Sans Mono",
    ]
