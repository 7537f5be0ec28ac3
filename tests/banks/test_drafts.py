"""Drafts may lack anything, and say at each field what they lack."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.banks.test_checks import CATALOGUE
from tests.factories.banks import draft_from
from tests.factories.content import item_entry
from training.banks.domain.drafts import ItemDraft, draft_findings, entry_from, filled_content
from training.banks.domain.kinds import kind_of

WHOLE = draft_from(item_entry("satu", rules=("sure",)))
EMPTY = ItemDraft(content=kind_of("choice").blank())


def found(draft: ItemDraft) -> list[tuple[str, str]]:
    return [
        (finding.code, ".".join(str(part) for part in finding.field))
        for finding in draft_findings(draft, "satu", CATALOGUE)
    ]


def with_content(**content: Any) -> ItemDraft:
    return replace(WHOLE, content={**WHOLE.content, **content})


def test_a_complete_draft_is_an_entry_and_has_no_findings() -> None:
    assert entry_from(WHOLE, "satu") is not None
    assert found(WHOLE) == []


def test_an_empty_draft_is_no_entry_and_says_everything_it_lacks_at_once() -> None:
    assert entry_from(EMPTY, "satu") is None
    said = found(EMPTY)
    assert {code for code, _field in said} == {
        "incomplete", "no_rule", "no_corps", "no_phase", "no_rationale", "key_count", "no_explanation", "no_refusal",
    }  # fmt: skip
    assert {field for code, field in said if code == "incomplete"} == {
        "regime", "topic", "difficulty", "content.stem.id", *(f"content.options.{n}.text.id" for n in range(4)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(WHOLE, topic=""), [("incomplete", "topic")]),
        (replace(WHOLE, regime=""), [("incomplete", "regime")]),
        (replace(WHOLE, corps=()), [("no_corps", "corps")]),
        (with_content(stem={"id": ""}), [("incomplete", "content.stem.id")]),
        (with_content(stem={"id": "", "en": "What?"}), [("incomplete", "content.stem.id")]),
        (with_content(stem={"id": "x" * 8001}), [("incomplete", "content.stem.id")]),
        (with_content(options=[]), [("incomplete", "content.options")]),
        (replace(WHOLE, tags=("x" * 41,)), [("incomplete", "tags.0")]),
    ],
)
def test_a_gap_is_told_at_its_field_and_hides_nothing_else(draft: ItemDraft, expected: list[tuple[str, str]]) -> None:
    assert found(draft) == expected


def test_a_gap_in_one_option_leaves_the_findings_of_the_others() -> None:
    options = [dict(option) for option in WHOLE.content["options"]]
    options[1]["text"] = {"id": ""}
    del options[2]["rationale"]
    assert found(with_content(options=options)) == [
        ("incomplete", "content.options.1.text.id"), ("no_rationale", "content.options.2.rationale"),
    ]  # fmt: skip


def test_the_preview_shows_an_ellipsis_where_something_is_missing() -> None:
    content = filled_content(EMPTY)
    assert (content.stem.id, [option.text.id for option in content.options]) == ("…", ["…"] * 4)


TEXT = st.fixed_dictionaries({}, optional={"id": st.text("a ", max_size=5), "en": st.text("b", max_size=3)})
CONTENT = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["single", "multiple", "true_false"]),
        **dict.fromkeys(("situation", "stem", "explanation", "refusal"), TEXT),
        "options": st.lists(
            st.fixed_dictionaries({}, optional={"text": TEXT, "rationale": TEXT, "key": st.booleans()}), max_size=8
        ),
    },
)


@given(CONTENT, st.sampled_from(["", "kampanye"]), st.sampled_from([None, date(2024, 1, 1)]))
def test_any_draft_can_be_shown_and_checked(content: dict[str, Any], topic: str, case_on: date | None) -> None:
    draft = ItemDraft(content=content, topic=topic, case_on=case_on)
    filled_content(draft)
    assert draft_findings(draft, "satu", CATALOGUE)
    assert kind_of("choice").headline(content) is None or kind_of("choice").headline(content)
