"""Dashboard and lists with 50,000 people and 1,000 units, on SQLite and on PostgreSQL.

    python -m bench.reports [--people N] [--units N] [--rounds N] [--database sqlite|postgresql]

Each page is asked for in turn by one supervisor of everything, in the process that renders it: times are those of the
whole request without the network. Export: time and growth of the process's peak memory.
"""

import argparse
import os
import resource
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select, text

from bench.fresh import fresh_app
from bench.meters import pace
from bench.population import NAME, PASSWORD, Population
from tests.client import Browser
from training.assignments.models import Assignment
from training.banks.services.folders import load_folders, shipped_folders
from training.core import clock
from training.core.collector import spare_what_stays
from training.core.db import db
from training.core.transaction import unit_of_work
from training.org.models import Unit
from training.rules.loader import SHIPPED_RULES, read_catalogue
from training.rules.services import load_rules


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
            measure(kind, app, wanted.rounds)


@contextmanager
def prepared(kind: str, *, people: int, units: int) -> Iterator[Flask]:
    """An application on a fresh database with the population."""
    with fresh_app(kind, database_patience_seconds=60) as app, app.app_context():
        started = time.perf_counter()
        with unit_of_work():
            load_rules(read_catalogue(SHIPPED_RULES)[0])
            load_folders(shipped_folders())
            Population(units=units, people=people, now=clock.now()).make()
        if kind == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        else:
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        print(f"{kind}: {people} people, {units} units, written in {time.perf_counter() - started:.0f} s; {pace()}")
        spare_what_stays()
        yield app
        print(f"{kind}: at the end {pace()}")


def addresses() -> dict[str, str]:
    """The pages, by what they show."""
    running = db.session.scalars(select(Assignment.id).where(Assignment.ended_at.is_(None)).order_by(Assignment.id))
    late, second = running.all()[:2]
    agency = db.session.scalars(
        select(Unit.id).where(Unit.code.startswith("UKUR")).order_by(Unit.id).offset(1).limit(1)
    ).one()
    leaf = db.session.scalars(
        select(Unit.id).where(Unit.code.startswith("UKUR")).order_by(Unit.id.desc()).limit(1)
    ).one()
    people = f"/reports/people?assignment={late}-1"
    return {
        "dashboard, all running": "/reports",
        "dashboard, one assignment": f"/reports?assignment={late}-1",
        "unit, agency": f"/reports/units/{agency}",
        "unit, office": f"/reports/units/{leaf}?assignment={second}-1",
        "list, by name": people,
        "list, all running": "/reports/people",
        "list, last page": f"{people}&page=1000",
        "list, overdue": f"{people}&overdue=1",
        "list, status and corps": f"{people}&status=not_started&corps=pppk",
        "list, by unit": f"{people}&sort=unit",
        "list, by status": f"{people}&sort=status",
        "list, by due date": f"{people}&sort=due&down=1",
        "list, by completion": f"{people}&sort=completed&down=1",
        "list, by score": f"{people}&sort=score",
        "list, one office": f"/reports/people?unit={leaf}",
    }


def measure(kind: str, app: Flask, rounds: int) -> None:
    """Ask for every page of the reports, then for the lists as files."""
    browser = Browser(app).log_in(NAME, PASSWORD)
    timed(kind, browser, addresses(), rounds)
    for form in ("csv", "xlsx"):
        export(browser, form)


def timed(kind: str, browser: Browser, pages: Mapping[str, str], rounds: int) -> None:
    """Ask for every page `rounds` times, after once that warms it up; prints a table."""
    print(f"| {kind} | statements | p50 | p95 | CPU of the web process, p50 |\n|---|---|---|---|---|")
    for name, address in pages.items():
        page = browser.get(address)
        assert page.status == 200, (address, page.status)
        times, cpu = [], []
        for _ in range(rounds):
            started, spent = time.perf_counter(), time.process_time()
            status = browser.client.get(address).status_code
            times.append((time.perf_counter() - started) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
            assert status == 200
        quantiles = statistics.quantiles(times, n=20)
        print(
            f"| {name} | {len(page.statements)} | {statistics.median(times):.0f} ms | {quantiles[-1]:.0f} ms "
            f"| {statistics.median(cpu):.0f} ms |",
            flush=True,
        )


def export(browser: Browser, form: str) -> None:
    """The list of everybody in one assignment as a file: bytes, time, growth of the peak memory."""
    running = db.session.scalars(select(Assignment.id).where(Assignment.ended_at.is_(None)).order_by(Assignment.id))
    before, started = _peak_mib(), time.perf_counter()
    answer = browser.client.get(f"/reports/people.{form}?assignment={running.first()}-1", buffered=False)
    size = sum(len(part) for part in answer.response)
    answer.close()
    seconds = time.perf_counter() - started
    print(f"export {form}: {size / 1e6:.1f} MB in {seconds:.1f} s, peak memory grows {_peak_mib() - before:.0f} MiB")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("NETRAL_LOG_LEVEL", "ERROR")
    main()
