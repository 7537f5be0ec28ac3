"""The assignments of the demo's year, and the people who do them: well, badly, twice, not to the end, or never."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from sqlalchemy import insert, select, update

from training.accounts.models import LoginSession, User
from training.assignments.models import Assignment, Enrolment
from training.assignments.services.closing import end_assignment
from training.assignments.services.enrolling import enrol_assigned
from training.attempts.models import Attempt, Response
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.banks.models import ItemVersion
from training.core import clock
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.demo.year import Year
from training.modules.models import Module
from training.org.models import Unit

SEED = 2026
MOST_TRIES = 3
HOURS_BETWEEN_TRIES = 27
HOURS_OF_QUIET = 27
"""Nobody sits a quiz in the last hours, in which a supervisor looks at the figures."""
FLAGGED_SHARE = 0.05
ANSWERED_SHARE = 0.98
WEAK_SHARE, WEAK_SKILL = 0.04, 0.3
LEAVING_SHARE = 0.04
FRESH = "peserta@netral.example"
"""Who signs in to try a quiz has it before them."""


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
    Campaign("Pembekalan netralitas gelombang pertama", "netralitas-asn", "PEMKAB", -420, -330, 0.55, has_ended=True),
    Campaign("Penyegaran netralitas tenaga kesehatan", "netralitas-asn", "DINKES", -60, -9, 0.6),
    Campaign("Netralitas ASN menjelang pemilihan", "netralitas-asn", "PEMKAB", -20, 21, 0.35),
    Campaign("Netralitas anggota Polri", "netralitas-polri", "POLRES", -14, 35, 0.4),
)
LATE = CAMPAIGNS[1].title


@dataclass(frozen=True)
class Sitter:
    """Somebody before a quiz: how sure of the right answer, and whether they leave it lying half done."""

    enrolment_id: int
    taker: Taker
    skill: float
    leaves: bool


@dataclass
class Campaigns:
    """All of them in one year; `attempts` counts by title, `sat` are the people who took part."""

    year: Year
    units: Mapping[str, Unit]
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    attempts: dict[str, int] = field(default_factory=dict)
    sat: dict[int, datetime] = field(default_factory=dict)
    keys: dict[int, tuple[list[int], int]] = field(default_factory=dict)

    def plan(self) -> None:
        """Have each opened on its day, if its module is there."""
        rows = db.session.execute(select(ItemVersion.id, ItemVersion.content).where(ItemVersion.state == "approved"))
        for version_id, content in rows:
            keys = [index for index, option in enumerate(content["options"]) if option.get("key")]
            self.keys[version_id] = (keys, len(content["options"]))
        for campaign in CAMPAIGNS:
            module = db.session.scalars(select(Module).where(Module.slug == campaign.slug)).one_or_none()
            if module is not None:
                opened_at = self.now + timedelta(days=campaign.opens)
                self.year.plan(opened_at, partial(self._open, campaign, module))

    def remember_sign_ins(self, password_hash: str) -> None:
        """Whoever took part has signed in for it, with the password of the demo."""
        sessions = [
            {
                "id": sha256(f"{SEED}:{user_id}".encode()).hexdigest(),
                "user_id": user_id,
                "created_at": moment,
                "last_seen_at": moment + timedelta(minutes=12),
                "expires_at": moment + timedelta(hours=12),
                "revoked_at": moment + timedelta(minutes=13),
                "address_hash": "",
                "device": "Android",
            }
            for user_id, moment in sorted(self.sat.items())
        ]
        if sessions:
            db.session.execute(insert(LoginSession), sessions)
            without_password = User.id.in_(list(self.sat)) & User.password_hash.is_(None)
            db.session.execute(update(User).where(without_password).values(password_hash=password_hash))

    def _open(self, campaign: Campaign, module: Module) -> None:
        now, unit = clock.now(), self.units[campaign.unit_code]
        opens_on = clock.today_in(DEFAULT_ZONE, now)
        assignment = Assignment(
            module_id=module.id,
            unit_id=unit.id,
            title=campaign.title,
            whom={"units": [unit.id], "corps": list(module.corps)},
            opens_on=opens_on,
            due_on=opens_on + timedelta(days=campaign.due - campaign.opens),
            created_at=now,
        )
        db.session.add(assignment)
        db.session.flush()
        enrol_assigned(assignment, now=now)
        assignment.enrolled_at = now
        self._plan_sittings(campaign, assignment.id)
        if campaign.has_ended:
            closes_at = self.now + timedelta(days=campaign.due + 1)
            self.year.plan(closes_at, lambda: end_assignment(assignment, now=closes_at))

    def _plan_sittings(self, campaign: Campaign, assignment_id: int) -> None:
        rows = db.session.execute(
            select(Enrolment.id, User.id, User.corps, User.email)
            .join(User, User.id == Enrolment.user_id)
            .where(Enrolment.assignment_id == assignment_id)
            .order_by(Enrolment.id)
        ).all()
        chance, last_day = self.chance, min(campaign.due + 3, -1)
        if campaign.has_ended:
            last_day = campaign.due - MOST_TRIES
        self.attempts[campaign.title] = 0
        for enrolment_id, user_id, corps, email in rows:
            if (email == FRESH and not campaign.has_ended) or chance.random() > campaign.done:
                continue
            skill = min(0.97, max(0.3, chance.gauss(0.78, 0.14)))
            if chance.random() < WEAK_SHARE:
                skill = WEAK_SKILL
            sitter = Sitter(enrolment_id, Taker(user_id, corps), skill, leaves=chance.random() < LEAVING_SHARE)
            day = chance.uniform(campaign.opens, last_day)
            moment = self.now + timedelta(days=day, seconds=chance.randint(0, 3600))
            self._plan_try(campaign.title, sitter, moment, left=MOST_TRIES if skill == WEAK_SKILL else MOST_TRIES - 1)

    def _plan_try(self, title: str, sitter: Sitter, moment: datetime, *, left: int) -> None:
        latest = self.now - timedelta(hours=HOURS_OF_QUIET + 2 * left)
        self.year.plan(min(moment, latest), partial(self._sit, title, sitter, left))

    def _sit(self, title: str, sitter: Sitter, left: int) -> None:
        moment, taker = clock.now(), sitter.taker
        self.attempts[title] += 1
        self.sat[taker.id] = moment
        attempt_id = start_attempt(sitter.enrolment_id, taker, seed=self.chance.getrandbits(62), now=moment)
        paper = db.session.execute(select(Attempt.paper).where(Attempt.id == attempt_id)).scalar_one()
        answered = paper[: len(paper) // 2] if sitter.leaves else paper
        rows = [
            {
                "attempt_id": attempt_id,
                "position": position,
                "answer": self._answer(version_id, sitter.skill),
                "is_flagged": self.chance.random() < FLAGGED_SHARE,
                "revision": 1,
                "answered_at": moment + timedelta(seconds=40 * position),
            }
            for position, (version_id, _order) in enumerate(answered, start=1)
            if self.chance.random() < ANSWERED_SHARE
        ]
        db.session.execute(insert(Response), rows)
        if sitter.leaves:
            return
        submit_attempt(attempt_id, participant_id=taker.id, now=moment + timedelta(minutes=len(paper)))
        passed = db.session.execute(select(Attempt.passed).where(Attempt.id == attempt_id)).scalar_one()
        if not passed and left > 1:
            again_at = moment + timedelta(hours=HOURS_BETWEEN_TRIES)
            better = sitter.skill if sitter.skill == WEAK_SKILL else min(0.97, sitter.skill + 0.12)
            self._plan_try(title, Sitter(sitter.enrolment_id, taker, better, leaves=False), again_at, left=left - 1)

    def _answer(self, version_id: int, skill: float) -> list[int]:
        keys, options = self.keys[version_id]
        if self.chance.random() < skill:
            return keys
        wrong = [index for index in range(options) if index not in keys]
        return sorted({self.chance.choice(wrong), *keys[:-1]})
