"""An item as a file has it."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from training.banks.domain.item import Difficulty, ItemEntry, State
from training.core.explain import explain, worth_telling
from training.rules.domain import Corps, Regime


def raw(**fields: Any) -> dict[str, Any]:
    option = {"text": "Menolak dengan sopan", "key": True, "rationale": "Tidak boleh memihak."}
    content = {"mode": "single", "stem": "Apa yang Anda lakukan?", "options": [option, {"text": "Ikut"}]}
    return {
        "code": "asn-1", "regime": "keduanya", "topic": "kampanye", "difficulty": "mudah", "content": content, **fields,
    }  # fmt: skip


def told(**fields: Any) -> list[str]:
    with pytest.raises(ValidationError) as invalid:
        ItemEntry.model_validate(raw(**fields))
    return [explain(error) for error in worth_telling(invalid.value.errors())]


def test_words_of_the_vocabulary_become_their_own_kinds() -> None:
    item = ItemEntry.model_validate(
        raw(corps=["pns", "tni"], phases=["masa_tenang"], case_on="2024-09-19", tags=["malang", 2024])
    )
    assert item.corps == (Corps.PNS, Corps.TNI)
    assert (item.regime, item.difficulty, item.state) == (Regime.BOTH, Difficulty.EASY, State.APPROVED)
    assert item.case_on == date(2024, 9, 19)
    assert item.tags == ("malang", "2024")
    assert item.kind == "choice"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"topic": "medsos"}, "topic: topik «medsos» tidak dikenal; mungkin maksudnya «media_sosial»"),
        ({"phases": ["masa_tenang", "masa tenang"]}, "phases.2: tahapan «masa tenang» tidak dikenal; mungkin maksudnya «masa_tenang»"),
        ({"kind": "essay"}, "kind: jenis butir «essay» tidak dikenal; yang ada: choice"),
        ({"kind": ["choice"]}, "kind: harus teks, ditemukan daftar"),
        ({"code": "ASN 1"}, "code: «ASN 1» harus 1 sampai 80 huruf kecil, angka, dan tanda hubung di antaranya, seperti asn-ktp-01"),
        ({"corps": ["pns", "pns"]}, "corps: pns ditulis dua kali"),
        ({"rules": ["a"], "background_rules": ["a"]}, "aturan a ada di rules dan juga di background_rules"),
        ({"case_on": "19-09-2024"}, "case_on: harus tanggal seperti 2024-09-19, ditemukan «19-09-2024»"),
        ({"case_on": 20240919}, "case_on: harus tanggal seperti 2024-09-19, ditemukan «20240919»"),
        ({"case_on": "2024-02-30"}, "case_on: harus tanggal seperti 2024-09-19, ditemukan «2024-02-30»"),
        ({"tags": ["a;b"]}, "tags.1: tag «a;b» harus 1 sampai 40 karakter tanpa koma dan titik koma"),
        ({"kunci": "a"}, "kunci: bagian ini tidak dikenal; periksa ejaannya"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_what_was_expected(fields: dict[str, Any], sentence: str) -> None:
    assert told(**fields) == [sentence]


def test_all_mistakes_of_an_item_are_told_together() -> None:
    assert len(told(topic="x", difficulty="x", regime="x", case_on="x", content={"mode": "single"})) == 6


def test_yes_is_no_way_to_mark_a_key() -> None:
    content = raw()["content"]
    content["options"][1]["key"] = "yes"
    assert told(content=content) == ["content.options.2.key: harus true atau false, ditemukan «yes»"]


def test_an_item_cannot_be_changed_after_it_was_read() -> None:
    item = ItemEntry.model_validate(raw())
    with pytest.raises(ValidationError):
        item.code = "lain"
    with pytest.raises(ValidationError):
        item.content.options[0].key = False
