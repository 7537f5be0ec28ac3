"""Imports beside each other, beside a transfer by hand, and workers that are killed: nobody twice, nobody lost."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.directory.sheet_pages import admin_of
from tests.factories.imports import make_import, make_sheet
from tests.factories.jobs import run_jobs
from tests.factories.people import make_user
from tests.factories.sheets import IMPORTED_AT, NIP, check, row, to_store
from tests.jobs.processes import WorkerProcess, wait_until
from training.accounts.models import Membership, User
from training.accounts.services.memberships import transfer
from training.accounts.services.people_import.bulk import Act
from training.accounts.services.people_import.storing import StoredRow, store_rows
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import aside, db
from training.core.transaction import unit_of_work
from training.imports.domain import ACCEPTED
from training.imports.models import Import, ImportRow
from training.imports.services.saving import begin_saving
from training.jobs.worker import run_next
from training.org.models import Unit

HEAD = ("NIP", "Nama", "Surel", "Kode Unit", "Jenis")

SAVED = (
    select(func.count(ImportRow.id))
    .join(Import)
    .where(ImportRow.outcome.in_(ACCEPTED), ImportRow.number <= Import.saved_to)
)


def together(app: Flask, *works: Callable[[], None]) -> None:
    """Run them at the same time, each in a context of its own; fails with what any of them raised."""
    start = threading.Barrier(len(works))
    raised: list[Exception] = []

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            try:
                start.wait(10)
                work()
            except Exception as error:  # noqa: BLE001 - what a thread raises is told by the test
                raised.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not raised, raised


def test_two_imports_of_the_same_people_at_once_make_each_of_them_once(app, region):
    sheet = [row(f"Orang {number}", email=f"o{number}@contoh.id") for number in range(40)]
    waiting = to_store(check(*sheet), sheet)
    results: list[StoredRow] = []

    def bring(order: int) -> Callable[[], None]:
        def work() -> None:
            with unit_of_work():
                results.extend(store_rows(waiting[::order], ("/",), Act(None, IMPORTED_AT, None)))

        return work

    together(app, bring(1), bring(-1))
    assert db.session.scalar(select(func.count()).select_from(User)) == 40
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 40
    found = Counter(result.outcome for result in results)
    assert found["added"] == 40
    assert found["refused"] + found["unchanged"] == 40


def test_an_import_beside_a_transfer_by_hand_leaves_one_open_membership(app, region):
    siti = make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
    sheet = [row(number=NIP, unit="DISDIK")]
    waiting = to_store(check(*sheet), sheet)
    top_id = region["top"].id

    def bring() -> None:
        with unit_of_work():
            store_rows(waiting, ("/",), Act(None, IMPORTED_AT, None))

    def by_hand() -> None:
        with unit_of_work():
            unit = db.session.get_one(Unit, top_id)
            transfer(siti.id, unit, position=None, on=IMPORTED_AT.date(), actor_id=None, now=IMPORTED_AT)

    together(app, bring, by_hand)
    units = list(
        db.session.scalars(select(Membership.unit_id).where(Membership.user_id == siti.id, Membership.to_on.is_(None)))
    )
    assert len(units) == 1
    assert units[0] in (region["schools"].id, top_id)


def brought(region, count: int) -> int:
    """The id of a checked import of so many new people, being saved."""
    actor = db.session.scalars(select(User).where(User.email == "admin@example.id")).one()
    rows = [("", f"Orang {number}", f"o{number}@contoh.id", "DINKES", "PNS") for number in range(count)]
    sheet, paths = make_sheet(HEAD, *rows), [region["top"].path]
    taken = make_import("people", sheet, actor_id=actor.id, paths=paths, now=clock.now())
    return taken.id


def begin(import_id: int, region) -> None:
    taken = db.session.get_one(Import, import_id)
    assert begin_saving(taken, round=1, paths=[region["top"].path], now=clock.now())
    db.session.commit()


def assert_each_once(import_id: int, count: int) -> None:
    assert db.session.scalar(select(Import.state).where(Import.id == import_id)) == "saved"
    assert db.session.scalar(select(func.count()).select_from(User).where(User.email.like("o%@contoh.id"))) == count
    acts = select(func.count()).where(
        AuditEvent.action == "user_created", AuditEvent.facts["import_id"].as_integer() == import_id
    )
    assert db.session.scalar(acts) == count
    assert db.session.scalar(SAVED) == count


@pytest.fixture
def admin_there(app, region):
    return admin_of(app, region["top"])


def test_half_a_chain_is_finished_later_without_doubling_anybody(app, region, admin_there):
    import_id = brought(region, 1203)
    run_jobs(app)
    begin(import_id, region)
    db.session.remove()
    run_next(app)
    assert db.session.scalar(SAVED) == 500
    db.session.remove()
    run_jobs(app)
    assert_each_once(import_id, 1203)


@pytest.mark.slow
@pytest.mark.parametrize("round", range(3))
def test_a_killed_worker_neither_doubles_nor_loses_anybody(app, region, admin_there, round):
    import_id = brought(region, 6000)
    run_jobs(app)
    begin(import_id, region)
    db.session.remove()

    def saved_rows() -> int:
        with aside() as connection:
            return connection.execute(SAVED).scalar_one()

    with WorkerProcess(app) as worker:
        wait_until(lambda: saved_rows() >= 500 * (round + 1))
        worker.process.kill()
        worker.process.wait()
    left = saved_rows()
    assert 0 < left < 6000
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        run_jobs(app)
    assert_each_once(import_id, 6000)
