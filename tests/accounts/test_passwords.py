"""Hashes of passwords: how many are computed at once, and that nobody's name can be told from the time it takes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask

from training.accounts.passwords import WAITING_PER_HASH, Passwords, passwords
from training.core.config import Settings
from training.core.errors import Busy

pytestmark = pytest.mark.one_database
AT_ONCE = 2


class Gate:
    """A hasher that holds everybody until it is opened, and counts how many were inside together."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self._counting = threading.Lock()
        self.inside = self.most_inside = 0

    def verify(self, _stored: str, _password: str) -> bool:
        with self._counting:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        self.opened.wait(10)
        with self._counting:
            self.inside -= 1
        return True


def wait_until_full(hashing: Passwords, gate: Gate) -> None:
    """Every place is taken, and as many as may are inside."""
    until = time.monotonic() + 10
    while hashing._places._value or gate.inside < AT_ONCE:
        assert time.monotonic() < until, "it never was full"
        time.sleep(0.01)


def test_a_rush_hashes_two_at_once_lets_a_few_wait_and_asks_the_rest_to_come_back(settings: Settings) -> None:
    hashing, gate = Passwords(replace(settings, hashes_at_once=AT_ONCE)), Gate()
    hashing._hasher = gate  # type: ignore[assignment]
    places = AT_ONCE * (1 + WAITING_PER_HASH)
    with ThreadPoolExecutor(places) as people:
        inside = [people.submit(hashing.verify, "stored", "typed") for _ in range(places)]
        wait_until_full(hashing, gate)
        with pytest.raises(Busy) as refused:
            hashing.verify("stored", "typed")
        gate.opened.set()
        assert all(one.result(10) for one in inside)
    assert refused.value.retry_after_seconds
    assert gate.most_inside == AT_ONCE
    assert hashing.verify("stored", "typed"), "places are given back"


def test_the_strength_is_one_that_owasp_names(settings: Settings) -> None:
    defaults = Settings(mode=settings.mode, database_url="", secret_key="", base_url="", data_dir=settings.data_dir)
    found = extract_parameters(Passwords(defaults).hash("kuda batu lampion sungai"))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 7168, 5, 1)


def test_a_hash_made_with_other_costs_still_fits(app: Flask) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("kuda batu lampion sungai")
    assert passwords().verify(older, "kuda batu lampion sungai")
    assert not passwords().verify(older, "kuda batu lampion danau")


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
def test_nobody_has_a_password(app: Flask, stored: str | None) -> None:
    assert not passwords().verify(stored, "nobody has this password")
