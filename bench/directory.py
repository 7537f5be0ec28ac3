"""The pages of people, units and the log with 50,000 people, 1,000 units and a long log, on both databases.

    python -m bench.directory [--people N] [--units N] [--events N] [--rounds N] [--database sqlite|postgresql]

As in bench.reports: one admin of everything, the whole request without the network. Also how long a list of activation
codes takes to make.
"""

import argparse
import os
import time
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select, text

from bench.population import NAME, PASSWORD
from bench.reports import prepared, timed
from tests.client import Browser
from training.accounts.models import Membership, User
from training.accounts.services.grants import grant_role
from training.audit.models import AuditEvent
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.core.transaction import unit_of_work
from training.org.models import Unit

AT_ONCE = 5000


def main() -> None:
    """Print one table for each database."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=50_000)
    options.add_argument("--units", type=int, default=1_000)
    options.add_argument("--events", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--database", choices=("sqlite", "postgresql"))
    wanted = options.parse_args()
    for kind in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        with prepared(kind, people=wanted.people, units=wanted.units) as app:
            arrange(kind, wanted.events)
            measure(kind, app, wanted.rounds)


def arrange(kind: str, events: int) -> None:
    """Make the person of the benchmark an admin of every tree, and write a log of mostly sign-ins."""
    with unit_of_work():
        person = db.session.scalars(select(User).where(User.email == NAME)).one()
        now = clock.now()
        for top in db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))):
            grant_role(person.id, Role.ADMIN, top, from_on=now.date() - timedelta(days=1), until_on=None, actor_id=None)
        homes = db.session.execute(
            select(Membership.user_id, Membership.unit_id).where(Membership.to_on.is_(None))
        ).all()
        for start in range(0, events, AT_ONCE):
            db.session.execute(
                insert(AuditEvent),
                [event(number, events, homes, now) for number in range(start, min(start + AT_ONCE, events))],
            )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if kind == "postgresql" else "ANALYZE"))


def event(number: int, events: int, homes: list, now) -> dict:  # type: ignore[no-untyped-def,type-arg]
    """Nine sign-ins, then a change to a person."""
    user_id, unit_id = homes[number * 7919 % len(homes)]
    action = "person_changed" if number % 10 == 0 else "signed_in"
    return {
        "at": now - timedelta(minutes=events - number), "actor_id": user_id, "action": action, "object_kind": "user",
        "object_id": str(user_id), "unit_id": unit_id, "facts": {"fields": ["full_name"]},
    }  # fmt: skip


def addresses(browser: Browser) -> dict[str, str]:
    """The pages, by what they show."""
    units = select(Unit.id).where(Unit.code.startswith("UKUR")).order_by(Unit.id)
    agency, leaf = (
        db.session.scalars(units.limit(1)).one(),
        db.session.scalars(units.order_by(None).order_by(Unit.id.desc()).limit(1)).one(),
    )
    person = db.session.scalars(select(Membership.user_id).where(Membership.unit_id == leaf).limit(1)).one()
    name = db.session.scalars(select(User.full_name).where(User.id == person)).one()
    found = {
        what: browser.post("/people/search", {"q": typed}).location
        for what, typed in (
            ("name", name),
            ("one word", name.split()[0]),
            ("number", "1981 02"),
            ("nothing", "zzzzqqq"),
        )
    }
    who = browser.post("/audit/search", {"q": name}).location
    return {
        "people": "/people",
        "people, by unit": "/people?sort=unit",
        "people, by number, last page": "/people?sort=-number&page=900",
        "people, never signed in": "/people?state=unused",
        "people, inactive": "/people?state=inactive",
        "people of one office": f"/people?unit={leaf}",
        **{f"search, {what}": address for what, address in found.items()},
        "a person": f"/people/{person}",
        "units": "/units",
        "units, search": "/units?q=ukur+1",
        "unit, top": f"/units/{agency}",
        "unit, office": f"/units/{leaf}",
        "codes": "/people/codes",
        "log": "/audit",
        "log, everything": "/audit?topic=all",
        "log, one office": f"/audit?unit={leaf}",
        "log, one person": f"/audit?person={person}",
        "log, by name": who,
        "log, topic without events": "/audit?topic=roles",
    }


def measure(kind: str, app: Flask, rounds: int) -> None:
    """Ask for every page `rounds` times; then make lists of codes."""
    browser = Browser(app).log_in(NAME, PASSWORD)
    timed(kind, browser, addresses(browser), rounds)
    for form in ("pdf", "csv"):
        started = time.perf_counter()
        page = browser.post("/people/codes/file", {"format": form, "again": "1"})
        size = len(page.response.get_data()) // 1024
        print(f"| list of codes, {form} | {len(page.statements)} | {time.perf_counter() - started:.1f} s | {size} KB |")


if __name__ == "__main__":
    os.environ.setdefault("NETRAL_LOG_LEVEL", "ERROR")
    main()
