"""How long a sheet of questions takes from the file to the bank.

    python -m bench.item_sheets [rows]          # 5,000 unless named

On SQLite in a folder of its own: reading the file, the chain of jobs that checks, the job that saves, then the same
file once more; for saving also how long the write lock is held.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from bench.meters import Lock
from tests.factories.jobs import run_jobs
from tests.factories.people import make_unit, make_user
from training.banks.formats.spreadsheet import COLUMNS
from training.banks.formats.spreadsheet.template import EXAMPLES
from training.banks.imports import ITEMS
from training.banks.models import Bank
from training.core.config import read_settings
from training.core.db import db
from training.core.tables import Column, read_sheet, write_xlsx
from training.imports.domain import spellings
from training.imports.models import Import
from training.imports.services.saving import begin_saving
from training.imports.services.starting import start_import
from training.rules.loader import SHIPPED_RULES, read_catalogue
from training.rules.services import load_rules

NAMES = [column.name for column in COLUMNS]


@contextmanager
def told(what: str) -> Iterator[None]:
    """Print how long a block took, and how much of that was this process's own work."""
    began, worked = time.perf_counter(), time.process_time()
    yield
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    print(f"{what:44} {seconds:7.2f} s, CPU {cpu:6.2f} s", flush=True)


def sheet_of(rows: int) -> bytes:
    """The examples of the template over and over, each with a code and a question of its own."""

    def cells(number: int) -> list[str]:
        example = EXAMPLES[number % len(EXAMPLES)]
        own = {"kode": f"soal-{number}", "pertanyaan": f"{example['pertanyaan']} ({number})"}
        return [{**example, **own}.get(name, "") for name in NAMES]

    return write_xlsx([Column(name) for name in NAMES], (cells(number) for number in range(rows)))


def prepared() -> tuple[int, int, tuple[str, ...]]:
    """An author and an empty bank: their ids, and the paths of the author's unit."""
    entries, _problems = read_catalogue(SHIPPED_RULES)
    load_rules(entries)
    unit = make_unit()
    user = make_user(unit=unit)
    now = datetime.now(UTC)
    bank = Bank(code="ukur", title={"id": "Ukur"}, description={"id": "Ukur"}, owner_unit_id=unit.id, created_at=now)
    db.session.add(bank)
    db.session.commit()
    return user.id, bank.id, (unit.path,)


def bring(content: bytes, actor_id: int, bank_id: int, paths: tuple[str, ...]) -> Import:
    """Read a file and begin its check, as the upload does."""
    sheet = read_sheet(content, "ukur.xlsx", wanted=spellings(ITEMS.columns), max_rows=ITEMS.max_rows)
    taken = start_import(
        ITEMS.name, sheet, file_name="ukur.xlsx", actor_id=actor_id, target_id=bank_id, paths=paths,
        options={"state": "approved"}, now=datetime.now(UTC),
    )  # fmt: skip
    db.session.commit()
    return taken


def main() -> None:
    """Measure one size."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    content = sheet_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"NETRAL_DATA_DIR": folder, "NETRAL_LOG_LEVEL": "ERROR"}))
        with app.app_context():
            upgrade()
            who = prepared()
            lock = Lock()
            print(f"{rows} rows, {len(content) / 1e6:.1f} MB, in {Path(folder).name}")
            with told("file read, chunks stored"):
                taken = bring(content, *who)
            with told("checked"):
                run_jobs(app)
            print(db.session.get_one(Import, taken.id, populate_existing=True).counts, f"lock {lock.longest:.2f} s")
            lock.longest = 0.0
            begin_saving(taken, round=1, paths=who[2], now=datetime.now(UTC))
            with told("saved in one transaction"):
                run_jobs(app)
            print(f"longest write lock {lock.longest:.2f} s")
            with told("the same file again: read and checked"):
                again = bring(content, *who)
                run_jobs(app)
            print(db.session.get_one(Import, again.id, populate_existing=True).counts)


if __name__ == "__main__":
    main()
