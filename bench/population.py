"""A nation in small: 50,000 people in 1,000 units with assignments and attempts, written in bulk for the benchmarks."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from faker import Faker
from sqlalchemy import func, insert, select, text

from training.accounts.models import Grant, Membership, User
from training.accounts.passwords import passwords
from training.assignments.domain.scores import PARTS, parts_of
from training.assignments.models import Assignment, Enrolment
from training.attempts.models import Attempt, AttemptTopic
from training.core.db import Model, db
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz
from training.rules.domain import TOPIC_LABELS

CHUNK = 2000
OUT_OF = 12
TOPICS = tuple(TOPIC_LABELS)[:6]
NAME, PASSWORD = "pengukur@netral.example", "netral-demo-2026"
AGENCIES = 39
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


class Population:
    """Makes it all in one transaction; `units`, `people` say how many."""

    def __init__(self, *, units: int, people: int, now: datetime, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.now, self.today = now, now.date()
        self.unit_count, self.people_count = units, people
        self.units: list[tuple[int, str]] = []
        self.top_id = 0

    def make(self) -> None:
        """Units, people, two running assignments and one that is over, attempts."""
        self._units()
        first_user = self._people()
        module, quiz = db.session.execute(
            select(Module, Quiz).join(Quiz, Quiz.id == Module.quiz_id).where(Module.slug == "netralitas-asn")
        ).one()
        for title, opens, due, share in (
            ("Pembekalan tahun lalu", -400, -300, 0.9),
            ("Penyegaran menjelang pemilihan", -90, -9, 0.7),
            ("Netralitas tahap kedua", -30, 40, 0.35),
        ):
            self._assignment(title, module.id, quiz.id, first_user, opens=opens, due=due, share=share)
        self._supervisor()
        db.session.flush()
        self._count_on()

    def _count_on(self) -> None:
        """Let PostgreSQL number what comes next after the rows that were written with their ids."""
        if db.engine.dialect.name != "postgresql":
            return
        for model in (Unit, User, Enrolment, Attempt):
            table = model.__tablename__
            newest = f"(SELECT max(id) FROM {table})"
            db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})"))

    def _units(self) -> None:
        start = 1 + (db.session.scalar(select(func.max(Unit.id))) or 0)
        self.top_id = start
        rows = [self._unit(start, None, "/")]
        agencies = [self._unit(start + 1 + place, start, rows[0]["path"]) for place in range(AGENCIES)]
        offices = [
            self._unit(start + 1 + AGENCIES + place, agency["id"], agency["path"])
            for place, agency in enumerate(
                self.chance.choice(agencies) for _ in range(self.unit_count - 1 - AGENCIES)
            )
        ]  # fmt: skip
        rows += [*agencies, *offices]
        _store(Unit, rows)
        self.units = [(row["id"], row["path"]) for row in rows]

    def _unit(self, unit_id: int, parent_id: int | None, above: str) -> dict[str, Any]:
        return {
            "id": unit_id, "code": f"UKUR-{unit_id}", "name": f"Satuan kerja {unit_id:04d}", "kind": "office",
            "zone": ZONES[unit_id % 3], "parent_id": parent_id, "path": f"{above}{unit_id}/",
            "opened_on": date(2020, 1, 1),
        }  # fmt: skip

    def _people(self) -> int:
        first = 1 + (db.session.scalar(select(func.max(User.id))) or 0)
        faker = Faker("id_ID")
        faker.seed_instance(1)
        names = [faker.name() for _ in range(5000)]
        ids = range(first, first + self.people_count)
        _store(User, (
            {
                "id": one, "full_name": self.chance.choice(names), "corps": self.chance.choice(("pns", "pppk")),
                "service_kind": "nip", "service_number": f"{19700101000000000 + one:018d}", "is_demo": False,
                "created_at": self.now,
            }
            for one in ids
        ))  # fmt: skip
        self.homes = {one: self.units[one % len(self.units)][0] for one in ids}
        _store(Membership, (
            {"user_id": one, "unit_id": unit_id, "is_primary": True, "from_on": date(2024, 1, 1)}
            for one, unit_id in self.homes.items()
        ))  # fmt: skip
        return first

    def _assignment(
        self, title: str, module_id: int, quiz_id: int, first_user: int, *, opens: int, due: int, share: float
    ) -> None:
        is_over = due < -200
        assignment = Assignment(
            module_id=module_id, unit_id=self.top_id, title=title, whom={"units": [self.top_id], "corps": []},
            opens_on=self.today + timedelta(days=opens), due_on=self.today + timedelta(days=due),
            created_at=self.now + timedelta(days=opens), ended_at=self.now if is_over else None,
        )  # fmt: skip
        db.session.add(assignment)
        db.session.flush()
        first = 1 + (db.session.scalar(select(func.max(Enrolment.id))) or 0)
        duties = [
            self._duty(first + place, user_id, assignment, begun=self.chance.random() < share, opens=opens)
            for place, user_id in enumerate(self.homes)
        ]
        _store(Enrolment, duties)
        begun = [duty for duty in duties if duty["attempts_submitted"]]
        first_attempt = 1 + (db.session.scalar(select(func.max(Attempt.id))) or 0)
        _store(Attempt, (self._attempt(first_attempt + n, duty, quiz_id) for n, duty in enumerate(begun)))
        _store(AttemptTopic, (
            {"attempt_id": first_attempt + n, "topic": topic, "items": 2, "correct": self.chance.randrange(3)}
            for n in range(len(begun)) for topic in TOPICS
        ))  # fmt: skip

    def _duty(self, duty_id: int, user_id: int, assignment: Assignment, *, begun: bool, opens: int) -> dict[str, Any]:
        passed = begun and self.chance.random() < 0.85
        at = self.now + timedelta(days=self.chance.uniform(opens, -1))
        state = "completed" if passed else ("ended" if assignment.ended_at else "open")
        return {
            "id": duty_id, "user_id": user_id, "module_id": assignment.module_id, "assignment_id": assignment.id,
            "cycle": 1, "due_on": assignment.due_on, "state": state, "created_at": assignment.created_at,
            "completed_at": at if passed else None, "completed_unit_id": self.homes[user_id] if passed else None,
            "unit_id": self.homes[user_id], "attempts_started": int(begun), "attempts_submitted": int(begun),
            "valid_until_on": at.date() + timedelta(days=365) if passed else None,
            "ended_at": assignment.ended_at if state == "ended" else None,
            "ended_because": "closed" if state == "ended" else None,
            "best_parts": parts_of(self._marks(passed), OUT_OF) if begun else None,
            "exempted_at": self.now if not begun and self.chance.random() < 0.02 else None,
        }  # fmt: skip

    def _attempt(self, attempt_id: int, duty: dict[str, Any], quiz_id: int) -> dict[str, Any]:
        passed = duty["state"] == "completed"
        at = duty["completed_at"] or self.now - timedelta(days=2)
        return {
            "id": attempt_id, "purpose": "graded", "participant_id": duty["user_id"], "quiz_id": quiz_id,
            "enrolment_id": duty["id"], "number": 1, "seed": attempt_id, "paper": [[1, [0, 1, 2, 3]]] * 12,
            "cut_score": Fraction(7, 10), "state": "submitted", "started_at": at - timedelta(minutes=9), "submitted_at": at,
            "marks": -(-duty["best_parts"] * OUT_OF // PARTS), "out_of": OUT_OF,
            "passed": passed, "scoring_rule": 1,
        }  # fmt: skip

    def _marks(self, passed: bool) -> int:
        return self.chance.randint(9, OUT_OF) if passed else self.chance.randint(2, 8)

    def _supervisor(self) -> None:
        user = User(
            id=max(self.homes) + 1, full_name="Pengukur", corps="pns", email=NAME, created_at=self.now, is_demo=False
        )
        user.password_hash = passwords().hash(PASSWORD)
        db.session.add(user)
        db.session.flush()
        db.session.add_all([
            Membership(user_id=user.id, unit_id=self.top_id, from_on=date(2024, 1, 1)),
            Grant(user_id=user.id, role="supervisor", unit_id=self.top_id, from_on=date(2024, 1, 1)),
        ])  # fmt: skip


def _store(model: type[Model], rows: Sequence[dict[str, Any]] | Iterator[dict[str, Any]]) -> None:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            db.session.execute(insert(model), chunk)
            chunk = []
    if chunk:
        db.session.execute(insert(model), chunk)
