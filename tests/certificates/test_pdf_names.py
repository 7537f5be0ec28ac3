"""Names and texts of any length and script on the printed certificate."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pypdfium2
import pytest
import typst
import zxingcpp
from PIL import ImageChops

from tests.certificates.printed import (
    FACTS,
    LONG_NAME,
    LONG_UNIT,
    NUMBER,
    POINTS_PER_MM,
    VERIFY_URL,
    assert_everything_is_on_one_page_within_the_frame,
    assert_no_two_letters_stand_on_each_other,
    certificate,
    letters_of,
    picture_of,
    text_of,
)
from training.certificates.domain import CertificateSnapshot
from training.certificates.glyphs import BREAK_HERE, REPLACEMENT, breakable, coverage, is_covered, printable
from training.certificates.pdf import FONTS, TEMPLATE, render_pdf

pytestmark = pytest.mark.one_database


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
    assert "…" in letters


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
