"""Which items a filter lets through, on both databases alike."""

import pytest
from flask import Flask

from tests.factories.content import item_entry, make_bank
from training.banks.models import Bank
from training.banks.queries.filtering import ItemFilter, filtered_items
from training.core.db import db

OTHER_RULE = "asn-hak-pilih"


@pytest.fixture
def bank(app: Flask) -> Bank:
    """Four items that differ in everything a filter looks at."""
    return make_bank(
        [
            item_entry("satu", content={"stem": "Bagaimana sikap Élodie di Ngürah Raí?"}, tags=("Pasar Malam",)),
            item_entry("dua", topic="masa_tenang", difficulty="sukar", corps=("polri",), state="draft"),
            item_entry("tiga", mode="multiple", phases=("semua_tahapan",), background_rules=(OTHER_RULE,)),
            item_entry("empat", state="retired", phases=("masa_tenang",), mode="true_false", case="kasus-pos"),
        ]
    )


def codes(bank: Bank, **wanted: object) -> list[str]:
    rows = db.session.execute(filtered_items(ItemFilter(**wanted), bank_id=bank.id))  # type: ignore[arg-type]
    return sorted(item.code for item, _version in rows)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["dua", "empat", "satu", "tiga"]),
        ({"words": "ÉLODIE ngÜrah"}, ["satu"]),
        ({"words": "élodie"}, ["satu"]),
        ({"words": "pasar malam"}, ["satu"]),
        ({"words": "KASUS-POS"}, ["empat"]),
        ({"words": "tiga pembahasan"}, ["tiga"]),
        ({"words": "dua tolakan"}, ["dua"]),
        ({"words": "tiga alasan"}, ["tiga"]),
        ({"words": "100%"}, []),
        ({"words": "_"}, []),
        ({"words": "single"}, []),
        ({"state": "approved"}, ["satu", "tiga"]),
        ({"state": "draft"}, ["dua"]),
        ({"state": "retired"}, ["empat"]),
        ({"topic": "masa_tenang"}, ["dua"]),
        ({"difficulty": "sukar"}, ["dua"]),
        ({"corps": "polri"}, ["dua"]),
        ({"phase": "masa_tenang"}, ["empat", "tiga"]),
        ({"rule": OTHER_RULE}, ["tiga"]),
        ({"mode": "multiple"}, ["tiga"]),
        ({"author": 1}, []),
        ({"corps": "pns", "mode": "single", "words": "raí"}, ["satu"]),
    ],
)
def test_a_filter_lets_through_what_fits_all_its_parts(bank: Bank, wanted: dict[str, object], found: list[str]) -> None:
    assert codes(bank, **wanted) == found


def test_items_of_other_banks_are_never_found(bank: Bank) -> None:
    other = make_bank([item_entry("satu")])
    assert codes(other) == ["satu"]


def test_a_filter_stands_in_the_address_by_its_parts() -> None:
    wanted = ItemFilter(words="ktp", state="draft", author=7)
    assert (wanted.as_arguments(), wanted.is_empty) == ({"q": "ktp", "state": "draft", "author": "7"}, False)
    assert (ItemFilter().as_arguments(), ItemFilter().is_empty) == ({}, True)
