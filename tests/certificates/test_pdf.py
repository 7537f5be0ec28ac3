"""The printed certificate, read back from the file and from its picture."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pypdf
import pypdfium2
import pytest
import typst
import zxingcpp
from PIL import Image, ImageChops

from training.banks.domain.texts import Text
from training.certificates.domain import CertificateSnapshot, new_number
from training.certificates.glyphs import BREAK_HERE, REPLACEMENT, breakable, coverage, is_covered, printable
from training.certificates.pdf import FONTS, TEMPLATE, render_pdf

pytestmark = pytest.mark.one_database

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
        "Diselesaikan 23 November 2026",
        "Berlaku sampai 23 November 2027",
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


def test_the_same_snapshot_gives_the_same_bytes():
    snapshot = CertificateSnapshot(**FACTS)
    again = CertificateSnapshot.from_json(snapshot.to_json())
    assert render_pdf(snapshot, verify_url=VERIFY_URL) == render_pdf(again, verify_url=VERIFY_URL)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"participant_name": "Ed"},
        {"participant_name": LONG_NAME},
        {"unit_name": LONG_UNIT, "agency": LONG_UNIT.upper(), "module_title": LONG_UNIT, "participant_name": LONG_NAME},
        {"participant_name": "W" * 120, "unit_name": "W" * 199, "agency": "W" * 200, "module_title": "W" * 200},
        {"participant_name": "Wm " * 40, "unit_name": "Wm " * 66, "agency": "Wm" * 100, "module_title": "Wm " * 67},
        {"legal_basis": "Undang-Undang Nomor 20 Tahun 2023; " * 200},
        {"legal_basis": "W" * 8000, "participant_name": "Ẫ" * 120, "module_title": LONG_UNIT, "unit_name": LONG_UNIT},
        {"jp_hours": 10_000, "valid_until": date(9999, 9, 30), "completed_on": date(2026, 9, 30)},
    ],
)
def test_everything_fits_on_the_page_however_long_the_names(changes):
    pdf = certificate(**changes)
    assert_everything_is_on_one_page_within_the_frame(pdf)
    assert_no_two_letters_stand_on_each_other(pdf)
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(pdf))] == [VERIFY_URL]


def test_the_longest_names_leave_air_above_the_title():
    unit = f"{LONG_UNIT} 王"
    pdf = certificate(
        agency="W" * 200, participant_name=LONG_NAME, unit_name=unit, module_title=unit, legal_basis="Pasal 1; " * 100
    )
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = sorted({text.get_charbox(at)[1::2] for at in range(text.count_chars())})
    lines = [(bottom, top) for bottom, top in boxes if top - bottom > 1]
    title_top = max(top for bottom, top in lines if top - bottom > 20)
    agency_bottom = min(bottom for bottom, top in lines if bottom > title_top)
    assert agency_bottom - title_top > 5 * POINTS_PER_MM


def test_long_names_in_other_scripts_fit_too():
    names = {"participant_name": "محمد بن عبد الله " * 7, "unit_name": "ꦲꦤꦕꦫꦏ " * 33, "module_title": "ᬅᬓ᭄ᬱᬭ " * 33}
    assert_everything_is_on_one_page_within_the_frame(certificate(**names))


def test_long_names_are_printed_in_full():
    letters = letters_of(certificate(participant_name=LONG_NAME, unit_name=LONG_UNIT, module_title=LONG_UNIT))
    assert LONG_NAME.replace(" ", "") in letters
    assert letters.count(LONG_UNIT.replace(" ", "")) == 2


def test_a_text_beyond_reason_ends_in_an_ellipsis():
    letters = letters_of(certificate(legal_basis="Pasal 1; " * 400))
    assert "Dasarhukum:Pasal1;Pasal1;" in letters
    assert "…Sertifikatinibuktipelatihan" in letters


@pytest.mark.parametrize(
    "host", ["a.id", "pelatihan-netralitas.badan-kepegawaian-daerah.nusa-tenggara-timur.go.id", "m" * 63 + ".id"]
)
def test_the_address_to_type_fits_beside_the_names(host):
    address = f"http://{host}:8000/verify/{NUMBER}"
    pdf = render_pdf(CertificateSnapshot(**FACTS), verify_url=address)
    assert_everything_is_on_one_page_within_the_frame(pdf)
    assert f"keaslian{host}:8000/verifyNomor" in letters_of(pdf)
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(pdf, dpi=150))] == [address]


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        "#import sys: *",
        "*b* _i_ `r` $x^2$ = + - / @ref <label> ~ -- ... \"q\" 's'",
        "[a] ]b[ {c} }d{ #{e}",
        "\\ \\u{41} \\#",
        '"}, {"number": "NTR"',
        "// comment /* more */",
        "https://example.org/x",
        "<script>alert(1)</script> & &amp;",
    ],
)
def test_what_looks_like_markup_is_printed_as_it_is(name):
    pdf = certificate(
        participant_name=name, unit_name=name, agency=f"Kantor {name}", module_title=name, legal_basis=name
    )
    assert letters_of(pdf).count(name.replace(" ", "")) == 5
    assert_everything_is_on_one_page_within_the_frame(pdf)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Ayu\x00 \x07Lestari\x1b", "Ayu Lestari"),
        ("Ayu\u202e Lestari\u2066\ufeff\u00ad", "Ayu Lestari"),
        ("  Ayu\t\r\n\u2028Lestari\u00a0", "Ayu Lestari"),
        ("Ayu 🎉👩🏽\u200d💼❤️ Lestari", "Ayu Lestari"),
        ("e\u0301", "é"),
        ("王 Lestari", f"{REPLACEMENT} Lestari"),
        ("\ud800\ue000\U000e0001", REPLACEMENT * 2),
        ("🎉", REPLACEMENT),
        ("Ẓulfikar Nguyễn Łoś Đặng ʿAbd ʾĀ D’Arc", "Ẓulfikar Nguyễn Łoś Đặng ʿAbd ʾĀ D’Arc"),
        ("", ""),
    ],
)
def test_a_name_is_set_without_what_cannot_be_set(name, printed):
    assert printable(name) == printed


def test_a_letter_without_a_glyph_is_marked_and_explained():
    text = text_of(certificate(participant_name="王 Lestari"))
    assert f"{REPLACEMENT} Lestari" in text
    assert f"tidak dapat dicetak ditandai {REPLACEMENT}" in text
    assert REPLACEMENT not in text_of(certificate())


def test_a_name_in_its_own_script_leaves_ink_and_needs_no_explanation():
    for name in ("محمد بن عبد الله", "ꦲꦤꦕꦫꦏ", "ᬅᬓ᭄ᬱᬭ"):
        pdf = certificate(participant_name=name)
        assert REPLACEMENT not in text_of(pdf)
        assert ImageChops.difference(picture_of(pdf), picture_of(certificate(participant_name="-"))).getbbox()


def test_every_character_said_to_be_covered_has_a_glyph():
    """PDF/UA refuses to leave the compiler with a character for which the fonts have no glyph."""
    characters = [chr(point) for first, last in coverage() for point in range(first, last + 1)]
    settable = [character for character in characters if printable(f"a{character}") not in ("a", "a ")]
    assert len(settable) > 3000
    for at in range(0, len(settable), 40):
        certificate(participant_name=" ".join(settable[at : at + 40]))


def test_a_character_that_is_not_covered_would_stop_the_compiler():
    assert not is_covered("王")
    source = b'#set document(title: "x")\n#set text(font: "Noto Sans", fallback: false)\n\xe7\x8e\x8b'
    with pytest.raises(typst.TypstError, match="displayed"):
        typst.compile(source, root=TEMPLATE, font_paths=FONTS, ignore_system_fonts=True, pdf_standards=["ua-1"])


def test_long_words_get_places_to_break():
    assert breakable("abcdef gh", longest=4) == f"abcd{BREAK_HERE}ef gh"
    assert breakable("a.b/c", after="./") == f"a.{BREAK_HERE}b/{BREAK_HERE}c"
    assert breakable("") == ""


def test_eight_threads_print_at_once_and_none_gets_the_certificate_of_another():
    names = [f"Peserta Nomor {index}" for index in range(24)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda name: certificate(participant_name=name), names))
    assert together == [certificate(participant_name=name) for name in names]
    assert all(name in text_of(pdf) for name, pdf in zip(names, together, strict=True))
