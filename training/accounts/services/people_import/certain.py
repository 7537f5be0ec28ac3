"""Verdicts that still hold because all that they rest on is as it was: no cell of their rows is read again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from training.accounts.domain.people_facts import SIGHT, PersonNow, UnitNow, Verdict, sight_of
from training.accounts.models import User
from training.accounts.services.people_import.facts import (
    UNIT_COLUMNS,
    USER_COLUMNS,
    PersonRow,
    as_they_are,
    last_places,
    unit_now,
)
from training.core import clock
from training.core.db import rows_of
from training.core.i18n import DEFAULT_ZONE
from training.core.many import among
from training.imports.domain import Outcome
from training.org.domain import lies_within_any
from training.org.models import Unit

Plan = Mapping[str, Any]


class Held(NamedTuple):
    """People and units that nobody else changes until the transaction ends."""

    people: Sequence[PersonRow]
    units: Mapping[int, UnitNow]


def hold(plans: Sequence[Plan]) -> Held:
    """Nobody else changes the people of these plans, or closes or moves their units, until this transaction ends."""
    people_ids = sorted({plan["person"] for plan in plans if plan.get("person")})
    unit_ids = sorted({plan["unit"] for plan in plans if plan.get("unit")})
    people = select(*USER_COLUMNS).where(among(User.id, people_ids)).order_by(User.id).with_for_update()
    units = select(*UNIT_COLUMNS).where(among(Unit.id, unit_ids)).order_by(Unit.id).with_for_update(read=True)
    found = rows_of(people, {}).all() if people_ids else ()
    return Held(found, {row[0]: unit_now(*row) for row in (rows_of(units, {}).all() if unit_ids else ())})


def certain_verdicts(
    plans: Sequence[Plan], held: Held, branches: Sequence[str], *, now: datetime
) -> list[Verdict | None]:
    """For each plan its verdict, or None where its row must be read again."""
    today = clock.today_in(DEFAULT_ZONE, now)
    seen = {plan["person"] for plan in plans if SIGHT in plan}
    rows = [row for row in held.people if row[0] in seen]
    people = {person.id: person for person in as_they_are(rows, last_places([row[0] for row in rows]), held.units)}
    units = [*held.units.values(), *(person.unit for person in people.values() if person.unit)]
    paths = {unit.id: unit.path for unit in units}
    inside = {unit_id for unit_id, path in paths.items() if lies_within_any(path, branches)}
    return [_certain(plan, people, held.units, inside, today) if SIGHT in plan else None for plan in plans]


def _certain(
    plan: Plan, people: Mapping[int, PersonNow], units: Mapping[int, UnitNow], inside: set[int], today: date
) -> Verdict | None:
    person, unit = people.get(plan["person"]), units.get(plan["unit"])
    before = person.unit if person is not None else unit
    if unit is None or before is None or unit.id not in inside or before.id not in inside:
        return None
    if sight_of(person, unit, today) != plan[SIGHT]:
        return None
    position = plan["position"]
    return Verdict(
        Outcome(plan["outcome"]), person=person, unit=unit, position=position, changes=plan["changes"],
        moves_or_promotes=person is None or unit.id != before.id or position != person.position,
        sight=plan[SIGHT],
    )  # fmt: skip
