"""An item as bank files and editors have it: what it holds for, what backs it, and its content."""

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, field_validator, model_validator
from pydantic_core import PydanticCustomError

from training.banks.domain.kinds import KINDS
from training.banks.domain.kinds.choice import ChoiceContent
from training.rules.domain import PHASE_LABELS, TOPIC_LABELS, Corps, Regime

CODE_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_CODE = 80
MAX_TAG = 40


class Difficulty(StrEnum):
    """As the author judges it."""

    EASY = "mudah"
    MEDIUM = "sedang"
    HARD = "sukar"


class State(StrEnum):
    """Where a version stands on its way to the participants."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class ItemEntry(BaseModel):
    """One item of a bank file. `rules` back the key; `background_rules` serve rationales only."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    code: str = Field(pattern=CODE_PATTERN, max_length=MAX_CODE)
    kind: str = "choice"
    state: State = State.APPROVED
    case: str | None = Field(default=None, pattern=CODE_PATTERN, max_length=MAX_CODE)
    corps: tuple[Corps, ...] = ()
    phases: tuple[str, ...] = ()
    regime: Regime
    topic: str
    difficulty: Difficulty
    case_on: date | None = None
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    background_rules: tuple[str, ...] = ()
    content: SerializeAsAny[ChoiceContent]

    @model_validator(mode="before")
    @classmethod
    def _content_by_kind(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("kind", "choice") not in KINDS:
            raise PydanticCustomError(
                "kind", "kind: harus salah satu dari {known}", {"known": ", ".join(sorted(KINDS))}
            )
        return value

    @field_validator("phases")
    @classmethod
    def _known_phases(cls, phases: tuple[str, ...]) -> tuple[str, ...]:
        for phase in phases:
            _known(phase, PHASE_LABELS, "tahapan")
        return phases

    @field_validator("topic")
    @classmethod
    def _known_topic(cls, topic: str) -> str:
        _known(topic, TOPIC_LABELS, "topik")
        return topic

    @field_validator("corps", "phases", "tags", "rules", "background_rules")
    @classmethod
    def _no_doubles(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(values)) != len(values):
            raise PydanticCustomError("doubled", "ada yang ditulis dua kali")
        return values

    @model_validator(mode="after")
    def _rules_in_one_role(self) -> Self:
        both = set(self.rules) & set(self.background_rules)
        if both:
            raise PydanticCustomError(
                "doubled", "aturan {rules} ada di rules dan background_rules", {"rules": ", ".join(sorted(both))}
            )
        return self


def _known(value: str, labels: Any, what: str) -> None:
    if value not in labels:
        raise PydanticCustomError("unknown", "{what} «{value}» tidak dikenal", {"what": what, "value": value})
