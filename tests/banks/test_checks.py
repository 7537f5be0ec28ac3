"""What keeps an item from being published, and what is merely advised."""

from datetime import date
from typing import Any

import pytest

from training.banks.domain.checks import Finding, Severity, findings, is_fit
from training.banks.domain.item import ItemEntry
from training.rules.domain import RuleFacts


def rule(rule_id: str, **facts: Any) -> RuleFacts:
    defaults: dict[str, Any] = {
        "binds": frozenset({"pns", "pppk"}), "phases": frozenset({"semua_tahapan"}), "regime": "keduanya",
        "confidence": "tinggi", "status": "berlaku", "topic": "kampanye",
    }  # fmt: skip
    return RuleFacts(id=rule_id, **{**defaults, **facts})


CATALOGUE = {
    known.id: known
    for known in (
        rule("sure"),
        rule("sure-tni", binds=frozenset({"tni"})),
        rule("village", binds=frozenset({"kepala_desa", "lurah"})),
        rule("quiet-days", phases=frozenset({"masa_tenang"})),
        rule("pemilu-only", regime="pemilu"),
        rule("pilkada-only", regime="pilkada"),
        rule("fairly-sure", confidence="sedang"),
        rule("unsure", confidence="rendah"),
        rule("repealed", status="dicabut"),
        rule("amended", status="diubah"),
        rule("in-doubt", status="perlu_dicek"),
        rule("since-2024", valid_from_on=date(2024, 11, 14)),
        rule("until-2023", valid_until_on=date(2023, 10, 31)),
    )
}
OPTIONS = (
    {"text": "Menolak dengan sopan", "key": True, "rationale": "Tidak boleh memihak."},
    {"text": "Ikut sebentar saja", "rationale": "Sebentar pun memihak."},
    {"text": "Ikut tanpa seragam", "rationale": "Bukan soal seragam."},
)


def item(content: dict[str, Any] | None = None, **fields: Any) -> ItemEntry:
    """A fit item for PNS and PPPK, except for what is named."""
    whole = {
        "mode": "single", "situation": "Seorang teman mengajak Anda.", "stem": "Apa yang Anda lakukan?",
        "options": list(OPTIONS), "explanation": "Tidak boleh.", "refusal": "Maaf, saya tidak bisa.", **(content or {}),
    }  # fmt: skip
    defaults: dict[str, Any] = {
        "code": "asn-1", "corps": ["pns", "pppk"], "phases": ["masa_kampanye"], "regime": "keduanya",
        "topic": "kampanye", "difficulty": "mudah", "rules": ["sure"],
    }  # fmt: skip
    return ItemEntry.model_validate({**defaults, **fields, "content": whole})


def blocking(checked: ItemEntry) -> list[str]:
    return [found.code for found in findings(checked, CATALOGUE) if found.severity is Severity.BLOCKING]


def advice(checked: ItemEntry) -> list[str]:
    return [found.code for found in findings(checked, CATALOGUE) if found.severity is Severity.ADVICE]


def options(*texts: str, keys: int = 1) -> list[dict[str, Any]]:
    return [{"text": text, "key": index < keys, "rationale": "Karena."} for index, text in enumerate(texts)]


def test_a_complete_item_gives_no_findings() -> None:
    assert findings(item(), CATALOGUE) == []
    assert is_fit(item(), CATALOGUE)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"rules": []}, ["no_rule"]),
        ({"rules": ["sure", "made-up"]}, ["unknown_rule"]),
        ({"background_rules": ["made-up"]}, ["unknown_rule"]),
        ({"corps": []}, ["no_corps"]),
        ({"phases": []}, ["no_phase"]),
        ({"rules": ["fairly-sure"]}, ["medium_confidence"]),
        ({"background_rules": ["fairly-sure"]}, []),
        ({"rules": ["unsure"]}, ["low_confidence"]),
        ({"background_rules": ["unsure"]}, ["low_confidence"]),
        ({"rules": ["repealed"]}, ["repealed_rule"]),
        ({"background_rules": ["repealed"]}, ["repealed_rule"]),
        ({"rules": ["amended"]}, []),
        ({"rules": ["in-doubt"]}, ["undated"]),
        ({"background_rules": ["in-doubt"]}, []),
        ({"corps": ["pns", "tni"]}, ["corps_not_bound"]),
        ({"corps": ["pns", "tni"], "rules": ["sure", "sure-tni"]}, []),
        ({"corps": ["pns", "tni"], "background_rules": ["sure-tni"]}, ["corps_not_bound"]),
        ({"corps": ["desa"], "rules": ["village"]}, []),
        ({"corps": ["pns"], "rules": ["village"]}, []),
        ({"rules": ["quiet-days"]}, ["phase_not_covered"]),
        ({"rules": ["quiet-days"], "phases": ["masa_tenang"]}, []),
        ({"rules": ["quiet-days"], "phases": ["semua_tahapan"]}, ["phase_not_covered"]),
        ({"rules": ["pemilu-only"]}, ["regime_not_covered"]),
        ({"rules": ["pemilu-only", "pilkada-only"]}, []),
        ({"rules": ["pemilu-only"], "regime": "pilkada"}, ["regime_not_covered"]),
        ({"rules": ["pilkada-only"], "regime": "pilkada"}, []),
        ({"rules": ["sure"], "regime": "pilkada"}, []),
        ({"rules": ["since-2024"], "case_on": "2024-11-14"}, []),
        ({"rules": ["since-2024"], "case_on": "2024-11-13"}, ["not_yet_valid"]),
        ({"rules": ["since-2024"]}, ["undated"]),
        ({"rules": ["until-2023"], "case_on": "2023-10-31"}, []),
        ({"rules": ["until-2023"], "case_on": "2023-11-01"}, ["no_longer_valid"]),
        ({"rules": ["until-2023"]}, ["no_longer_valid"]),
    ],
)
def test_a_key_rests_on_sure_rules_that_hold_for_whom_when_and_where_the_item_plays(
    fields: dict[str, Any], codes: list[str]
) -> None:
    assert blocking(item(**fields)) == codes


@pytest.mark.parametrize(
    ("case_on", "situation", "explanation", "is_allowed"),
    [
        ("2024-09-19", "Kamis, 19 September 2024.", "Tidak boleh menurut aturan yang berlaku saat itu.", True),
        ("2024-09-19", "Pada 2024 ada ajakan.", "Menurut aturan yang\nberlaku  saat itu, tidak boleh.", True),
        ("2024-09-19", "Pada 19 September ada ajakan.", "Menurut aturan yang berlaku saat itu, tidak boleh.", True),
        (None, "Kamis, 19 September 2024.", "Menurut aturan yang berlaku saat itu, tidak boleh.", False),
        ("2024-09-19", "Suatu hari di bulan September.", "Menurut aturan yang berlaku saat itu, tidak boleh.", False),
        ("2024-09-19", "Nomor 120245.", "Menurut aturan yang berlaku saat itu, tidak boleh.", False),
        ("2024-09-19", "Kamis, 19 September 2024.", "Tidak boleh.", False),
    ],
)
def test_a_rule_in_doubt_backs_a_key_only_in_a_dated_case_that_says_so(
    case_on: str | None, situation: str, explanation: str, is_allowed: bool
) -> None:
    dated = item({"situation": situation, "explanation": explanation}, rules=["in-doubt"], case_on=case_on)
    assert blocking(dated) == ([] if is_allowed else ["undated"])


def test_the_words_about_the_time_may_stand_in_the_rationale_of_the_key_but_of_no_other_option() -> None:
    told = {"rationale": "Dilarang menurut aturan yang berlaku saat itu."}
    dated = {"rules": ["in-doubt"], "case_on": "2024-09-19"}
    in_key = [{**OPTIONS[0], **told}, *OPTIONS[1:]]
    in_other = [OPTIONS[0], {**OPTIONS[1], **told}, OPTIONS[2]]
    assert blocking(item({"situation": "Tahun 2024.", "options": in_key}, **dated)) == []
    assert blocking(item({"situation": "Tahun 2024.", "options": in_other}, **dated)) == ["undated"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ({"options": options("A", "B", keys=0)}, ["key_count"]),
        ({"options": options("A", "B", "C", keys=2)}, ["key_count"]),
        ({"mode": "multiple", "options": options("A", "B", "C", keys=1)}, ["key_count"]),
        ({"mode": "multiple", "options": options("A", "B", "C", keys=3)}, ["key_count"]),
        ({"mode": "multiple", "options": options("A", "B", "C", keys=2)}, []),
        ({"mode": "true_false", "options": options("Benar", "Salah")}, []),
        ({"mode": "true_false", "options": options("Salah", "Benar")}, ["true_false"]),
        ({"mode": "true_false", "options": options("Benar", "Salah", "Ragu")}, ["true_false"]),
        ({"mode": "true_false", "options": options("Benar", "Salah", keys=2)}, ["key_count"]),
        ({"options": options("Lapor", "lapor ", "Diam")}, ["same_text"]),
        ({"options": options("Kurang dari < 7 hari", "Kurang dari > 7 hari")}, []),
        ({"options": [OPTIONS[0], {"text": "Ikut sebentar saja"}]}, ["no_rationale"]),
    ],
)
def test_options_have_the_right_number_of_keys_own_texts_and_reasons(content: dict[str, Any], codes: list[str]) -> None:
    assert blocking(item(content)) == codes


@pytest.mark.parametrize(
    "text",
    ["Semua benar", "Semua jawaban di atas benar.", "Seluruh pilihan di atas", "Tidak ada yang benar", "A dan B benar",
     "Jawaban A, B, dan C", "Kedua pilihan di atas tepat", "Tidak satu pun benar", "Bukan salah satu di atas", "Semua salah"],
)  # fmt: skip
def test_options_about_other_options_are_refused_since_options_are_shuffled(text: str) -> None:
    assert blocking(item({"options": options("Menolak", "Ikut", text)})) == ["about_options"]


@pytest.mark.parametrize(
    "text",
    ["Melaporkan semua tindakan yang salah", "Semua pegawai wajib netral", "Keduanya", "Tidak benar", "Tidak ada",
     "Menolak semua ajakan di atas panggung", "Salah satu rekan mengisi benar atau salah"],
)  # fmt: skip
def test_options_that_merely_use_the_same_words_are_fine(text: str) -> None:
    assert blocking(item({"options": options("Menolak", "Ikut", text)})) == []


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ({"options": options("Menolak dengan sopan lalu melapor kepada atasan", "Ikut", "Diam")}, ["long_key"]),
        (
            {"mode": "multiple", "options": options("Menolak dengan sopan", "Melapor ke atasan", "Ikut", keys=2)},
            ["long_key"],
        ),
        ({"options": options("Menolak", "Menolak dengan sopan lalu melapor", "Ikut")}, []),
        ({"options": options("x" * 14, "x" * 10, "x " * 5 + "y")}, []),
        ({"stem": "Mana yang tidak dilarang?"}, ["double_negative"]),
        ({"stem": "Mana yang dilarang?"}, []),
        ({"situation": "kata " * 61}, ["long_situation"]),
        ({"situation": "kata " * 60}, []),
        ({"situation": None}, []),
        ({"explanation": None}, ["no_explanation"]),
        ({"refusal": None}, ["no_refusal"]),
        ({"mode": "true_false", "options": options("Benar", "Salah")}, []),
    ],
)
def test_what_could_be_better_is_advised_and_blocks_nothing(content: dict[str, Any], codes: list[str]) -> None:
    checked = item(content)
    assert advice(checked) == codes
    assert is_fit(checked, CATALOGUE)


def test_a_finding_names_its_field_and_blocking_ones_come_first() -> None:
    unfit = item(
        {"refusal": None, "options": [{**OPTIONS[0], "text": "Menolak"}, {"text": "Semua benar"}]},
        rules=["sure", "repealed"],
    )
    assert [(found.code, found.field) for found in findings(unfit, CATALOGUE)] == [
        ("repealed_rule", ("rules", 1)),
        ("no_rationale", ("content", "options", 1, "rationale")),
        ("about_options", ("content", "options", 1, "text")),
        ("no_refusal", ("content", "refusal")),
    ]


def test_a_finding_speaks_to_the_author() -> None:
    told = findings(item(corps=["pns", "polri"]), CATALOGUE)
    text = "Tidak ada aturan kunci yang mengikat %(corps)s."
    assert told == [Finding(Severity.BLOCKING, "corps_not_bound", ("corps", 1), text, {"corps": "Polri"})]
    assert told[0].message == "Tidak ada aturan kunci yang mengikat Polri."
