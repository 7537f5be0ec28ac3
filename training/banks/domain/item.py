"""An item as bank files and editors have it: what it holds for, what backs it, and its content."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from training.banks.domain.kinds import KINDS
from training.banks.domain.kinds.choice import ChoiceContent
from training.rules.domain import PHASE_LABELS, TOPIC_LABELS, Corps, Regime

CODE_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_CODE = 80
MAX_TAG = 40
MAX_LISTED = 30
TAG = re.compile(r"[^\s;,](?:[^\x00-\x1f\x7f-\x9f;,]*[^\s;,])?")
DAY = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]")


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


def one_of(known: Mapping[str, Any], what: str) -> AfterValidator:
    """A validator for a word of a vocabulary; an unknown one is answered with the nearest known."""

    def check(value: str) -> str:
        if value in known:
            return value
        near = get_close_matches(value, known, n=1)
        hint = f"mungkin maksudnya «{near[0]}»" if near else f"yang ada: {', '.join(known)}"
        raise PydanticCustomError(
            "unknown", "{what} «{value}» tidak dikenal; {hint}", {"what": what, "value": value[:MAX_CODE], "hint": hint}
        )

    return AfterValidator(check)


def _read_day(value: Any) -> Any:
    if isinstance(value, date) or value is None or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    shown = str(value)[:MAX_CODE]
    raise PydanticCustomError("day", "harus tanggal seperti 2024-09-19, ditemukan «{value}»", {"value": shown})


def _check_tag(value: str) -> str:
    if len(value) > MAX_TAG or not TAG.fullmatch(value):
        raise PydanticCustomError(
            "tag",
            "tag «{value}» harus 1 sampai {most} karakter tanpa koma dan titik koma",
            {"value": value[:MAX_TAG], "most": MAX_TAG},
        )
    return value


def _check_code(value: str) -> str:
    if len(value) > MAX_CODE or not re.fullmatch(CODE_PATTERN, value):
        raise PydanticCustomError(
            "code",
            "«{value}» harus 1 sampai {most} huruf kecil, angka, dan tanda hubung di antaranya, seperti asn-ktp-01",
            {"value": value[:MAX_CODE], "most": MAX_CODE},
        )
    return value


Code = Annotated[
    str, AfterValidator(_check_code), Field(json_schema_extra={"pattern": CODE_PATTERN, "maxLength": MAX_CODE})
]
RuleId = Annotated[str, Field(min_length=1, max_length=MAX_CODE)]
Tag = Annotated[str, AfterValidator(_check_tag), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TAG})]
Phase = Annotated[str, one_of(PHASE_LABELS, "tahapan"), Field(json_schema_extra={"enum": list(PHASE_LABELS)})]
Topic = Annotated[str, one_of(TOPIC_LABELS, "topik"), Field(json_schema_extra={"enum": list(TOPIC_LABELS)})]
KindName = Annotated[str, one_of(KINDS, "jenis butir"), Field(json_schema_extra={"enum": list(KINDS)})]
Day = Annotated[date, BeforeValidator(_read_day)]


class ItemEntry(BaseModel):
    """One item of a bank file. `rules` back the key; `background_rules` serve rationales only."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)

    code: Code
    kind: KindName = "choice"
    state: State = State.APPROVED
    case: Code | None = None
    corps: tuple[Corps, ...] = ()
    phases: tuple[Phase, ...] = ()
    regime: Regime
    topic: Topic
    difficulty: Difficulty
    case_on: Day | None = None
    tags: tuple[Tag, ...] = Field(default=(), max_length=MAX_LISTED)
    rules: tuple[RuleId, ...] = Field(default=(), max_length=MAX_LISTED)
    background_rules: tuple[RuleId, ...] = Field(default=(), max_length=MAX_LISTED)
    content: SerializeAsAny[ChoiceContent]

    @field_validator("corps", "phases", "tags", "rules", "background_rules")
    @classmethod
    def _no_doubles(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        doubled = sorted({value for value in values if values.count(value) > 1})
        if doubled:
            raise PydanticCustomError("doubled", "{doubled} ditulis dua kali", {"doubled": ", ".join(doubled)})
        return values

    @model_validator(mode="after")
    def _rules_in_one_role(self) -> Self:
        both = sorted(set(self.rules) & set(self.background_rules))
        if both:
            raise PydanticCustomError(
                "doubled", "aturan {rules} ada di rules dan juga di background_rules", {"rules": ", ".join(both)}
            )
        return self
