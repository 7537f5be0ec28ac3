"""The rules of a module, without a database."""

import pytest

from training.modules.domain import (
    NO_BANK,
    NO_CORPS,
    NO_LEGAL_BASIS,
    NO_SUMMARY,
    UNMET,
    Part,
    Readiness,
    dead_links,
    fingerprint,
    may_edit,
    moved,
    rules_cited,
    slug_for,
    topics_cited,
)
from training.quizzes.domain.assembly import Shortage
from training.quizzes.domain.feasibility import Feasibility

MET = Feasibility("pns", 20, 20, 2, ())
NOT_MET = Feasibility("tni", 1, 1, 0, (Shortage(0, 2, 1, 1),))
KNOWN = {"uu-1": "kampanye", "uu-2": "keluarga"}


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Netralitas ASN: Pemilu & Pilkada", set(), "netralitas-asn-pemilu-pilkada"),
        ("Netralitas", {"netralitas", "netralitas-2"}, "netralitas-3"),
        ("  Über Café ", set(), "uber-cafe"),
        ("العربية 🙂", set(), "tanpa-nama"),
        ("a" * 200, set(), "a" * 60),
    ],
)
def test_a_title_becomes_a_short_name_of_its_own(title: str, taken: set[str], slug: str) -> None:
    assert slug_for(title, taken) == slug


def test_dead_links_are_found_at_their_line_however_they_are_written() -> None:
    body = "Satu [a](/rules/uu-1).\n\nDua [b](/rules/uu-9 'judul') dan [c][ref].\n\n[ref]: /rules/uu-8?q=1\n"
    assert dead_links(body, KNOWN) == [(3, "uu-9"), (5, "uu-8")]
    assert dead_links("`[kode](/rules/uu-9)` dan [daftar](/rules)", KNOWN) == []


def test_the_topics_of_a_lesson_are_those_of_its_rules_most_cited_first() -> None:
    body = "[a](/rules/uu-2) [b](/rules/uu-1) [c](/rules/uu-1)"
    assert rules_cited(body) == ["uu-2", "uu-1", "uu-1"]
    assert topics_cited(body, KNOWN) == ["kampanye", "keluarga"]


@pytest.mark.parametrize(
    ("owner_path", "paths", "may"),
    [("/1/2/", ("/1/2/",), True), (None, ("/1/2/",), False), (None, ("/1/2/", "/7/"), True), (None, (), False)],
)
def test_a_module_of_the_whole_installation_is_edited_from_the_top_of_a_tree_only(
    owner_path: str | None, paths: tuple[str, ...], may: bool
) -> None:
    assert may_edit(owner_path, paths) is may


@pytest.mark.parametrize(
    ("one", "step", "order"),
    [(2, -1, [2, 1, 3]), (2, 1, [1, 3, 2]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3]), (3, -2, [3, 1, 2])],
)
def test_a_lesson_moves_as_far_as_the_ends_let_it(one: int, step: int, order: list[int]) -> None:
    assert moved([1, 2, 3], one, step) == order


def test_a_module_is_ready_when_nothing_is_missing() -> None:
    assert Readiness(has_summary=True, has_legal_basis=True, banks=1, feasibility=[MET]).blockers == ()
    empty = Readiness(has_summary=False, has_legal_basis=False, banks=0, feasibility=[])
    assert [(blocker.part, blocker.message) for blocker in empty.blockers] == [
        (Part.GENERAL, NO_SUMMARY),
        (Part.GENERAL, NO_CORPS),
        (Part.QUIZ, NO_BANK),
        (Part.CERTIFICATE, NO_LEGAL_BASIS),
    ]
    unmet = Readiness(has_summary=True, has_legal_basis=True, banks=1, feasibility=[MET, NOT_MET])
    assert [blocker.message for blocker in unmet.blockers] == [UNMET]


def test_a_fingerprint_changes_with_what_it_was_taken_of_and_not_with_the_order_of_names() -> None:
    assert fingerprint({"a": 1, "b": "é"}) == fingerprint({"b": "é", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
