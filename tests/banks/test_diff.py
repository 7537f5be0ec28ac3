"""What changed between two versions, told so that a person can read it."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.banks import draft_from
from tests.factories.content import item_entry
from training.banks.domain.diff import MOST_WORDS, Op, word_pieces
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.history import changes_between
from training.banks.domain.kinds.choice_drafts import paired

DRAFT = draft_from(item_entry("satu", tags=("a", "b")))
TEXTS = st.text(alphabet="abc \n", max_size=60)


def told(old: ItemDraft, new: ItemDraft) -> list[tuple[str, str]]:
    """Changes as (label, pieces with - and + before what went and came)."""
    marks = {Op.SAME: "", Op.ADDED: "+", Op.REMOVED: "-"}
    return [
        (
            change.label % change.values if change.values else change.label,
            "|".join(marks[piece.op] + piece.text.strip() for piece in change.pieces),
        )
        for change in changes_between(old, new)
    ]


def with_content(**content: Any) -> ItemDraft:
    return replace(DRAFT, content={**DRAFT.content, **content})


def with_options(*order: int, **changed: Any) -> ItemDraft:
    options = [dict(option) for option in DRAFT.content["options"]]
    return with_content(options=[options[place] for place in order], **changed)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_difference_are_the_old_text_and_the_new_one(old: str, new: str) -> None:
    pieces = word_pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.op is not Op.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.op is not Op.REMOVED) == new


def test_words_that_stayed_are_told_from_those_that_came_and_went() -> None:
    pieces = word_pieces("Menolak dengan sopan lalu pulang", "Menolak dengan tegas lalu pulang")
    assert [(piece.op.value, piece.text.strip()) for piece in pieces] == [
        ("same", "Menolak dengan"), ("removed", "sopan"), ("added", "tegas"), ("same", "lalu pulang"),
    ]  # fmt: skip


def test_very_long_texts_differ_as_a_whole() -> None:
    old, new = "a " * (MOST_WORDS + 1), "b " * (MOST_WORDS + 1)
    assert [piece.op for piece in word_pieces(old, new)] == [Op.REMOVED, Op.ADDED]


def test_versions_that_say_the_same_have_no_difference() -> None:
    assert told(DRAFT, replace(DRAFT, content=dict(DRAFT.content))) == []


def test_texts_differ_by_language() -> None:
    new = with_content(stem={"id": DRAFT.content["stem"]["id"], "en": "What do you do?"})
    assert told(DRAFT, new) == [("Pokok soal", "+What do you do?")]
    assert [change.language for change in changes_between(DRAFT, new)] == ["en"]


def test_an_option_that_only_moved_is_the_same_option() -> None:
    assert told(DRAFT, with_options(1, 0, 2, 3)) == [("Urutan pilihan", "-A, B, C, D|+B, A, C, D")]


def test_an_option_that_came_or_went_is_named() -> None:
    assert told(DRAFT, with_options(0, 1, 2)) == [("Pilihan yang dihapus", "-satu pilihan D")]
    assert told(with_options(0, 1, 2), DRAFT) == [
        ("Pilihan D", "+satu pilihan D"), ("Pilihan D, peran", "+Pengecoh"),
        ("Pilihan D, pembahasan", "+satu alasan 3"),
    ]  # fmt: skip


def test_another_key_is_told() -> None:
    options = [dict(option) for option in DRAFT.content["options"]]
    del options[0]["key"]
    options[1]["key"] = True
    assert told(DRAFT, with_content(options=options)) == [
        ("Pilihan A, peran", "-Kunci|+Pengecoh"), ("Pilihan B, peran", "-Pengecoh|+Kunci"),
    ]  # fmt: skip


def test_facts_are_told_in_words() -> None:
    new = replace(
        DRAFT, corps=("pns", "tni"), phases=("masa_tenang",), regime="pilkada", topic="masa_tenang",
        difficulty="sukar", case_on=date(2024, 9, 19), case="kasus-1", tags=("b", "c"),
        rules=("asn-hak-pilih",), background_rules=(*DRAFT.rules,),
    )  # fmt: skip
    assert told(DRAFT, new) == [
        ("Dasar kunci", "-uu20-2023-ps24-1-d|+asn-hak-pilih"),
        ("Aturan latar", "+uu20-2023-ps24-1-d"),
        ("Berlaku bagi", "PNS|-PPPK|+TNI"),
        ("Tahapan", "-Masa kampanye|+Masa tenang"),
        ("Rezim", "-Pemilu dan Pilkada|+Pilkada"),
        ("Topik", "-Kampanye dan tim pemenangan|+Jadwal kampanye dan masa tenang"),
        ("Tingkat", "-Sedang|+Sukar"),
        ("Tanggal kasus", "+2024-09-19"),
        ("Kode kasus", "+kasus-1"),
        ("Tag", "-a|b|+c"),
    ]


def test_options_are_paired_by_their_text_before_their_place() -> None:
    old = [{"text": {"id": "tetap di kantor"}}, {"text": {"id": "pulang saja"}}]
    new = [{"text": {"id": "pulang saja"}}, {"text": {"id": "tetap di kantor dulu"}}, {"text": {"id": "lain"}}]
    assert paired(old, new) == {0: 1, 1: 0}
