"""A draft of an item as its author left it: it may lack anything, and says at each field what it still lacks.

`ItemEntry` stays strict. A draft that does not read as one is kept as unfinished work, which the database holds back
from every state but `draft`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from training.banks.domain.checks import Finding, Severity, findings
from training.banks.domain.item import Difficulty, ItemEntry, State
from training.banks.domain.kinds import kind_of
from training.core.explain import explain, worth_telling
from training.core.messages import N_
from training.rules.domain import TOPIC_LABELS, Regime, RuleFacts

NOT_FILLED_IN = N_("Belum diisi.")
NOT_CHOSEN = N_("Belum dipilih.")
EMPTY = frozenset({"missing", "string_too_short"})
COMPARING = frozenset({"long_key", "same_text"})
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class ItemDraft:
    """All that a version holds; "" and empty lists where nothing was chosen yet. `content` is data of its kind."""

    kind: str = "choice"
    case: str | None = None
    corps: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    regime: str = ""
    topic: str = ""
    difficulty: str = ""
    case_on: date | None = None
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    background_rules: tuple[str, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict)

    def to_data(self, code: str, state: State) -> dict[str, Any]:
        """What an ItemEntry is read from."""
        return {"code": code, "state": state, **vars(self)}


def entry_from(draft: ItemDraft, code: str, *, state: State = State.DRAFT) -> ItemEntry | None:
    """The strict entry of a draft; None while it lacks something."""
    try:
        return ItemEntry.model_validate(draft.to_data(code, state))
    except ValidationError:
        return None


def draft_findings(draft: ItemDraft, code: str, catalogue: Mapping[str, RuleFacts]) -> list[Finding]:
    """Everything found in a draft, what is missing first; with gaps too, so that the author sees all at once."""
    try:
        return findings(ItemEntry.model_validate(draft.to_data(code, State.DRAFT)), catalogue)
    except ValidationError as error:
        errors = [found for found in worth_telling(error.errors()) if found["loc"] != ("code",)]
    gaps = [Finding(Severity.BLOCKING, "incomplete", tuple(found["loc"]), _told(found)) for found in errors]
    others = _findings_of_filled(draft, catalogue)
    return [*gaps, *(found for found in others if not _follows_from(found, gaps))]


def filled_content(draft: ItemDraft) -> Any:
    """The content as its kind's model, with an ellipsis wherever something is missing: for the preview."""
    kind = kind_of(draft.kind)
    return kind.content_type.model_validate(kind.filled(draft.content))


def _findings_of_filled(draft: ItemDraft, catalogue: Mapping[str, RuleFacts]) -> Iterator[Finding]:
    data = draft.to_data("contoh", State.DRAFT) | {
        "regime": draft.regime or Regime.BOTH,
        "topic": draft.topic or next(iter(TOPIC_LABELS)),
        "difficulty": draft.difficulty or Difficulty.MEDIUM,
        "content": kind_of(draft.kind).filled(draft.content),
    }
    try:
        yield from findings(ItemEntry.model_validate(data), catalogue)
    except ValidationError:
        return


def _told(error: ErrorDetails) -> str:
    if error["type"] in EMPTY:
        return NOT_FILLED_IN
    if error.get("input") == "":
        return NOT_CHOSEN
    sentence = explain({**error, "loc": ()})
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _follows_from(finding: Finding, gaps: list[Finding]) -> bool:
    """Whether a finding speaks of a field that is only filled in for the check, or compares such fields."""
    return any(
        _is_inside(finding.field, gap.field)
        or gap.field[:-1] == finding.field
        or (finding.code in COMPARING and gap.field[:2] == ("content", "options"))
        for gap in gaps
    )


def _is_inside(place: Place, outer: Place) -> bool:
    return place[: len(outer)] == outer
