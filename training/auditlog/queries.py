"""Events of one's branch, the latest first, and the names of what they speak of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, func, literal, not_, or_, select, union_all

from training.accounts.models import User
from training.accounts.queries import person_matches
from training.assignments.models import Assignment, Enrolment
from training.audit.models import AuditEvent
from training.auditlog.domain import ROUTINE, Topic, actions_about
from training.banks.models import Bank, Item
from training.certificates.models import Certificate
from training.core.db import db
from training.imports.models import Import
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import is_top, is_within, is_within_any

MOST_PEOPLE = 200
UNIT_FACTS = ("unit_id", "from_unit_id", "to_unit_id")
Name = tuple[str, int]


@dataclass(frozen=True)
class LogFilter:
    """Which events: those of one's branches `paths`; the rest narrows. Without a
    topic, what happens all day long (ROUTINE) is left out. `since` and `until` are moments, until excluded."""

    paths: tuple[str, ...]
    who: str = ""
    person_id: int | None = None
    branch: str = ""
    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None


def events(wanted: LogFilter, *, before: int | None, after: int | None, limit: int) -> list[AuditEvent]:
    """Events in order of their number, the latest first: the `limit` right below `before`, or right above `after`."""
    conditions = _conditions(wanted)
    statement = select(AuditEvent).outerjoin(Unit, Unit.id == AuditEvent.unit_id)
    if after is not None:
        statement = statement.where(*conditions, AuditEvent.id > after).order_by(AuditEvent.id).limit(limit)
        return list(reversed(db.session.scalars(statement).all()))
    if before is not None:
        conditions.append(AuditEvent.id < before)
    return list(db.session.scalars(statement.where(*conditions).order_by(AuditEvent.id.desc()).limit(limit)))


def names_in(shown: Sequence[AuditEvent]) -> dict[Name, Any]:
    """The names of the people, units and other things that events speak of, by kind and id; one statement.

    Titles in several languages are JSON text.
    """
    wanted: dict[str, set[int]] = {}
    for event in shown:
        for kind, number in _spoken_of(event):
            wanted.setdefault(kind, set()).add(number)
    parts = [
        select(literal(kind).label("kind"), key.label("id"), cast(name, String).label("name"))
        .select_from(table)
        .where(key.in_(wanted[kind]))
        for kind, (table, key, name) in SOURCES.items()
        if kind in wanted
    ]
    if not parts:
        return {}
    return {(row.kind, row.id): row.name for row in db.session.execute(union_all(*parts))}


SOURCES: dict[str, tuple[Any, Any, Any]] = {
    "user": (User, User.id, User.full_name),
    "unit": (Unit, Unit.id, Unit.name),
    "certificate": (Certificate, Certificate.id, Certificate.number),
    "assignment": (Assignment, Assignment.id, Assignment.title),
    "enrolment": (
        Enrolment.__table__.join(Module.__table__, Module.id == Enrolment.module_id),
        Enrolment.id,
        Module.title,
    ),
    "module": (Module, Module.id, Module.title),
    "bank": (Bank, Bank.id, Bank.title),
    "import": (Import, Import.id, Import.file_name),
    "item": (Item, Item.id, Item.code),
}


def _spoken_of(event: AuditEvent) -> Iterable[Name]:
    if event.actor_id is not None:
        yield "user", event.actor_id
    if event.unit_id is not None:
        yield "unit", event.unit_id
    if event.object_id is not None and event.object_id.isdigit():
        yield event.object_kind, int(event.object_id)
    for fact in UNIT_FACTS:
        if isinstance(event.facts.get(fact), int):
            yield "unit", event.facts[fact]


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions = [_scope(wanted.paths), _once(wanted)]
    if wanted.branch:
        conditions.append(is_within(wanted.branch))
    if not wanted.topic:
        conditions.append(AuditEvent.action.not_in(sorted(ROUTINE)))
    elif wanted.topic != Topic.ALL:
        conditions.append(AuditEvent.action.in_(actions_about(wanted.topic)))
    if wanted.since:
        conditions.append(AuditEvent.at >= wanted.since)
    if wanted.until:
        conditions.append(AuditEvent.at < wanted.until)
    if wanted.person_id is not None:
        conditions.append(_concerns([wanted.person_id]))
    if wanted.who:
        conditions.append(_concerns(_people_called(wanted.who)))
    return conditions


def _scope(paths: Sequence[str]) -> ColumnElement[bool]:
    """One's branches; what concerns no unit is for those who look after a whole agency."""
    if any(is_top(path) for path in paths):
        return or_(is_within_any(paths), AuditEvent.unit_id.is_(None))
    return is_within_any(paths)


def _once(wanted: LogFilter) -> ColumnElement[bool]:
    """Who moved from one unit in sight to another is told by the one they came to; the one they left says no more."""
    came_to = func.coalesce(AuditEvent.facts["to_unit_id"].as_integer(), 0)
    narrowed = [is_within(wanted.branch)] if wanted.branch else []
    in_sight = select(Unit.id).where(is_within_any(wanted.paths), *narrowed).correlate(None)
    return not_(and_(AuditEvent.action == "person_moved_away", came_to.in_(in_sight)))


def _people_called(typed: str) -> list[int]:
    return list(db.session.scalars(select(User.id).where(person_matches(typed)).order_by(User.id).limit(MOST_PEOPLE)))


def _concerns(user_ids: Sequence[int]) -> ColumnElement[bool]:
    """Done by one of them, or to one of them."""
    if not user_ids:
        return false()
    return or_(
        AuditEvent.actor_id.in_(user_ids),
        and_(AuditEvent.object_kind == "user", AuditEvent.object_id.in_([str(number) for number in user_ids])),
    )
