"""People made, corrected and moved many at once: what `people.create_user`, `update_person` and `transfer` do for one.

The log gets the same acts, with the import that did them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import update

from training.accounts.domain.people_facts import UnitNow, Verdict
from training.accounts.models import Membership, User
from training.accounts.signals import people_moved
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.core.many import insert_many, records, table_of
from training.imports.domain import Outcome

Identity = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Act:
    """Who does it, when, and in which import."""

    actor_id: int | None
    now: datetime
    import_id: int | None

    def on(self, unit: UnitNow) -> date:
        """The day of it where a unit is."""
        return _day(unit.zone, self.now)


@lru_cache(16)
def _day(zone: str, now: datetime) -> date:
    return clock.today_in(zone, now)


def add_people(verdicts: Sequence[Verdict], act: Act) -> list[int | None]:
    """Make new people in their units; the id of each, None for whom somebody else has made meanwhile."""
    if not verdicts:
        return []
    wanted = sorted((dict(verdict.changes) for verdict in verdicts), key=_order)
    columns = (User.id, User.service_kind, User.service_number, User.email, User.login_name)
    statement = insert_many(User, wanted, created_at=act.now).on_conflict_do_nothing().returning(*columns)
    made: dict[Identity, int] = {(row[1], row[2], row[3], row[4]): row[0] for row in db.session.execute(statement)}
    ids = [made.pop(_identity(verdict.changes), None) for verdict in verdicts]
    pairs = [(verdict, user_id) for verdict, user_id in zip(verdicts, ids, strict=True) if user_id is not None]
    _open_memberships(pairs, act)
    _log((_entry("user_created", user_id, _unit(verdict).id, act) for verdict, user_id in pairs), act)
    return ids


def change_people(verdicts: Sequence[Verdict], act: Act) -> None:
    """Correct what is known of people who are there."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    users, entries = table_of(User), []
    for verdict in verdicts:
        if not verdict.changes or verdict.person is None:
            continue
        columns = tuple(sorted(verdict.changes))
        by_columns[columns].append({"person_id": verdict.person.id, **verdict.changes})
        unit_id = verdict.person.unit.id if verdict.person.unit else None
        entries.append(_entry("person_changed", verdict.person.id, unit_id, act, fields=list(columns)))
    for columns, changed in by_columns.items():
        given = records(changed, {"person_id": User.id.type, **{column: users.c[column].type for column in columns}})
        new = {column: given.c[column] for column in columns}
        db.session.connection().execute(update(users).where(users.c.id == given.c.person_id).values(new))
    _log(entries, act)


def place_people(verdicts: Sequence[Verdict], act: Act) -> None:
    """Give people the unit and position that their verdicts say; tells whoever follows those who moved."""
    if not verdicts:
        return
    pairs = [(verdict, _person_id(verdict)) for verdict in verdicts]
    last_days = [{"person_id": person_id, "day": _first_day(verdict, act).isoformat()} for verdict, person_id in pairs]
    given = records(last_days, {"person_id": User.id.type, "day": Membership.to_on.type})
    present = (Membership.user_id == given.c.person_id) & Membership.is_primary & Membership.to_on.is_(None)
    db.session.connection().execute(update(table_of(Membership)).where(present).values(to_on=given.c.day))
    _open_memberships(pairs, act)
    _log((entry for verdict in verdicts for entry in _moves(verdict, act)), act)
    db.session.flush()
    unit_ids = {person_id: _unit(verdict).id for verdict, person_id in pairs if verdict.outcome is Outcome.MOVED}
    if unit_ids:
        people_moved.send(unit_ids=unit_ids, now=act.now)


def _moves(verdict: Verdict, act: Act) -> list[dict[str, Any]]:
    person_id, unit = _person_id(verdict), _unit(verdict)
    before = verdict.person.unit if verdict.person else None
    if before is not None and before.id == unit.id:
        return [_entry("position_changed", person_id, unit.id, act)]
    facts = {
        "from_unit_id": before.id if before else None,
        "to_unit_id": unit.id,
        "on": _first_day(verdict, act).isoformat(),
    }
    moved = [_entry("person_moved", person_id, unit.id, act, **facts)]
    return [*moved, _entry("person_moved_away", person_id, before.id, act, **facts)] if before else moved


def _open_memberships(pairs: Iterable[tuple[Verdict, int]], act: Act) -> None:
    rows = [
        {
            "user_id": person_id,
            "unit_id": _unit(verdict).id,
            "position": verdict.position,
            "from_on": _first_day(verdict, act).isoformat(),
        }
        for verdict, person_id in pairs
    ]
    if rows:
        db.session.connection().execute(insert_many(Membership, rows, is_primary=True))


def _first_day(verdict: Verdict, act: Act) -> date:
    """Today where the unit is, and never before the present membership began (it may have begun in a zone ahead)."""
    day = act.on(_unit(verdict))
    began = verdict.person.from_on if verdict.person else None
    return max(day, began) if began else day


def _entry(action: str, person_id: int, unit_id: int | None, act: Act, **facts: Any) -> dict[str, Any]:
    told = {**facts, "import_id": act.import_id} if act.import_id is not None else facts
    return {"action": action, "object_id": str(person_id), "unit_id": unit_id, "facts": told}


def _log(entries: Iterable[Mapping[str, Any]], act: Act) -> None:
    rows = list(entries)
    if rows:
        same = {"at": act.now, "actor_id": act.actor_id, "object_kind": "user"}
        db.session.connection().execute(insert_many(AuditEvent, rows, **same))


def _order(person: Mapping[str, Any]) -> tuple[str, ...]:
    """One order for whoever adds the same people at the same time, so that neither waits for the other for good."""
    return tuple(str(part or "") for part in _identity(person))


def _identity(person: Mapping[str, Any]) -> Identity:
    return person["service_kind"], person["service_number"], person["email"], person["login_name"]


def _unit(verdict: Verdict) -> UnitNow:
    if verdict.unit is None:
        raise ValueError("a verdict that places somebody names a unit")
    return verdict.unit


def _person_id(verdict: Verdict) -> int:
    if verdict.person is None:
        raise ValueError("a verdict that changes somebody names a person")
    return verdict.person.id
