"""People made, corrected and moved many at once: what `people.create_user`, `update_person` and `transfer` do for one.

The log gets the same acts, with the import that did them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import update

from training.accounts.domain.people_facts import UnitNow, Verdict
from training.accounts.models import Membership, User
from training.accounts.signals import people_moved
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.core.many import among, insert_many, records, table_of
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
    placed = [
        _placed(verdict, user_id, act) for verdict, user_id in zip(verdicts, ids, strict=True) if user_id is not None
    ]
    _open_memberships(placed)
    facts = _facts(act)
    _log([_entry("user_created", each.person_id, each.unit.id, facts) for each in placed], act)
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
        entries.append(_entry("person_changed", verdict.person.id, unit_id, _facts(act, fields=list(columns))))
    for columns, changed in by_columns.items():
        given = records(changed, {"person_id": User.id.type, **{column: users.c[column].type for column in columns}})
        new = {column: given.c[column] for column in columns}
        db.session.connection().execute(update(users).where(users.c.id == given.c.person_id).values(new))
    _log(entries, act)


def place_people(verdicts: Sequence[Verdict], act: Act) -> None:
    """Give people the unit and position that their verdicts say; tells whoever follows those who moved."""
    if not verdicts:
        return
    placed = [_placed(verdict, _person_id(verdict), act) for verdict in verdicts]
    _end_memberships(placed)
    _open_memberships(placed)
    _log([entry for each in placed for entry in _moves(each, act)], act)
    db.session.flush()
    unit_ids = {
        each.person_id: each.unit.id
        for verdict, each in zip(verdicts, placed, strict=True)
        if verdict.outcome is Outcome.MOVED
    }
    if unit_ids:
        people_moved.send(unit_ids=unit_ids, now=act.now)


class Placed(NamedTuple):
    """Somebody in a unit from a day on, and the unit that they had until then."""

    person_id: int
    unit: UnitNow
    position: str | None
    on: date
    before: UnitNow | None


def _placed(verdict: Verdict, person_id: int, act: Act) -> Placed:
    """From today where the unit is, and never before the present membership began (it may have begun in a zone ahead)."""
    person, unit = verdict.person, _unit(verdict)
    day = act.on(unit)
    if person is None:
        return Placed(person_id, unit, verdict.position, day, None)
    return Placed(person_id, unit, verdict.position, max(day, person.from_on or day), person.unit)


def _moves(each: Placed, act: Act) -> list[dict[str, Any]]:
    person_id, unit_id, before = each.person_id, each.unit.id, each.before
    if before is not None and before.id == unit_id:
        return [_entry("position_changed", person_id, unit_id, _facts(act))]
    before_id = before.id if before else None
    facts = _facts(act, from_unit_id=before_id, to_unit_id=unit_id, on=each.on.isoformat())
    moved = _entry("person_moved", person_id, unit_id, facts)
    return [moved, {**moved, "action": "person_moved_away", "unit_id": before_id}] if before else [moved]


def _end_memberships(placed: Sequence[Placed]) -> None:
    by_day: dict[date, list[int]] = defaultdict(list)
    for each in placed:
        by_day[each.on].append(each.person_id)
    for day, person_ids in by_day.items():
        present = among(Membership.user_id, person_ids) & Membership.is_primary & Membership.to_on.is_(None)
        db.session.connection().execute(update(table_of(Membership)).where(present).values(to_on=day))


def _open_memberships(placed: Sequence[Placed]) -> None:
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for each in placed:
        by_day[each.on].append({"user_id": each.person_id, "unit_id": each.unit.id, "position": each.position})
    for day, rows in by_day.items():
        db.session.connection().execute(insert_many(Membership, rows, from_on=day, is_primary=True))


def _facts(act: Act, **facts: Any) -> dict[str, Any]:
    return facts if act.import_id is None else {**facts, "import_id": act.import_id}


def _entry(action: str, person_id: int, unit_id: int | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"action": action, "object_id": str(person_id), "unit_id": unit_id, "facts": facts}


def _log(rows: Sequence[Mapping[str, Any]], act: Act) -> None:
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
