"""The catalogue into the database."""

from sqlalchemy import select

from training.core.db import db
from training.rules.domain import BINDS_LABELS, TOPIC_LABELS
from training.rules.loader import RuleEntry
from training.rules.models import Rule


def load_rules(entries: list[RuleEntry]) -> tuple[int, int]:
    """Store the catalogue; returns how many rules were added and changed. A rule that left the files stays: items cite it."""
    present = {rule.id: rule for rule in db.session.scalars(select(Rule))}
    added = changed = 0
    for position, entry in enumerate(entries, start=1):
        rule = present.get(entry.id)
        if rule is None:
            rule = Rule(id=entry.id)
            db.session.add(rule)
            added += 1
        _fill(rule, entry, position)
        changed += rule in db.session.dirty and db.session.is_modified(rule)
    db.session.flush()
    return added, changed


def _fill(rule: Rule, entry: RuleEntry, position: int) -> None:
    values = {
        "position": position,
        "instrument": entry.instrument,
        "article": entry.article,
        "regime": entry.regime.value,
        "topic": entry.topic,
        "binds": list(entry.binds),
        "phases": list(entry.phases),
        "text": entry.prohibition_or_duty,
        "sanction": entry.sanction.model_dump(mode="json"),
        "status": entry.status.state.value,
        "status_note": entry.status.note,
        "question_hint": entry.question_hint,
        "sources": list(entry.sources),
        "confidence": entry.confidence.value,
        "evidence": entry.evidence,
        "search_text": _search_text(entry),
        "valid_from_on": entry.valid_from,
        "valid_until_on": entry.valid_until,
    }
    for name, value in values.items():
        if getattr(rule, name) != value:
            setattr(rule, name, value)


def _search_text(entry: RuleEntry) -> str:
    parts = [
        entry.id,
        entry.instrument,
        entry.article,
        entry.prohibition_or_duty,
        entry.sanction.detail,
        entry.status.note,
        TOPIC_LABELS[entry.topic],
        *(BINDS_LABELS[bound] for bound in entry.binds),
    ]
    return " ".join(" ".join(parts).lower().split())
