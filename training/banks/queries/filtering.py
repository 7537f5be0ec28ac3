"""Which items of a bank are wanted: one filter for the list, for what is exported and for what is counted."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Select, and_, cast, exists, literal_column, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text as SqlText

from training.banks.domain.item import State
from training.banks.domain.search import wanted_words
from training.banks.models import Item, ItemVersion, ItemVersionCorps, ItemVersionRule, ItemVersionWords
from training.rules.domain import EVERY_PHASE

IS_APPROVED = ItemVersion.state == literal_column("'approved'")
"""Spelt out, since SQLite uses a partial index only where it can read its condition in the statement."""


@dataclass(frozen=True)
class ItemFilter:
    """What to show; an empty part lets everything through. Every word of `words` must occur somewhere in the item.

    `state` is that of a version (`superseded` is none of the list's); `mode` that of a choice item; `author` the id of
    who wrote or changed the version.
    """

    words: str = ""
    state: str = ""
    topic: str = ""
    difficulty: str = ""
    corps: str = ""
    phase: str = ""
    rule: str = ""
    mode: str = ""
    author: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return not self.as_arguments()

    def as_arguments(self) -> dict[str, str]:
        """The parts that are not empty, as they stand in an address (`words` is `q` there)."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"q" if name == "words" else name: str(value) for name, value in values.items() if value}


def filtered_items(wanted: ItemFilter, *, bank_id: int) -> Select[Item, ItemVersion]:
    """The items of a bank that pass a filter, each with the one version it is shown by; no order yet.

    That is the version in the wanted state, else the newest. A draft may be unfinished work (`is_complete` false),
    which does not read as an ItemEntry.
    """
    return (
        select(Item, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_id == bank_id, _is_shown(wanted.state), *_conditions(wanted))
    )


def is_newest() -> ColumnElement[bool]:
    """Condition: no version of the same item is newer."""
    other = aliased(ItemVersion)
    return ~exists().where(other.item_id == ItemVersion.item_id, other.number > ItemVersion.number)


def _is_shown(state: str) -> ColumnElement[bool]:
    if not state:
        return is_newest()
    if state == State.RETIRED:
        return and_(ItemVersion.state == state, is_newest())
    return IS_APPROVED if state == State.APPROVED else ItemVersion.state == state


def _conditions(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if words := wanted_words(wanted.words):
        conditions.append(ItemVersion.id.in_(_versions_with(words)))
    if wanted.topic:
        conditions.append(ItemVersion.topic == wanted.topic)
    if wanted.difficulty:
        conditions.append(ItemVersion.difficulty == wanted.difficulty)
    if wanted.corps:
        conditions.append(
            exists().where(ItemVersionCorps.version_id == ItemVersion.id, ItemVersionCorps.corps == wanted.corps)
        )
    if wanted.phase:
        phases = cast(ItemVersion.phases, SqlText)
        conditions.append(or_(*(phases.contains(f'"{phase}"') for phase in {wanted.phase, EVERY_PHASE})))
    if wanted.rule:
        conditions.append(
            exists().where(ItemVersionRule.version_id == ItemVersion.id, ItemVersionRule.rule_id == wanted.rule)
        )
    if wanted.mode:
        conditions.append(ItemVersion.content["mode"].as_string() == wanted.mode)
    if wanted.author is not None:
        conditions.append(or_(ItemVersion.created_by_id == wanted.author, ItemVersion.changed_by_id == wanted.author))
    return conditions


def _versions_with(words: Sequence[str]) -> Select[int]:
    """The versions in which each word occurs: one pass over all words, which are kept apart for it."""
    holds = (ItemVersionWords.words.contains(word, autoescape=True) for word in words)
    return select(ItemVersionWords.version_id).where(*holds)
