"""Rows of a sheet as items, and back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.banks import draft_from
from tests.factories.content import item_entry
from training.banks.domain.drafts import ItemDraft
from training.banks.formats.spreadsheet import COLUMNS, LETTERS, column_of, read_row, row_of
from training.banks.formats.spreadsheet.template import EXAMPLES
from training.banks.services.sheets.differences import is_same
from training.core.cells import Mark, MarkKind
from training.core.tables.sheet import clean
from training.imports.domain import Line
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS

pytestmark = pytest.mark.one_database
NAMES = [column.name for column in COLUMNS]
ROW = {
    "tipe": "pilihan_tunggal",
    "pertanyaan": "Apa yang Anda lakukan?",
    "opsi_a": "Menolak",
    "opsi_b": "Menerima",
    "kunci": "A",
    "topik": "kampanye",
    "tingkat": "mudah",
    "rezim": "keduanya",
}


def read(cells: dict[str, str], before: ItemDraft | None = None, **marks: Mark) -> Any:
    line = Line(2, cells, marks)
    return read_row(line.cells, line.marks, line.shown, before)


def problems(**cells: str) -> dict[str, str]:
    return {problem.column: str(problem.expected) for problem in read({**ROW, **cells}).problems}


def texts(most: int = 30) -> st.SearchStrategy[str]:
    """Texts as cells hold them."""
    return st.text(min_size=1, max_size=most).map(clean).filter(bool)


def by_language(text: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.builds(
        lambda indonesian, english: {"id": indonesian, **({"en": english} if english else {})},
        text,
        st.none() | texts(),
    )


def words(labels: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(labels)), unique=True, max_size=4).map(tuple)


@st.composite
def options(draw: st.DrawFn, mode: str) -> list[dict[str, Any]]:
    """Options with as many keys as the mode asks for, some with reasons, some in English too."""
    if mode == "true_false":
        labels = ["Benar", "Salah"]
    else:
        labels = draw(st.lists(texts(), min_size=2 if mode == "single" else 3, max_size=8, unique=True))
    most = len(labels) - 1 if mode == "multiple" else 1
    keys = draw(st.sets(st.integers(0, len(labels) - 1), min_size=min(2, most), max_size=most))
    reasons = draw(st.lists(st.none() | by_language(texts()), min_size=len(labels), max_size=len(labels)))
    return [
        {
            "text": {"id": label},
            **({"key": True} if place in keys else {}),
            **({"rationale": reason} if reason else {}),
        }
        for place, (label, reason) in enumerate(zip(labels, reasons, strict=True))
    ]


@st.composite
def drafts(draw: st.DrawFn) -> ItemDraft:
    """Any complete draft of a choice item."""
    mode = draw(st.sampled_from(["single", "multiple", "true_false"]))
    content: dict[str, Any] = {"mode": mode, "stem": draw(by_language(texts())), "options": draw(options(mode))}
    for name in ("situation", "explanation", "refusal"):
        if draw(st.booleans()):
            content[name] = draw(by_language(texts()))
    ids = st.lists(st.from_regex(r"[a-z]{2,5}-ps[0-9]{1,2}", fullmatch=True), unique=True, max_size=3).map(tuple)
    tags = st.lists(st.from_regex(r"[a-z]{1,9}( [a-z]{1,9})?", fullmatch=True), unique=True, max_size=3).map(tuple)
    return ItemDraft(
        case=draw(st.none() | st.just("kasus-1")),
        corps=draw(words(CORPS_LABELS)),
        phases=draw(words(PHASE_LABELS)),
        regime=draw(st.sampled_from(list(REGIME_LABELS))),
        topic=draw(st.sampled_from(list(TOPIC_LABELS))),
        difficulty=draw(st.sampled_from(list(DIFFICULTY_LABELS))),
        case_on=draw(st.none() | st.dates(date(1900, 1, 1), date(2099, 12, 31))),
        tags=draw(tags),
        rules=draw(ids),
        background_rules=draw(ids),
        content=content,
    )


@given(drafts())
@settings(deadline=None, max_examples=50)
def test_a_row_reads_back_to_the_same_item_with_its_english(draft: ItemDraft):
    row = read(dict(zip(NAMES, row_of("asn-01", draft), strict=True)), draft)
    assert (row.code, row.problems) == ("asn-01", ())
    assert is_same(row.draft, draft)


@given(drafts())
@settings(deadline=None, max_examples=50)
def test_without_the_item_a_row_reads_back_to_its_indonesian(draft: ItemDraft):
    cells = dict(zip(NAMES, row_of("asn-01", draft), strict=True))
    row = read(cells)
    assert row.problems == ()
    assert (
        row_of("asn-01", row.draft)[:-1]
        == row_of("asn-01", ItemDraft(**{**vars(draft), "corps": tuple(sorted(draft.corps))}))[:-1]
    )


@pytest.mark.parametrize(
    ("kunci", "tipe", "keys"),
    [
        ("A", "", [0]), ("b", "", [1]), ("A;C", "", [0, 2]), ("a dan c", "", [0, 2]), ("A, C", "pilihan ganda", [0, 2]),
        ("AC", "PILIHAN_GANDA", [0, 2]), ("(B)", "Pilihan Tunggal", [1]),
    ],
)  # fmt: skip
def test_keys_are_letters_in_any_spelling(kunci: str, tipe: str, keys: list[int]):
    row = read({**ROW, "opsi_c": "Melapor", "kunci": kunci, "tipe": tipe})
    assert row.problems == ()
    assert [place for place, option in enumerate(row.draft.content["options"]) if option.get("key")] == keys
    assert row.draft.content["mode"] == ("multiple" if len(keys) > 1 else "single")


@pytest.mark.parametrize(("kunci", "place"), [("BENAR", 0), ("salah", 1), ("TRUE", 0), ("B", 0), ("S", 1)])
def test_true_or_false_needs_no_options(kunci: str, place: int):
    row = read({**ROW, "tipe": "benar_salah", "opsi_a": "", "opsi_b": "", "kunci": kunci, "umpan_balik_b": "Sebab…"})
    options = row.draft.content["options"]
    assert row.problems == ()
    assert [option["text"]["id"] for option in options] == ["Benar", "Salah"]
    assert options[place]["key"] is True
    assert options[1]["rationale"] == {"id": "Sebab…"}


def test_what_is_wrong_is_told_by_column():
    assert "tepat satu huruf" in problems(kunci="A;B")["kunci"]
    assert "paling sedikit dua huruf" in problems(tipe="pilihan_ganda")["kunci"]
    assert problems(kunci="D") == {"kunci": "huruf pilihan yang terisi: A, B"}
    assert "huruf pilihan" in problems(kunci="Menolak")["kunci"]
    assert "berurutan" in problems(opsi_d="Diam")["opsi_c"]
    assert "pilihannya juga kosong" in problems(umpan_balik_c="x")["umpan_balik_c"]
    assert problems(topik="kampanya") == {"topik": "kata dari daftar; mungkin maksudnya kampanye"}
    assert "pns, pppk" in problems(korps="guru")["korps"]
    assert problems(tanggal_kasus="31/02/2024") == {"tanggal_kasus": "tanggal seperti 2024-09-19 atau 19/09/2024"}
    assert problems(tipe="esai") == {"tipe": "pilihan_tunggal, pilihan_ganda, atau benar_salah"}
    assert "Benar dan Salah" in problems(tipe="benar_salah", kunci="BENAR")["opsi_a"]


def test_words_are_codes_or_labels_in_any_case():
    row = read(
        {
            **ROW, "topik": "Kampanye dan Tim Pemenangan", "korps": "PNS; Pegawai non-ASN", "tahap": "MASA TENANG, masa_kampanye",
            "rezim": "Pilkada", "tingkat": "SUKAR",
        }
    )  # fmt: skip
    draft = row.draft
    assert row.problems == ()
    assert (draft.topic, draft.corps, draft.phases) == ("kampanye", ("pns", "ppnpn"), ("masa_tenang", "masa_kampanye"))
    assert (draft.regime, draft.difficulty) == ("pilkada", "sukar")


@pytest.mark.parametrize("day", ["2024-09-19", "19/09/2024", "19-9-2024", "19 September 2024", "Kamis, 19 sep 2024"])
def test_days_are_read_as_indonesians_write_them(day: str):
    assert read({**ROW, "tanggal_kasus": day}).draft.case_on == date(2024, 9, 19)


def test_a_category_is_a_topic_or_else_a_tag():
    assert read({**ROW, "topik": "", "kategori": "Media sosial dan grup percakapan"}).draft.topic == "media_sosial"
    row = read({**ROW, "kategori": "kecamatan", "tag": "layanan"})
    assert (row.draft.topic, row.draft.tags) == ("kampanye", ("layanan", "kecamatan"))


def test_numbers_and_dates_in_text_cells_are_read_as_shown():
    marks = {"opsi_a": Mark(MarkKind.DATE, "19 September 2024"), "opsi_b": Mark(MarkKind.NUMBER)}
    row = read({**ROW, "opsi_a": "2024-09-19", "opsi_b": "30"}, **marks)
    assert [option["text"]["id"] for option in row.draft.content["options"]] == ["19 September 2024", "30"]


@pytest.mark.parametrize("kind", [MarkKind.UNCALCULATED, MarkKind.ERROR, MarkKind.LONG_NUMBER])
def test_cells_that_hold_no_value_are_refused(kind: MarkKind):
    row = read({**ROW, "opsi_a": "198102112006021000"}, opsi_a=Mark(kind))
    assert [problem.column for problem in row.problems] == ["opsi_a"]


def test_what_the_sheet_does_not_have_stays():
    entry = item_entry(
        "asn-01", tags=("satu",), background_rules=("pp94-2021-ps8-4",), case="kasus-1",
        content={"stem": {"id": "Lama?", "en": "Old?"}, "refusal": {"id": "Maaf", "en": "Sorry"}},
    )  # fmt: skip
    before = draft_from(entry)
    cells = dict(zip(NAMES, row_of("asn-01", before), strict=True))
    few = {name: cells[name] for name in ("kode", "pertanyaan", "kunci", *(f"opsi_{letter}" for letter in LETTERS))}
    assert is_same(read(few, before).draft, before)
    changed = read({**few, "pertanyaan": "Baru?"}, before).draft
    assert changed.content["stem"] == {"id": "Baru?"}
    assert changed.content["refusal"] == {"id": "Maaf", "en": "Sorry"}
    assert (changed.tags, changed.background_rules, changed.case) == (before.tags, before.background_rules, "kasus-1")
    assert read({**few, "tag": ""}, before).draft.tags == ()


def test_rationales_follow_their_option_when_the_sheet_has_no_column_for_them():
    before = draft_from(item_entry("asn-01"))
    cells = dict(zip(NAMES, row_of("asn-01", before), strict=True))
    swapped = {
        "kode": "asn-01",
        "pertanyaan": cells["pertanyaan"],
        "kunci": "B",
        "opsi_a": cells["opsi_b"],
        "opsi_b": cells["opsi_a"],
    }
    options = read(swapped, before).draft.content["options"]
    assert [option["rationale"]["id"] for option in options] == ["asn-01 alasan 1", "asn-01 alasan 0"]


def test_each_field_of_an_item_has_its_column():
    assert column_of(("content", "options", 1, "text", "id")) == "opsi_b"
    assert column_of(("content", "options", 0, "rationale")) == "umpan_balik_a"
    assert column_of(("content", "options")) == "kunci"
    assert column_of(("content", "stem")) == "pertanyaan"
    assert column_of(("rules", 0)) == "dasar_hukum"
    assert column_of(()) == ""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["kode"])
def test_the_examples_of_the_template_can_be_read(example: dict[str, str]):
    row = read({name: example.get(name, "") for name in NAMES})
    assert (row.code, row.problems) == (example["kode"], ())
