"""Twenty connections at the same moment, through real servers: one process on SQLite, two on PostgreSQL."""

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories.attempts import make_attempt, make_enrolment, places_of_keys, responses_of
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_user
from tests.servers import Answer, Client, Site, at_once, running_site
from training.accounts.models import User
from training.assignments.models import Enrolment
from training.attempts.models import Attempt
from training.certificates.models import Certificate
from training.core.db import db

CONNECTIONS = 20
JSON = "application/json"


@pytest.fixture
def user(app: Flask) -> User:
    return make_user(email="peserta@example.id")


@pytest.fixture
def site(app: Flask, is_postgresql: bool) -> Iterator[Site]:
    with running_site(app, servers=2 if is_postgresql else 1) as site:
        yield site


@pytest.fixture
def client(user: User, site: Site) -> Client:
    return site.client("peserta@example.id", PASSWORD)


def from_all(clients: list[Client], path: str, **fields: Any) -> list[Answer]:
    """The answers to the same form, sent on all connections at the same moment."""
    return at_once([partial(client.post, path, **fields) for client in clients])


def count(column: object) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(column))) or 0  # type: ignore[arg-type]


def test_enrolling_and_starting_twenty_times_at_once_makes_one_of_each(user: User, site: Site, client: Client) -> None:
    module = make_module(items=4)
    clients = site.copies(client, CONNECTIONS)
    enrolled = from_all(clients, f"/modules/{module.slug}/enrol")
    (address,) = {answer.location for answer in enrolled}
    started = from_all(clients, address)
    assert {answer.status for answer in enrolled + started} == {303}
    assert len({answer.location for answer in started}) == 1
    assert (count(Enrolment.id), count(Attempt.id)) == (1, 1)


def test_handing_in_twenty_times_at_once_gives_one_certificate(user: User, site: Site, client: Client) -> None:
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=2)))
    keys = places_of_keys(attempt_id)
    db.session.commit()
    clients = site.copies(client, CONNECTIONS)
    for position, places in keys.items():
        saved = clients[0].post(f"/attempts/{attempt_id}/{position}", answer=places, revision=0, accept=JSON)
        assert saved.json == {"saved": True, "revision": 1}
    hand_ins = from_all(clients, f"/attempts/{attempt_id}/check", action="submit")
    assert {(answer.status, answer.location) for answer in hand_ins} == {(303, f"/attempts/{attempt_id}/result")}
    assert "Anda lulus." in clients[0].get(f"/attempts/{attempt_id}/result").text
    assert count(Certificate.id) == 1


class Device:
    """Answers the same questions as others do, over and over; keeps a ledger of what was acknowledged."""

    def __init__(self, client: Client, attempt_id: int, items: int, seed: int) -> None:
        self.client = client
        self.attempt_id = attempt_id
        self.items = items
        self.chance = random.Random(seed)
        self.acknowledged: list[tuple[int, int, str]] = []
        self.stale = 0

    def run(self) -> None:
        """Until the attempt is closed."""
        revisions = dict.fromkeys(range(1, self.items + 1), 0)
        while True:
            position, place = self.chance.randint(1, self.items), str(self.chance.randrange(4))
            fields = {"answer": place, "revision": revisions[position]}
            answer = self.client.post(f"/attempts/{self.attempt_id}/{position}", accept=JSON, **fields)
            if answer.status == 410:
                return
            assert answer.status in (200, 409), answer.text
            revisions[position] = answer.json["revision"]
            if answer.status == 200:
                self.acknowledged.append((position, revisions[position], place))
            else:
                self.stale += 1


def test_every_acknowledged_answer_of_two_devices_counts_or_was_replaced_by_a_later_one(
    user: User, site: Site, client: Client
) -> None:
    items = 3
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=items)))
    keys = places_of_keys(attempt_id)
    orders = [order for _version, order in db.session.get_one(Attempt, attempt_id).paper]
    db.session.commit()
    clients = site.copies(client, 7)
    devices = [Device(client, attempt_id, items, seed) for seed, client in enumerate(clients[1:])]

    def hand_in_in_the_middle() -> None:
        until = time.monotonic() + 30
        while sum(len(device.acknowledged) for device in devices) < 50 and time.monotonic() < until:
            time.sleep(0.01)
        assert clients[0].post(f"/attempts/{attempt_id}/check", action="submit").status == 303

    at_once([*(device.run for device in devices), hand_in_in_the_middle])

    said: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for device in devices:
        for position, revision, place in device.acknowledged:
            said[position, revision].add(place)
    assert all(len(places) == 1 for places in said.values()), "a revision is one answer, whoever was told of it"
    last = {
        position: max(revision for other, revision in said if other == position) for position in range(1, items + 1)
    }
    db.session.rollback()
    stored = {
        position: (row.revision, {str(orders[position - 1].index(index)) for index in row.answer or ()})
        for position, row in responses_of(attempt_id).items()
    }
    assert stored == {position: (revision, said[position, revision]) for position, revision in last.items()}
    right = sum(said[position, revision] == set(keys[position]) for position, revision in last.items())
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    assert (attempt.state, attempt.marks, attempt.out_of) == ("submitted", right, items)
    assert sum(device.stale for device in devices) > 10, "they did meet"
