"""Vocabularies of the catalogue, and whom a rule binds."""

from typing import Any

import pytest

from training.rules.domain import (
    BINDS_LABELS,
    CORPS_LABELS,
    CORPS_OF_BINDS,
    EVERY_PHASE,
    PHASE_LABELS,
    REGIME_LABELS,
    Corps,
    Regime,
    RuleFacts,
    binds_of_corps,
    corps_bound_by,
)


def facts(**named: Any) -> RuleFacts:
    defaults: dict[str, Any] = {
        "id": "r", "binds": frozenset(), "phases": frozenset(), "regime": "keduanya", "confidence": "tinggi",
        "status": "berlaku", "topic": "kampanye",
    }  # fmt: skip
    return RuleFacts(**{**defaults, **named})


@pytest.mark.parametrize(
    ("bound", "corps"),
    [
        ({"pns", "cpns", "lurah", "atasan_langsung", "pejabat_pembina_kepegawaian"}, {Corps.PNS}),
        ({"pppk"}, {Corps.PPPK}),
        ({"ppnpn"}, {Corps.PPNPN}),
        ({"tni", "polri"}, {Corps.TNI, Corps.POLRI}),
        ({"kepala_desa", "perangkat_desa", "bpd"}, {Corps.DESA}),
        ({"masyarakat", "keluarga_aparatur", "tim_kampanye", "paslon", "partai_politik"}, {Corps.MASYARAKAT}),
        ({"bawaslu", "kepala_daerah", "pejabat_negara", "bumn_bumd", "media_lembaga_survei"}, set()),
    ],
)
def test_whom_the_law_names_is_told_in_our_corps(bound: set[str], corps: set[Corps]) -> None:
    assert corps_bound_by(bound) == corps
    assert facts(binds=frozenset(bound)).corps == corps


def test_every_corps_is_bound_by_something_and_can_be_filtered_for() -> None:
    for corps in Corps:
        assert corps_bound_by(binds_of_corps(corps)) == {corps}


def test_a_rule_for_all_phases_holds_in_each_and_another_only_in_its_own() -> None:
    assert all(facts(phases=frozenset({EVERY_PHASE})).covers_phase(phase) for phase in PHASE_LABELS)
    assert [phase for phase in PHASE_LABELS if facts(phases=frozenset({"masa_tenang"})).covers_phase(phase)] == [
        "masa_tenang"
    ]


def test_every_word_has_a_label() -> None:
    assert set(CORPS_LABELS) == set(Corps)
    assert set(REGIME_LABELS) == set(Regime)
    assert set(CORPS_OF_BINDS) <= set(BINDS_LABELS)
