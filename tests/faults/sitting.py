"""A person in the middle of a quiz, at a real server."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.factories.attempts import make_attempt, make_enrolment, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from tests.servers import Answer, Client, Site
from training.attempts.models import Attempt
from training.core.db import db
from training.modules.models import Module

JSON = "application/json"
SAFE = "Jawaban yang sudah tersimpan tetap aman."
LIMIT_SECONDS = 6


@dataclass
class Sitting:
    """An open attempt and the browser it is taken in."""

    attempt_id: int
    client: Client

    def answer(self, place: int, *, position: int = 1, revision: int = 0, accept: str = "text/html") -> Answer:
        path = f"/attempts/{self.attempt_id}/{position}"
        return self.client.post(path, answer=str(place), revision=revision, action="save", accept=accept)

    def look(self, position: int = 1) -> Answer:
        return self.client.get(f"/attempts/{self.attempt_id}/{position}")

    def stored(self) -> dict[int, tuple[int, list[int]]]:
        """By position: revision and places on the paper."""
        db.session.rollback()
        paper = db.session.execute(select(Attempt.paper).where(Attempt.id == self.attempt_id)).scalar_one()
        found = {}
        for position, row in responses_of(self.attempt_id).items():
            order = paper[position - 1][1]
            found[position] = (row.revision, [order.index(index) for index in row.answer or ()])
        db.session.rollback()
        return found


def make_sittings(count: int, *, items: int = 10, **quiz: Any) -> list[tuple[str, int]]:
    """Pairs (e-mail, attempt id) of so many people in the middle of the same quiz."""
    module: Module = make_module(items=items, **quiz)
    unit = make_unit()
    made = []
    for number in range(count):
        user = make_user(unit=unit, email=f"peserta{number}@example.id")
        made.append((f"peserta{number}@example.id", make_attempt(user, make_enrolment(user, module), seed=number)))
    db.session.commit()
    db.session.remove()
    return made


def sit_down(site: Site, made: list[tuple[str, int]]) -> list[Sitting]:
    """All of them signed in."""
    return [Sitting(attempt_id, site.client(email, PASSWORD)) for email, attempt_id in made]


def one_sitting(app: Flask, site: Site) -> Sitting:
    """One person in the middle of a quiz of ten, with the first question answered at place 0."""
    (sitting,) = sit_down(site, make_sittings(1))
    assert sitting.answer(0).status == 303
    return sitting
