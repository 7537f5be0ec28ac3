"""Fills an empty database with the demo, through the same services that a real year would have used."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from training.accounts.models import User
from training.accounts.passwords import passwords
from training.accounts.services.grants import grant_role
from training.accounts.services.people import NewPerson, create_user
from training.assignments.models import Assignment, Enrolment
from training.assignments.services.closing import end_assignment
from training.assignments.services.enrolling import enrol_assigned
from training.attempts.models import Attempt, Response
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.banks.models import ItemVersion
from training.core import clock
from training.core.db import db
from training.demo.banks import seed_bank
from training.demo.duties import adjust_duties, plan_next
from training.demo.modules import draft_module
from training.demo.people import DEMO_PASSWORD, SIGN_INS, People
from training.demo.places import ARMY, POLICE, REGENCY, Place
from training.demo.staff import seed_staff
from training.modules.models import Module
from training.org.models import Unit
from training.org.services import create_unit

SEED = 2026
AUTHOR = "pelatih@netral.example"
MOST_TRIES = 2
YEAR_DAYS = 365
FLAGGED_SHARE = 0.05
ANSWERED_SHARE = 0.98


@dataclass(frozen=True)
class Campaign:
    """An assignment of the demo; days count from today, `done` is the share of people who have begun."""

    title: str
    slug: str
    unit_code: str
    opens: int
    due: int
    done: float
    has_ended: bool = False


CAMPAIGNS = (
    Campaign("Pembekalan netralitas gelombang pertama", "netralitas-asn", "PEMKAB", -330, -240, 0.55, has_ended=True),
    Campaign("Penyegaran netralitas tenaga kesehatan", "netralitas-asn", "DINKES", -60, -9, 0.6),
    Campaign("Netralitas ASN menjelang pemilihan", "netralitas-asn", "PEMKAB", -20, 21, 0.35),
    Campaign("Netralitas anggota Polri", "netralitas-polri", "POLRES", -14, 35, 0.4),
)


def seed_demo(*, now: datetime) -> Iterator[str]:
    """Store the demo in the current transaction, telling each step as it is done."""
    chance = random.Random(SEED)
    today = clock.today_in("Asia/Jakarta", now)
    units = _units(today)
    yield f"{len(units)} units"
    people = _people(units, now=now, today=today)
    yield f"{people} people"
    yield seed_staff({code: unit for code, (unit, _place) in units.items()}, now=now, today=today)
    author_id = db.session.scalars(select(User.id).where(User.email == AUTHOR)).one()
    yield seed_bank(units["DINKES"][0], author_id, now=now)
    keys = _keys()
    for campaign in CAMPAIGNS:
        attempts = _campaign(campaign, units, keys, chance, now=now, today=today)
        yield f"{campaign.title}: {attempts} attempts"
    yield adjust_duties(CAMPAIGNS[1].title, now=now, today=today) or "no duties to change"
    yield plan_next(units["PEMKAB"][0], now=now, today=today) or "nothing planned"
    if draft_module(units["PEMKAB"][0], author_id, now=now) is not None:
        yield "a course that is still being written"
    db.session.flush()


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


def _people(units: dict[str, tuple[Unit, Place]], *, now: datetime, today: date) -> int:
    people = People(SEED)
    joined = today - timedelta(days=2 * YEAR_DAYS)
    made = 0
    for unit, place in units.values():
        for _ in range(place.people):
            create_user(people.person(place), unit, actor_id=None, now=now, today=joined).is_demo = True
            made += 1
    password_hash = passwords().hash(DEMO_PASSWORD)
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


def _keys() -> dict[int, tuple[list[int], int]]:
    """Right option indexes and number of options, by item version."""
    rows = db.session.execute(select(ItemVersion.id, ItemVersion.content).where(ItemVersion.state == "approved"))
    return {
        version_id: (
            [index for index, option in enumerate(content["options"]) if option.get("key")],
            len(content["options"]),
        )
        for version_id, content in rows
    }


def _campaign(
    campaign: Campaign,
    units: dict[str, tuple[Unit, Place]],
    keys: dict[int, tuple[list[int], int]],
    chance: random.Random,
    *,
    now: datetime,
    today: date,
) -> int:
    module = db.session.scalars(select(Module).where(Module.slug == campaign.slug)).one_or_none()
    if module is None:
        return 0
    opened_at = now + timedelta(days=campaign.opens)
    assignment = Assignment(
        module_id=module.id,
        unit_id=units[campaign.unit_code][0].id,
        title=campaign.title,
        whom={"units": [units[campaign.unit_code][0].id], "corps": list(module.corps)},
        opens_on=today + timedelta(days=campaign.opens),
        due_on=today + timedelta(days=campaign.due),
        created_at=opened_at,
    )
    db.session.add(assignment)
    db.session.flush()
    enrol_assigned(assignment, now=opened_at)
    made = _attempts(assignment, campaign, keys, chance, now=now)
    if campaign.has_ended:
        end_assignment(assignment, now=now + timedelta(days=campaign.due + 1))
    return made


def _attempts(
    assignment: Assignment,
    campaign: Campaign,
    keys: dict[int, tuple[list[int], int]],
    chance: random.Random,
    *,
    now: datetime,
) -> int:
    rows = db.session.execute(
        select(Enrolment.id, User.id, User.corps, User.email)
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.assignment_id == assignment.id)
        .order_by(Enrolment.id)
    ).all()
    last_day = min(campaign.due + 3, -1)
    made = 0
    for enrolment_id, user_id, corps, email in rows:
        is_fresh = email == "peserta@netral.example" and not campaign.has_ended
        if is_fresh or chance.random() > campaign.done:
            continue
        skill = min(0.97, max(0.3, chance.gauss(0.78, 0.14)))
        day = chance.uniform(campaign.opens, last_day)
        moment = now + timedelta(days=day, seconds=chance.randint(0, 3600))
        for _try in range(MOST_TRIES):
            made += 1
            if _sit(enrolment_id, Taker(user_id, corps), keys, min(0.97, skill), chance, moment):
                break
            moment = min(moment + timedelta(days=1, hours=3), now - timedelta(hours=2))
            skill += 0.12
    return made


def _sit(
    enrolment_id: int,
    taker: Taker,
    keys: dict[int, tuple[list[int], int]],
    skill: float,
    chance: random.Random,
    moment: datetime,
) -> bool:
    attempt_id = start_attempt(enrolment_id, taker, seed=chance.getrandbits(62), now=moment)
    paper = db.session.execute(select(Attempt.paper).where(Attempt.id == attempt_id)).scalar_one()
    rows = [
        {
            "attempt_id": attempt_id,
            "position": position,
            "answer": _answer(*keys[version_id], skill, chance),
            "is_flagged": chance.random() < FLAGGED_SHARE,
            "revision": 1,
            "answered_at": moment + timedelta(seconds=40 * position),
        }
        for position, (version_id, _order) in enumerate(paper, start=1)
        if chance.random() < ANSWERED_SHARE
    ]
    db.session.execute(insert(Response), rows)
    submit_attempt(attempt_id, participant_id=taker.id, now=moment + timedelta(minutes=len(paper)))
    return db.session.execute(select(Attempt.passed).where(Attempt.id == attempt_id)).scalar_one() is True


def _answer(keys: list[int], options: int, skill: float, chance: random.Random) -> list[int]:
    if chance.random() < skill:
        return keys
    wrong = [index for index in range(options) if index not in keys]
    return sorted({chance.choice(wrong), *keys[:-1]})
