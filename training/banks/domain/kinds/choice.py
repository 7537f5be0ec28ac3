"""Choice items: one right option, several, or true/false.

Marks: `single` and `true_false` give 1 of 1. `multiple` gives right choices minus wrong choices, never below zero, out
of the number of keys: choosing everything earns nothing unless keys outnumber distractors, and full marks need exactly
the keys.
"""

import random
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from training.banks.domain.kinds.base import Answer, AnswerInvalid, Kind
from training.banks.domain.kinds.choice_drafts import blank, differences, filled, headline
from training.banks.domain.marks import Marks
from training.banks.domain.texts import Text
from training.core.messages import N_

MIN_OPTIONS = 2
MAX_OPTIONS = 8


class Mode(StrEnum):
    """How many options are right."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"


class Option(BaseModel):
    """One option and why it is right or wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    key: bool = Field(default=False, strict=True)
    rationale: Text | None = None


class ChoiceContent(BaseModel):
    """A situation, a question, its options, and what is told after the result.

    A draft may lack rationales and have any number of keys; `checks` holds them back from publishing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode
    situation: Text | None = None
    stem: Text
    options: tuple[Option, ...] = Field(min_length=MIN_OPTIONS, max_length=MAX_OPTIONS)
    explanation: Text | None = None
    refusal: Text | None = None

    @property
    def key_indexes(self) -> tuple[int, ...]:
        """Which options are right, by their place in the content."""
        return tuple(index for index, option in enumerate(self.options) if option.key)


def marks(content: ChoiceContent, answer: Answer | None) -> Marks:
    """Marks of an answer: indexes of the chosen options in the content's order."""
    chosen, keys = set(answer or ()), set(content.key_indexes)
    if content.mode is Mode.MULTIPLE:
        return Marks(max(0, len(chosen & keys) - len(chosen - keys)), max(1, len(keys)))
    return Marks(int(bool(chosen) and chosen == keys), 1)


def presentation(content: ChoiceContent, seed: int) -> list[int]:
    """The options in the order they are shown; true/false keeps its own."""
    order = list(range(len(content.options)))
    if content.mode is not Mode.TRUE_FALSE:
        random.Random(seed).shuffle(order)
    return order


def read_answer(values: Sequence[str], order: Sequence[int], content: ChoiceContent) -> Answer:
    """Places on the paper ("0", "1", …) as sorted indexes in the content. Raises AnswerInvalid."""
    places = set()
    for value in values:
        if not (
            value.isascii() and value.isdigit() and len(value) <= len(str(MAX_OPTIONS)) and int(value) < len(order)
        ):
            raise AnswerInvalid(N_("Pilihan yang dikirim tidak ada pada soal ini. Pilih sekali lagi."))
        places.add(int(value))
    if len(places) != len(values):
        raise AnswerInvalid(N_("Pilihan yang sama terkirim dua kali. Pilih sekali lagi."))
    if content.mode is not Mode.MULTIPLE and len(places) > 1:
        raise AnswerInvalid(N_("Pilih satu jawaban saja."))
    return sorted(order[place] for place in places)


def take_view(content: ChoiceContent, order: Sequence[int], answer: Answer | None) -> dict[str, Any]:
    """Situation, question and options in the paper's order; nothing that tells the key."""
    chosen = set(answer or ())
    return {
        "situation": content.situation,
        "stem": content.stem,
        "mode": content.mode.value,
        "options": [
            {"value": str(place), "text": content.options[index].text, "is_chosen": index in chosen}
            for place, index in enumerate(order)
        ],
    }


def review_view(content: ChoiceContent, order: Sequence[int], answer: Answer | None) -> dict[str, Any]:
    """The same with keys, rationales, explanation and the way to refuse."""
    chosen = set(answer or ())
    return {
        "situation": content.situation,
        "stem": content.stem,
        "explanation": content.explanation,
        "refusal": content.refusal,
        "options": [
            {
                "text": content.options[index].text,
                "is_key": content.options[index].key,
                "is_chosen": index in chosen,
                "rationale": content.options[index].rationale or Text(id="-"),
            }
            for index in order
        ],
    }


def answer_texts(content: ChoiceContent, answer: Answer | None) -> list[Text]:
    """The texts of the chosen options, in the content's order."""
    return [content.options[index].text for index in answer or ()]


KIND = Kind(
    name="choice",
    content_type=ChoiceContent,
    marks=marks,
    presentation=presentation,
    read_answer=read_answer,
    take_view=take_view,
    review_view=review_view,
    answer_texts=answer_texts,
    take_template="kinds/choice/take.html",
    review_template="kinds/choice/review.html",
    blank=blank,
    filled=filled,
    headline=headline,
    differences=differences,
)
