"""Assignments with 50,000 people and 1,000 units: pages, the jobs that enrol everybody, acts on everybody at once.

    python -m bench.assignments [--people N] [--units N] [--rounds N] [--database sqlite|postgresql]

Pages as in `bench.reports`. A job is timed by its longest step: on SQLite that is how long it holds the write lock.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from bench.population import NAME, PASSWORD
from bench.reports import prepared, timed
from tests.client import Browser
from training.accounts.models import User
from training.assignments.domain.planning import Plan
from training.assignments.models import Assignment, Enrolment
from training.assignments.services.adjusting import Act, exempt_duties, extend_duties
from training.assignments.services.closing import end_assignment
from training.assignments.services.planning import plan_assignment
from training.assignments.services.reminding import remind_chosen
from training.core import clock
from training.core.db import db
from training.core.transaction import unit_of_work
from training.jobs.worker import run_next
from training.modules.models import Module
from training.org.models import Unit


def main() -> None:
    """Print one table for each database."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=50_000)
    options.add_argument("--units", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--database", choices=("sqlite", "postgresql"))
    wanted = options.parse_args()
    for kind in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        with prepared(kind, people=wanted.people, units=wanted.units) as app:
            measure_pages(kind, app, wanted.rounds)
            measure_acts(kind, app)


def measure_pages(kind: str, app: Flask, rounds: int) -> None:
    """Ask for every page `rounds` times."""
    running = db.session.scalars(select(Assignment.id).where(Assignment.ended_at.is_(None)).order_by(Assignment.id))
    late, module_id = running.first(), db.session.scalars(select(Assignment.module_id)).first()
    top = db.session.scalars(select(Assignment.unit_id)).first()
    own = f"/assignments/{late}"
    today = clock.now().date()
    asked = f"module={module_id}&title=Uji&units={top}&opens_on={today}&due_on={today + timedelta(days=30)}"
    browser = Browser(app).log_in(NAME, PASSWORD)
    key = browser.post(own, {"words": "siti", "sort": "name"}).location
    addresses = {
        "assignments": "/assignments",
        "one assignment": own,
        "one, last page by unit": f"{own}?sort=unit&page=1000",
        "one, overdue": f"{own}?overdue=1",
        "one, search": key,
        "builder, tree": "/assignments/new",
        "builder, search": "/assignments/new?words=kerja+07",
        "preview of everybody": f"/assignments/new?{asked}&action=preview",
        "extend everybody, form": f"/duties/extend?scope=all&assignment={late}",
        "remind everybody, form": f"/duties/remind?scope=all&assignment={late}",
    }
    timed(kind, browser, addresses, rounds)


def measure_acts(kind: str, app: Flask) -> None:
    """Enrol everybody by jobs, then extend, exempt, remind and end them all."""
    actor = db.session.scalars(select(User.id).where(User.email == NAME)).one()
    module = db.session.scalars(select(Module).where(Module.slug == "netralitas-asn")).one()
    top = db.session.scalars(select(Unit).where(Unit.code.startswith("UKUR")).order_by(Unit.id)).first()
    assert top is not None
    now = clock.now()
    plan = Plan(module.id, "Ukur", (top.id,), (), now.date(), now.date() + timedelta(days=30))
    with unit_of_work():
        made = plan_assignment(plan, top, token="bench", actor_id=actor, now=now)
    steps = []
    while True:
        started = time.perf_counter()
        if run_next(app) is None:
            break
        steps.append(time.perf_counter() - started)
    enrolled = db.session.scalar(select(func.count()).where(Enrolment.assignment_id == made)) or 0
    print(
        f"{kind}: enrolled {enrolled} people in {len(steps)} jobs, {sum(steps):.1f} s, "
        f"{enrolled / sum(steps):.0f} people/s, longest step {max(steps) * 1000:.0f} ms"
    )
    chosen = select(Enrolment.id).where(Enrolment.assignment_id == made)
    act = Act(actor, "Ukur", now)
    acts: dict[str, Callable[[], object]] = {
        "extended": lambda: extend_duties(chosen, now.date() + timedelta(days=60), act),
        "reminded": lambda: remind_chosen(chosen, actor_id=actor, now=now),
        "exempted": lambda: exempt_duties(chosen.where(Enrolment.id % 2 == 0), act),
        "ended": lambda: end_assignment(db.session.get_one(Assignment, made), now=now),
    }
    for name, change in acts.items():
        started = time.perf_counter()
        with unit_of_work():
            result = change()
        print(f"{kind}: {name} {result} in {(time.perf_counter() - started) * 1000:.0f} ms")


if __name__ == "__main__":
    os.environ.setdefault("NETRAL_LOG_LEVEL", "ERROR")
    main()
