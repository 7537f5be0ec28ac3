"""How often one may try: few per account and place, many per place, and nobody locks out somebody else."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, insert, select

from tests.client import Browser, Page
from tests.factories.people import PASSWORD, make_user
from training.accounts import throttle
from training.accounts.models import Throttle
from training.accounts.services.signing import Device, SignInRefused, sign_in
from training.accounts.throttle import HOUR, QUARTER_HOUR, Limit
from training.core import clock
from training.core.db import db
from training.core.errors import TooMany
from training.core.transaction import unit_of_work

OFFICE, HOME, ATTACKER = "192.0.2.1", "198.51.100.7", "203.0.113.66"
QUARTER_PAST = datetime(2026, 11, 24, 2, 15, 1, tzinfo=UTC)


def try_from(app: Flask, address: str, name: str = "siti@example.id", password: str = "salah sekali") -> Page:
    browser = Browser(app)
    return browser.post("/login", {"name": name, "password": password}, environ_overrides={"REMOTE_ADDR": address})


def counted(kind: str) -> int:
    db.session.rollback()
    return (
        db.session.scalar(select(func.coalesce(func.sum(Throttle.count), 0)).where(Throttle.key.startswith(kind))) or 0
    )


def seed(limit: Limit, count: int) -> None:
    with unit_of_work():
        row = {"key": limit.key, "window_started_at": limit.window(clock.now()), "count": count}
        db.session.execute(insert(Throttle), row)


@pytest.fixture(autouse=True)
def moment():
    """A quarter past: no window ends during a test."""
    with time_machine.travel(QUARTER_PAST, tick=False):
        yield


def test_the_ninth_wrong_try_is_told_to_wait_and_how_long(app):
    make_user(email="siti@example.id")
    assert [try_from(app, OFFICE).status for _ in range(8)] == [400] * 8
    refused = try_from(app, OFFICE)
    assert (refused.status, refused.response.headers["Retry-After"]) == (429, str(QUARTER_HOUR - 1))
    assert "Jawaban yang sudah tersimpan tetap ada." in refused.words


@pytest.mark.parametrize("typed", ["19810211 200602 1 001", "198102112006021001", "1981.0211.2006.0210.01"])
def test_a_name_written_otherwise_is_no_new_set_of_tries(app, typed):
    make_user(service_kind="nip", service_number="198102112006021001")
    for _ in range(8):
        try_from(app, OFFICE, "198102112006021001")
    assert try_from(app, OFFICE, typed, PASSWORD).status == 429


def test_unknown_names_are_counted_like_known_ones(app):
    make_user(email="siti@example.id")
    for name in ("siti@example.id", "tiada@example.id"):
        assert [try_from(app, OFFICE, name).status for _ in range(9)] == [400] * 8 + [429]


def test_the_next_window_lets_one_try_again(app):
    make_user(email="siti@example.id")
    for _ in range(9):
        try_from(app, OFFICE)
    with time_machine.travel(QUARTER_PAST + timedelta(seconds=QUARTER_HOUR), tick=False):
        assert try_from(app, OFFICE, password=PASSWORD).status == 303


def test_who_hammers_on_an_account_from_one_place_bars_that_place_only(app):
    make_user(email="siti@example.id")
    for _ in range(100):
        try_from(app, ATTACKER)
    assert counted("account:") == 8
    assert try_from(app, ATTACKER, password=PASSWORD).status == 429
    assert try_from(app, HOME, password=PASSWORD).status == 303


def test_many_places_together_close_an_account_but_not_to_a_place_it_is_known_at(app):
    make_user(email="siti@example.id")
    assert try_from(app, HOME, password=PASSWORD).status == 303
    seed_account = throttle.sign_in_limits("siti@example.id", ATTACKER)[1]
    statuses = [try_from(app, f"203.0.113.{number}").status for number in range(seed_account.allowed + 1)]
    assert statuses == [400] * seed_account.allowed + [429]
    assert try_from(app, OFFICE, password=PASSWORD).status == 429
    assert try_from(app, HOME, password=PASSWORD).status == 303


def test_a_known_place_has_no_more_tries_than_others(app):
    make_user(email="siti@example.id")
    assert try_from(app, HOME, password=PASSWORD).status == 303
    assert [try_from(app, HOME).status for _ in range(9)] == [400] * 8 + [429]


def test_a_place_known_to_one_person_is_not_known_to_another(app):
    make_user(email="siti@example.id")
    make_user(email="budi@example.id")
    assert try_from(app, HOME, "budi@example.id", PASSWORD).status == 303
    seed(throttle.sign_in_limits("siti@example.id", HOME)[1], 60)
    assert try_from(app, HOME, password=PASSWORD).status == 429


@pytest.mark.parametrize("failures", [900, 5000])
def test_thousands_who_mistype_once_behind_one_address_do_not_lock_out_the_next(app, failures):
    make_user(email="siti@example.id")
    seed(throttle.sign_in_limits("x", OFFICE)[2], failures)
    assert try_from(app, OFFICE, password=PASSWORD).status == 303


def test_an_address_that_only_guesses_is_stopped_and_others_are_not(app):
    make_user(email="siti@example.id")
    address = throttle.sign_in_limits("x", ATTACKER)[2]
    seed(address, address.allowed)
    refused = try_from(app, ATTACKER, password=PASSWORD)
    assert (refused.status, refused.response.headers["Retry-After"]) == (429, str(HOUR - 15 * 60 - 1))
    assert (counted("pair:"), counted("account:")) == (0, 0)
    assert try_from(app, OFFICE, password=PASSWORD).status == 303


def test_somebody_known_at_a_stopped_address_still_gets_in(app):
    make_user(email="siti@example.id")
    assert try_from(app, OFFICE, password=PASSWORD).status == 303
    address = throttle.sign_in_limits("x", OFFICE)[2]
    for number in range(3):
        try_from(app, OFFICE, f"orang-{number}@example.id")
    db.session.execute(Throttle.__table__.update().values(count=address.allowed).where(Throttle.key == address.key))
    db.session.commit()
    assert try_from(app, OFFICE, "budi@example.id").status == 429
    assert try_from(app, OFFICE, password=PASSWORD).status == 303


def test_success_starts_the_account_afresh_and_costs_the_address_nothing(app):
    make_user(email="siti@example.id")
    for _ in range(7):
        try_from(app, OFFICE)
    assert try_from(app, OFFICE, password=PASSWORD).status == 303
    assert (counted("pair:"), counted("account:"), counted("address:")) == (0, 0, 7)
    assert [try_from(app, OFFICE).status for _ in range(9)] == [400] * 8 + [429]


def test_a_burst_of_tries_at_one_moment_does_not_slip_through(app):
    make_user(email="siti@example.id")

    def try_once(_: int) -> str:
        with app.app_context():
            try:
                sign_in("siti@example.id", "salah sekali", device=Device(ATTACKER, ""), now=QUARTER_PAST)
            except (SignInRefused, TooMany) as refusal:
                return type(refusal).__name__
            finally:
                db.session.remove()
        return "let in"

    with ThreadPoolExecutor(20) as threads:
        outcomes = list(threads.map(try_once, range(20)))
    assert sorted(outcomes) == ["SignInRefused"] * 8 + ["TooMany"] * 12


def test_what_is_kept_names_nobody(app):
    try_from(app, OFFICE, "siti@example.id")
    kept = " ".join(db.session.scalars(select(Throttle.key)))
    assert "siti" not in kept
    assert OFFICE not in kept


def test_the_keys_of_another_installation_are_other_keys(app):
    here = throttle.keyed_hash("siti@example.id")
    secret = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = secret + "x"
    try:
        assert throttle.keyed_hash("siti@example.id") != here
    finally:
        app.config["SECRET_KEY"] = secret
    assert throttle.keyed_hash("a", "b") != throttle.keyed_hash("a\0b\0")


def test_windows_that_ended_long_ago_are_forgotten(app):
    old, new = Limit("address:old", 1, HOUR), Limit("address:new", 1, HOUR)
    with unit_of_work():
        for limit, at in ((old, QUARTER_PAST - timedelta(hours=4)), (new, QUARTER_PAST)):
            row = {"key": limit.key, "window_started_at": limit.window(at), "count": 1}
            db.session.execute(insert(Throttle), row)
    with unit_of_work():
        assert throttle.forget_old_tries(now=QUARTER_PAST) == 1
    assert list(db.session.scalars(select(Throttle.key))) == ["address:new"]


def test_a_window_begins_at_a_round_moment():
    limit = Limit("x", 1, QUARTER_HOUR)
    assert limit.window(QUARTER_PAST) == datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
    assert replace(limit, seconds=HOUR).window(QUARTER_PAST) == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
