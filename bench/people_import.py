"""Rows a second of a sheet of people through the whole chain of jobs, and the worker's memory, on both databases.

    python -m bench.people_import [--rows N] [--database sqlite|postgresql]

A sheet that is parsed already is checked and stored by the jobs that the pages use, one after the other in one process,
beside 200 units: once with everybody new, once unchanged, once with everybody moved. Wall time is the sum of all jobs; CPU is
that of this process and, apart, of PostgreSQL's processes. The worker and the server take turns, so on a machine with
nothing else to do the wall time comes near to both together. Needs Linux.
"""

import argparse
import resource
import time

from flask import Flask
from sqlalchemy import insert, select

from bench.fresh import fresh_app
from bench.meters import Lock, Server, pace
from tests.factories.people import make_grant, make_unit, make_user
from training.core import clock
from training.core.access import Role
from training.core.collector import spare_what_stays
from training.core.db import db
from training.core.tables import Sheet, SheetRow
from training.core.transaction import unit_of_work
from training.imports.models import Import
from training.imports.services.saving import begin_saving
from training.imports.services.starting import start_import
from training.jobs.worker import run_next
from training.org.models import Unit

UNITS = 200
HEADINGS = ("NIP", "Nama", "Surel", "Kode Unit", "Jabatan", "Jenis Pegawai")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    wanted = parser.parse_args()
    for kind in wanted.database or ["sqlite", "postgresql"]:
        with fresh_app(kind) as app:
            measure(app, kind, wanted.rows)


def measure(app: Flask, kind: str, rows: int) -> None:
    """One line for each of the three sheets."""
    with app.app_context():
        top = make_unit("Pemkab", code="PEMKAB")
        db.session.execute(
            insert(Unit),
            [
                {"code": f"U{number}", "name": f"Unit {number}", "parent_id": top.id, "opened_on": top.opened_on,
                 "path": f"{top.path}{number + 1000}/", "id": number + 1000}
                for number in range(UNITS)
            ],
        )  # fmt: skip
        db.session.commit()
        admin = make_user("Admin", unit=top)
        make_grant(admin, Role.ADMIN, top)
        actor_id, path = admin.id, top.path
        lock, server = Lock(), Server()
    spare_what_stays()
    print(f"{kind}: {pace()}")
    for name, shift in (("added", 0), ("unchanged", 0), ("moved", 1)):
        import_id = bring(app, sheet_of(rows, shift), actor_id, path)
        lock.longest, served = 0.0, server.seconds()
        checked, check_cpu = run_chain(app)
        save(app, import_id, path)
        saved, save_cpu = run_chain(app)
        served = server.seconds() - served
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{kind:10} {name:9} {rows} rows: check {rows / checked:,.0f}/s, save {rows / saved:,.0f}/s, "
            f"both {rows / (checked + saved):,.0f}/s; CPU: check {check_cpu:.2f} s, save {save_cpu:.2f} s, server {served:.2f} s, "
            f"{rows / (check_cpu + save_cpu + served):,.0f} rows/s; write lock {lock.longest * 1000:.0f} ms; {memory} MiB; "
            f"{counts_of(app, import_id)}",
            flush=True,
        )


def sheet_of(rows: int, shift: int) -> Sheet:
    """So many people over the units, one unit further with each shift."""
    return Sheet(
        "Data",
        1,
        HEADINGS,
        tuple(
            SheetRow(
                number + 2,
                (
                    nip(number),
                    f"Pegawai Nomor {number}",
                    f"p{number}@contoh.id",
                    f"U{(number + shift) % UNITS}",
                    "Analis",
                    "PNS",
                ),
            )
            for number in range(rows)
        ),
    )


def nip(number: int) -> str:
    """A NIP that nobody else has."""
    year = 1965 + number % 30
    month, day = 1 + number // 30 % 12, 1 + number // 360 % 28
    return f"{year}{month:02}{day:02}{year + 25}{1 + number % 12:02}{1 + number % 2}{1 + number // 10_080 % 999:03}"


def bring(app: Flask, sheet: Sheet, actor_id: int, path: str) -> int:
    """Take a sheet in; returns the id of its import."""
    with app.app_context(), unit_of_work():
        taken = start_import(
            "people", sheet, file_name="bench.xlsx", actor_id=actor_id, target_id=None, paths=[path], options={},
            now=clock.now(),
        )  # fmt: skip
        return taken.id


def save(app: Flask, import_id: int, path: str) -> None:
    """Press the button."""
    with app.app_context(), unit_of_work():
        taken = db.session.scalars(select(Import).where(Import.id == import_id)).one()
        begin_saving(taken, round=taken.round, paths=[path], now=clock.now())


def run_chain(app: Flask) -> tuple[float, float]:
    """Run all jobs that are due; wall and CPU seconds."""
    began, cpu = time.perf_counter(), time.process_time()
    while run_next(app) is not None:
        pass
    return time.perf_counter() - began, time.process_time() - cpu


def counts_of(app: Flask, import_id: int) -> dict[str, int]:
    """What came of it."""
    with app.app_context():
        counts: dict[str, int] = db.session.get_one(Import, import_id).counts
        return counts


if __name__ == "__main__":
    main()
