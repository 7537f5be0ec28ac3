"""Texts per language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from training.banks.domain.texts import MAX_CHARACTERS, Text


def test_a_plain_text_is_indonesian() -> None:
    assert Text.model_validate("Netral") == Text(id="Netral") == Text.of("Netral")


def test_a_plain_number_is_the_text_it_shows() -> None:
    assert Text.model_validate(2024).id == "2024"
    assert Text.model_validate({"id": 7}).id == "7"


def test_where_there_is_no_english_the_indonesian_is_shown_and_said_to_be_so() -> None:
    assert Text(id="Ya").in_language("en") == ("Ya", "id")
    assert Text(id="Ya", en="Yes").in_language("en") == ("Yes", "en")
    assert Text(id="Ya", en="Yes").in_language("id") == ("Ya", "id")


def test_it_is_stored_without_what_is_empty() -> None:
    assert Text(id="Ya").to_data() == {"id": "Ya"}
    assert Text(id="Ya", en="Yes").to_data() == {"id": "Ya", "en": "Yes"}


@pytest.mark.parametrize(
    "value",
    ["", "  \n ", "a\0b", "bel\x07", "\x7f", "\x85x", None, True, [], {}, {"id": ""}, {"en": "Yes"}, {"id": "a", "fr": "b"},
     {"id": "a", "en": ""}, "x" * (MAX_CHARACTERS + 1), "\ud800"],
)  # fmt: skip
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Text.model_validate(value)


def test_lines_end_alike_whatever_machine_they_were_typed_on() -> None:
    assert Text.of("satu\r\ndua\rtiga\n\nempat\r\n").id == "satu\ndua\ntiga\n\nempat"


def test_what_people_write_is_kept() -> None:
    for text in ["“kutip” – «sitat»", "مرحبا", "👍🏽 jempol", "a\tb", "<b>&amp;</b>", "{{ 7*7 }}", "a\u2028b"]:
        assert Text.of(text).id == text


@given(st.text(max_size=60))
def test_a_text_that_is_taken_is_taken_again_unchanged(value: str) -> None:
    try:
        text = Text.of(value)
    except ValidationError:
        return
    assert Text.model_validate(text.to_data()) == text
