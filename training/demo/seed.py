"""Fills an empty database with the demo, through the same services that a real year would have used."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from training.accounts.models import User
from training.accounts.passwords import passwords
from training.accounts.services.grants import grant_role
from training.accounts.services.people import NewPerson, create_user
from training.core import clock
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.demo.banks import plan_bank
from training.demo.campaigns import LATE, SEED, Campaigns
from training.demo.duties import adjust_duties, plan_next
from training.demo.modules import draft_module
from training.demo.people import DEMO_PASSWORD, SIGN_INS, People
from training.demo.places import ARMY, POLICE, REGENCY, Place
from training.demo.staff import plan_staff
from training.demo.year import Year
from training.org.models import Unit
from training.org.services import create_unit

AUTHOR = "pelatih@netral.example"
YEAR_DAYS = 365


def seed_year(*, now: datetime) -> Iterator[str]:
    """Store the units, people and year of the demo in the current transaction, telling each step as it is done."""
    begun = now - timedelta(days=2 * YEAR_DAYS)
    password_hash = passwords().hash(DEMO_PASSWORD)
    with clock.set_to(begun):
        units = _units(clock.today_in(DEFAULT_ZONE, now))
        yield f"{len(units)} units"
        people = _people(units, password_hash, now=begun)
        yield f"{people} people"
    year, by_code = Year(), {code: unit for code, (unit, _place) in units.items()}
    yield plan_staff(year, by_code, now=now)
    plan_bank(year, by_code["DINKES"], _author_id(), now=now)
    campaigns = Campaigns(year, by_code, now)
    campaigns.plan()
    year.live()
    campaigns.remember_sign_ins(password_hash)
    for title, attempts in campaigns.attempts.items():
        yield f"{title}: {attempts} attempts"
    db.session.flush()


def seed_today(*, now: datetime) -> Iterator[str]:
    """What supervisor, admin and author did last: duties changed, an assignment planned, a course begun."""
    today = clock.today_in(DEFAULT_ZONE, now)
    owner = db.session.scalars(select(Unit).where(Unit.code == REGENCY.code)).one()
    with clock.set_to(now - timedelta(hours=3)):
        yield adjust_duties(LATE, now=clock.now(), today=today) or "no duties to change"
    with clock.set_to(now - timedelta(hours=2)):
        yield plan_next(owner, now=clock.now(), today=today) or "nothing planned"
    with clock.set_to(now - timedelta(hours=1)):
        if draft_module(owner, _author_id(), now=clock.now()) is not None:
            yield "a course that is still being written"
    db.session.flush()


def _author_id() -> int:
    return db.session.scalars(select(User.id).where(User.email == AUTHOR)).one()


def _units(today: date) -> dict[str, tuple[Unit, Place]]:
    units: dict[str, tuple[Unit, Place]] = {}

    def add(place: Place, parent: Unit | None) -> None:
        unit = create_unit(
            code=place.code,
            name=place.name,
            kind=place.kind,
            corps=place.corps,
            opened_on=today - timedelta(days=20 * YEAR_DAYS),
            parent=parent,
        )
        units[place.code] = (unit, place)
        for below in place.below:
            add(below, unit)

    for top in (REGENCY, POLICE, ARMY):
        add(top, None)
    return units


def _people(units: dict[str, tuple[Unit, Place]], password_hash: str, *, now: datetime) -> int:
    people, joined = People(SEED), clock.today_in(DEFAULT_ZONE, now)
    made = 0
    for unit, place in units.values():
        for _ in range(place.people):
            create_user(people.person(place), unit, actor_id=None, now=now, today=joined).is_demo = True
            made += 1
    for sign_in in SIGN_INS:
        unit = units[sign_in.unit_code][0]
        kind, number = people.number("pns")
        person = NewPerson(
            full_name=sign_in.full_name,
            corps="pns",
            email=f"{sign_in.local}@netral.example",
            service_kind=kind,
            service_number=number,
            position="Analis Kebijakan",
        )
        user = create_user(person, unit, actor_id=None, now=now, today=joined)
        user.is_demo, user.password_hash = True, password_hash
        if sign_in.role is not None:
            role_unit = units[sign_in.role_unit_code][0]
            grant_role(user.id, sign_in.role, role_unit, from_on=joined, until_on=None, actor_id=None)
        made += 1
    db.session.flush()
    return made
