"""Searching the catalogue, and what checks need of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, cast, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import Text as SqlText

from training.core.db import db
from training.rules.domain import EVERY_PHASE, RuleFacts, binds_of_corps
from training.rules.models import Rule

MAX_WORDS = 8


@dataclass(frozen=True)
class RuleFilter:
    """What to show; an empty part lets everything through. Every word of `words` must occur."""

    words: str = ""
    corps: str = ""
    phase: str = ""
    topic: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return not (self.words or self.corps or self.phase or self.topic)


def found_rules(wanted: RuleFilter) -> Sequence[Rule]:
    """The rules that pass a filter, in the order of the catalogue (140 or so; one statement)."""
    return db.session.scalars(select(Rule).where(*_conditions(wanted)).order_by(Rule.position, Rule.id)).all()


def rule_by_id(rule_id: str) -> Rule:
    """One rule. Raises NoResultFound."""
    return db.session.scalars(select(Rule).where(Rule.id == rule_id)).one()


def all_facts() -> dict[str, RuleFacts]:
    """What the checks of items need to know of every rule, by id; one statement."""
    return facts_of(db.session.scalars(select(Rule)))


def facts_of(rules: Iterable[Rule]) -> dict[str, RuleFacts]:
    """The same of rules that are loaded already."""
    return {
        rule.id: RuleFacts(
            id=rule.id,
            binds=frozenset(rule.binds),
            phases=frozenset(rule.phases),
            regime=rule.regime,
            confidence=rule.confidence,
            status=rule.status,
            topic=rule.topic,
            valid_from_on=rule.valid_from_on,
            valid_until_on=rule.valid_until_on,
        )
        for rule in rules
    }


def titles_of(ids: Collection[str]) -> list[tuple[str, str, str]]:
    """Id, article and instrument of the rules that have one of these ids; others are left out. No statement for none."""
    if not ids:
        return []
    found = db.session.execute(select(Rule.id, Rule.article, Rule.instrument).where(Rule.id.in_(ids)).order_by(Rule.id))
    return [(rule_id, article, instrument) for rule_id, article, instrument in found]


def _conditions(wanted: RuleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Rule.search_text.contains(word, autoescape=True) for word in wanted.words.lower().split()[:MAX_WORDS]
    ]
    if wanted.topic:
        conditions.append(Rule.topic == wanted.topic)
    if wanted.corps:
        conditions.append(_holds_one(Rule.binds, binds_of_corps(wanted.corps)))
    if wanted.phase:
        conditions.append(_holds_one(Rule.phases, (wanted.phase, EVERY_PHASE)))
    return conditions


def _holds_one(column: InstrumentedAttribute[list[Any]], values: Sequence[str]) -> ColumnElement[bool]:
    text = cast(column, SqlText)
    return or_(false(), *(text.contains(f'"{value}"', autoescape=True) for value in values))
