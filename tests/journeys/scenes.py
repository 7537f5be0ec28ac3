"""People in the middle of things, so that every kind of page can be looked at."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from tests.factories.attempts import make_attempt, make_enrolment, make_submitted, places_of_keys
from tests.journeys.bank_scenes import bank_addresses
from tests.journeys.directory_scenes import directory_addresses
from tests.journeys.module_scenes import module_addresses
from tests.journeys.sheet_scenes import sheet_addresses
from tests.journeys.site import Site
from training.accounts.models import User
from training.attempts.models import Attempt
from training.attempts.services.answer import Sent, save_answer
from training.banks.models import ItemVersion
from training.certificates.models import Certificate
from training.core import clock
from training.core.db import db
from training.modules.queries import published_module

MODULE = "netralitas-asn"
LESSON = "sebelum-dan-sesudah-penetapan"
RULE = "se-menpanrb-18-2023-foto"
ANSWERED = 7
FLAGGED = 5
LONG_NAME = "Raden Ayu Kusumaningtyas Wirjodihardjo-Hadiningrat, S.Farm., Apt., M.Kes."


@dataclass(frozen=True)
class Scenes:
    """Somebody who takes the quiz, somebody who passed, somebody who did not, somebody whose time is over."""

    taker: User
    passer: User
    learner: User
    latecomer: User
    addresses: dict[str, str]


def make_scenes(site: Site, names: tuple[str, str, str, str], *, unit: str) -> Scenes:
    """Four people of a unit; `addresses` leads to their pages by the page's name."""
    with site.database():
        module = published_module(MODULE)
        people = [site.new_person(name, unit=unit) for name in names]
        taking, passing, learning, late = (make_enrolment(person, module) for person in people)
        now = clock.now()
        attempt = make_attempt(people[0], taking, seed=3, now=now)
        for position, right in list(places_of_keys(attempt).items())[:ANSWERED]:
            sent = Sent(right, position == FLAGGED, 0)
            save_answer(attempt, position, sent, participant_id=people[0].id, now=now)
        passed = make_submitted(people[1], passing, correct=9, now=now - timedelta(hours=2))
        failed = make_submitted(people[2], learning, correct=4, now=now - timedelta(minutes=20))
        ended = make_attempt(people[3], late, now=now - timedelta(hours=1))
        db.session.get_one(Attempt, ended).closes_at = now - timedelta(minutes=5)
        number = db.session.scalars(select(Certificate.number).where(Certificate.holder_id == people[1].id)).one()
        positions = _positions_by_mode(attempt)
        banks = bank_addresses()
        managing = module_addresses() | directory_addresses()
        db.session.commit()
    with site.database():
        sheets = sheet_addresses()
    addresses = {
        "start": f"/enrolments/{taking}",
        **{f"take-{mode}": f"/attempts/{attempt}/{position}" for mode, position in positions.items()},
        "check": f"/attempts/{attempt}/check",
        "result-passed": f"/attempts/{passed}/result",
        "result-not-passed": f"/attempts/{failed}/result",
        "start-waiting": f"/enrolments/{learning}",
        "expired": f"/attempts/{ended}/1",
        "verify": f"/verify/{number}",
        "certificate": f"/certificates/{number}.pdf",
        **managing,
        **sheets,
        **banks,
    }
    taker, passer, learner, latecomer = people
    return Scenes(taker, passer, learner, latecomer, addresses)


def _positions_by_mode(attempt_id: int) -> dict[str, int]:
    """The first question of each mode on a paper."""
    found: dict[str, int] = {}
    paper = db.session.get_one(Attempt, attempt_id).paper
    for position in places_of_keys(attempt_id):
        content = db.session.get_one(ItemVersion, paper[position - 1][0]).content
        found.setdefault(content["mode"], position)
    return found
