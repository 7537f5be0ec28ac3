"""What is there, as far as some rows of a sheet need it: eight statements at most, however many rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from training.accounts.domain.people_facts import Known, PersonNow, UnitNow
from training.accounts.domain.people_matching import fold
from training.accounts.domain.people_sheet import SheetPerson
from training.accounts.models import Grant, Membership, User
from training.core.db import db, rows_of
from training.core.many import among
from training.org.models import Unit
from training.org.queries import is_within_any

EVERYWHERE = "/"
UNIT_COLUMNS = (Unit.id, Unit.code, Unit.name, Unit.path, Unit.zone, Unit.closed_on)
USER_COLUMNS = (
    User.id, User.full_name, User.corps, User.service_kind, User.service_number, User.email, User.login_name,
    User.deactivated_at,
)  # fmt: skip
PLACE_COLUMNS = (Membership.unit_id, Membership.position, Membership.from_on)
OWN = len(USER_COLUMNS)
NOWHERE = (None, None, None)
PersonRow = Row[*tuple[Any, ...]]


def known_for(rows: Sequence[SheetPerson], branches: Sequence[str], *, today: date) -> Known:
    """The units and people that rows may mean. Units only of these branches; people wherever they are."""
    units = units_named({row.unit for row in rows if row.unit}, branches)
    named = _named_by(rows)
    places = last_places([row.id for row in named])
    unnumbered = _unnumbered(rows, {unit.id for found in units.values() for unit in found})
    elsewhere = _with_role_elsewhere([row.id for row in (*named, *unnumbered)], branches, today)
    by_id = {unit.id: unit for found in units.values() for unit in found}
    people = as_they_are(named, places, by_id, elsewhere)
    by_name: dict[tuple[str, int], list[PersonNow]] = defaultdict(list)
    for person in as_they_are(unnumbered, {row.id: row[OWN:] for row in unnumbered}, by_id, elsewhere):
        if person.unit is not None:
            by_name[fold(person.full_name), person.unit.id].append(person)
    return Known(
        branches=tuple(branches),
        by_number={
            (person.service_kind, person.service_number): person
            for person in people
            if person.service_kind and person.service_number
        },
        by_email={person.email: person for person in people if person.email},
        by_login_name={person.login_name: person for person in people if person.login_name},
        unnumbered=by_name,
        units=units,
        coded={unit.code: unit for unit in by_id.values()},
    )


def units_named(texts: Collection[str], branches: Sequence[str]) -> dict[str, list[UnitNow]]:
    """Units of some branches by their folded code and name, as far as `texts` name them.

    A text that is a code to the letter means that unit and no other; only for the rest is every name looked at.
    """
    coded = _units_where(among(Unit.code, texts), branches) if texts else []
    rest = set(texts) - {unit.code for unit in coded}
    lower = [text.lower() for text in rest]
    is_named = or_(
        among(Unit.name, rest), among(func.lower(Unit.code), lower), among(func.lower(Unit.name), lower)
    )  # fmt: skip
    units = {unit.id: unit for unit in (*coded, *(_units_where(is_named, branches) if rest else ()))}
    found: dict[str, list[UnitNow]] = defaultdict(list)
    for _id, unit in sorted(units.items()):
        for text in {fold(unit.code), fold(unit.name)}:
            found[text].append(unit)
    return found


def _units_where(condition: ColumnElement[bool], branches: Sequence[str]) -> list[UnitNow]:
    statement = select(*UNIT_COLUMNS).where(is_within_any(branches), condition)
    return [unit_now(*row) for row in rows_of(statement, {}).all()]


def _named_by(rows: Sequence[SheetPerson]) -> Sequence[PersonRow]:
    """Whoever has a number, an address or a login name of these rows."""
    values = (
        (User.service_number, {row.number.number for row in rows if row.number}),
        (User.email, {row.email for row in rows if row.email}),
        (User.login_name, {row.login_name for row in rows if row.login_name}),
    )
    signs = [among(column, wanted) for column, wanted in values if wanted]
    return rows_of(select(*USER_COLUMNS).where(or_(*signs)), {}).all() if signs else []


def last_places(user_ids: Collection[int]) -> dict[int, Sequence[Any]]:
    """By person, PLACE_COLUMNS of the unit that they belong to, or, if they are inactive, belonged to last.

    Asked apart from the people: in one statement PostgreSQL goes through everybody to find who stayed where last.
    """
    if not user_ids:
        return {}
    statement = select(Membership.id, Membership.user_id, *PLACE_COLUMNS).where(
        among(Membership.user_id, user_ids), Membership.is_primary
    )
    return {row[1]: row[2:] for row in sorted(rows_of(statement, {}).all(), key=itemgetter(0))}


def units_by_id(ids: Collection[int]) -> dict[int, UnitNow]:
    """Units, wherever they are."""
    if not ids:
        return {}
    statement = select(*UNIT_COLUMNS).where(among(Unit.id, ids))
    return {row[0]: unit_now(*row) for row in rows_of(statement, {}).all()}


def _unnumbered(rows: Sequence[SheetPerson], unit_ids: Collection[int]) -> Sequence[PersonRow]:
    """Active people of these units who have neither number nor address and are called like somebody in these rows."""
    names = {row.full_name for row in rows if not (row.number or row.email or row.login_name)}
    if not names or not unit_ids:
        return []
    statement: Select[*tuple[Any, ...]] = (
        select(*USER_COLUMNS, *PLACE_COLUMNS)
        .select_from(User)
        .join(Membership, (Membership.user_id == User.id) & Membership.is_primary & Membership.to_on.is_(None))
        .where(
            among(Membership.unit_id, unit_ids),
            User.service_number.is_(None),
            User.email.is_(None),
            or_(among(User.full_name, names), among(func.lower(User.full_name), [name.lower() for name in names])),
        )
        .order_by(User.id)
    )
    return rows_of(statement, {}).all()


def _with_role_elsewhere(ids: Collection[int], branches: Sequence[str], today: date) -> set[int]:
    """Who of these holds a role outside the branches."""
    if not ids or EVERYWHERE in branches:
        return set()
    statement = (
        select(Grant.user_id)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            among(Grant.user_id, ids),
            Grant.revoked_at.is_(None),
            or_(Grant.until_on.is_(None), Grant.until_on >= today),
            ~is_within_any(branches),
        )
    )
    return set(db.session.scalars(statement))


def unit_now(unit_id: int, code: str, name: str, path: str, zone: str, closed_on: date | None) -> UnitNow:
    """A unit out of UNIT_COLUMNS."""
    return UnitNow(unit_id, code, name, path, zone, closed_on is not None)


def as_they_are(
    rows: Sequence[PersonRow], places: Mapping[int, Sequence[Any]], units: Mapping[int, UnitNow],
    elsewhere: Collection[int] = (),
) -> list[PersonNow]:  # fmt: skip
    """People out of USER_COLUMNS and the PLACE_COLUMNS of each. Units that are not given are looked up."""
    wanted = {places[row[0]][0] for row in rows if row[0] in places}
    units = {**units, **units_by_id(wanted - units.keys())}
    people = []
    for row in rows:
        unit_id, position, from_on = places.get(row[0], NOWHERE)
        person_id, name, corps, kind, number, email, login_name, deactivated_at = row[:OWN]
        people.append(
            PersonNow(
                person_id, name, corps, kind, number, email, login_name, deactivated_at is None,
                units.get(unit_id), position, from_on, person_id in elsewhere,
            )
        )  # fmt: skip
    return people
