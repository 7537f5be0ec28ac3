"""The catalogue out of `questions/rules/*.yaml`, checked as a whole."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from training.core.config import REPOSITORY
from training.core.yaml import Document, Problem, YamlUnreadable, read_yaml
from training.rules.domain import (
    BINDS_LABELS,
    PHASE_LABELS,
    SANCTION_KIND_LABELS,
    SANCTION_LEVEL_LABELS,
    TOPIC_LABELS,
    Confidence,
    Regime,
    RuleFacts,
    RuleStatus,
)

SHIPPED_RULES = REPOSITORY / "questions" / "rules"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Sanction(_Strict):
    """What a breach leads to, and who imposes it."""

    kind: tuple[str, ...] = Field(min_length=1)
    level: str
    detail: str
    imposed_by: str


class Status(_Strict):
    """Whether the rule is in force, and what to know about that."""

    state: RuleStatus
    note: str = ""


class RuleEntry(_Strict):
    """One rule as the files write it."""

    id: str = Field(pattern=r"^[a-z0-9-]{3,80}$")
    instrument: str = Field(min_length=1, max_length=300)
    article: str = Field(min_length=1, max_length=300)
    regime: Regime
    binds: tuple[str, ...] = Field(min_length=1)
    phases: tuple[str, ...] = Field(min_length=1)
    topic: str
    prohibition_or_duty: str = Field(min_length=1)
    sanction: Sanction
    status: Status
    sources: tuple[str, ...] = ()
    confidence: Confidence
    evidence: str
    question_hint: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @field_validator("sources")
    @classmethod
    def _are_addresses(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        if any(not source.startswith(("https://", "http://")) for source in sources):
            raise ValueError("setiap sumber harus alamat https:// atau http://")
        return sources

    def facts(self) -> RuleFacts:
        """What the checks of items need."""
        return RuleFacts(
            id=self.id,
            binds=frozenset(self.binds),
            phases=frozenset(self.phases),
            regime=self.regime,
            confidence=self.confidence,
            status=self.status.state,
            topic=self.topic,
            valid_from_on=self.valid_from,
            valid_until_on=self.valid_until,
        )


def read_catalogue(folder: Path) -> tuple[list[RuleEntry], list[Problem]]:
    """All rules of a folder in the order of files and lines, and every problem found; read no further where any is."""
    entries: list[RuleEntry] = []
    problems: list[Problem] = []
    places: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(file, name=f"{folder.name}/{file.name}")
        except YamlUnreadable as unreadable:
            problems.append(unreadable.problem)
            continue
        for index, raw in enumerate(_list_in(document, problems)):
            entry = _entry(document, index, raw, problems)
            if entry is None:
                continue
            if entry.id in places:
                problems.append(
                    document.problem(("rules", index, "id"), f"id {entry.id} sudah ada di {places[entry.id]}")
                )
                continue
            places[entry.id] = f"{document.path}:{document.line_of(('rules', index))}"
            entries.append(entry)
    return entries, problems


def _list_in(document: Document, problems: list[Problem]) -> list[Any]:
    data = document.data
    if not isinstance(data, dict) or set(data) != {"rules"} or not isinstance(data["rules"], list):
        problems.append(document.problem((), "berkas aturan harus berisi satu bagian «rules:» dengan daftar"))
        return []
    return data["rules"]


def _entry(document: Document, index: int, raw: Any, problems: list[Problem]) -> RuleEntry | None:
    try:
        entry = RuleEntry.model_validate(raw)
    except ValidationError as error:
        problems.extend(document.problems_of(error.errors(), at=("rules", index)))
        return None
    unknown = [
        *(("binds", value) for value in entry.binds if value not in BINDS_LABELS),
        *(("phases", value) for value in entry.phases if value not in PHASE_LABELS),
        *(("topic", value) for value in [entry.topic] if value not in TOPIC_LABELS),
        *(("sanction", value) for value in entry.sanction.kind if value not in SANCTION_KIND_LABELS),
        *(("sanction", value) for value in [entry.sanction.level] if value not in SANCTION_LEVEL_LABELS),
    ]
    problems.extend(
        document.problem(("rules", index, field), f"{field}: «{value}» tidak dikenal") for field, value in unknown
    )
    return None if unknown else entry
