"""The JSON Schema that editors use."""

from training.banks.domain.item import ItemEntry
from training.banks.domain.kinds.choice import ChoiceContent, Option
from training.banks.formats.bank_schema import HINTS, json_schema, schema_text
from training.core.config import REPOSITORY
from training.rules.domain import TOPIC_LABELS


def test_the_shipped_schema_is_that_of_the_code() -> None:
    assert (REPOSITORY / "questions" / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_every_field_has_a_hint() -> None:
    for model in (ItemEntry, ChoiceContent, Option):
        assert set(HINTS[model.__name__]) == set(model.model_fields)


def test_it_lists_the_words_that_are_known_and_refuses_others() -> None:
    item = json_schema()["$defs"]["ItemEntry"]
    assert item["properties"]["topic"]["enum"] == list(TOPIC_LABELS)
    assert item["properties"]["corps"]["items"] == {"$ref": "#/$defs/Corps"}
    assert item["additionalProperties"] is False
    assert item["required"] == ["code", "regime", "topic", "difficulty", "content"]


def test_a_text_may_be_plain_or_per_language() -> None:
    plain, by_language = json_schema()["$defs"]["Text"]["anyOf"]
    assert plain["type"] == "string"
    assert by_language["required"] == ["id"]
