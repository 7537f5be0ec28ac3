"""The worker: takes due jobs one after the other, until it is told to stop.

It waits out a database that is away and goes on by itself. Log lines name the job, never its arguments, nor the message
of an error: that may repeat what a person typed, and stays in the row.
"""

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from training.core import clock
from training.core.logging import get_logger
from training.core.transaction import unit_of_work
from training.jobs.queries import has_work_due
from training.jobs.registry import JOBS, registered
from training.jobs.services import Claim, LeaseLost, claim_next, enqueue_periodic, fail, finish, renew_lease

LEASE_SECONDS = 60.0
BEATS_PER_LEASE = 3
POLL_SECONDS = 1.0
PLAN_SECONDS = 60.0
LONGEST_OUTAGE_WAIT_SECONDS = 15.0
NAP_SECONDS = 0.2
ERROR_CHARACTERS = 2000

log = get_logger()


class Outcome(StrEnum):
    """How one try ended: done, to be tried again, failed for good, or undone because another worker has the job."""

    DONE = "done"
    AGAIN = "again"
    FAILED = "failed"
    LOST = "lost"


def work(app: Flask, *, should_stop: Callable[[], bool], lease_seconds: float = LEASE_SECONDS) -> None:
    """Run jobs until `should_stop`, which is asked between jobs and several times a second while there are none."""
    log.info("worker_started", pid=os.getpid(), jobs=len(JOBS))
    planned_at = -PLAN_SECONDS
    outages = 0
    while not should_stop():
        try:
            if time.monotonic() - planned_at >= PLAN_SECONDS:
                plan_periodic(app)
                planned_at = time.monotonic()
            outcome = run_next(app, lease_seconds=lease_seconds)
            outages = 0
        except SQLAlchemyError as error:
            outages += 1
            log.error("worker_waits_for_database", kind=_kind(error), outages=outages)
            _rest(min(2.0 ** (outages - 1), LONGEST_OUTAGE_WAIT_SECONDS), should_stop)
            continue
        if outcome is None:
            _rest(POLL_SECONDS, should_stop)
    log.info("worker_stopped")


def plan_periodic(app: Flask) -> None:
    """See to it that each periodic job is queued; safe to repeat, in any number of workers."""
    with app.app_context(), unit_of_work():
        enqueue_periodic(now=clock.now())


def run_next(app: Flask, *, lease_seconds: float = LEASE_SECONDS) -> Outcome | None:
    """Claim and run one job that is due; None when there is none."""
    with app.app_context():
        if not has_work_due(clock.now()):
            return None
        with unit_of_work():
            claim = claim_next(now=clock.now(), lease_seconds=lease_seconds)
    return None if claim is None else _run(app, claim, lease_seconds)


def _run(app: Flask, claim: Claim, lease_seconds: float) -> Outcome:
    started_at = time.perf_counter()
    try:
        with _kept(app, claim, lease_seconds), app.app_context(), unit_of_work():
            registered(claim.name).run(**claim.args)
            finish(claim, now=clock.now())
    except LeaseLost:
        return _lost(claim)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is kept in its row, and the next job has its turn
        return _put_back(app, claim, error)
    milliseconds = round((time.perf_counter() - started_at) * 1000, 1)
    log.info("job_done", job_id=claim.id, name=claim.name, tries=claim.tries, ms=milliseconds)
    return Outcome.DONE


def _put_back(app: Flask, claim: Claim, error: Exception) -> Outcome:
    try:
        with app.app_context(), unit_of_work():
            again_at = fail(claim, now=clock.now(), error=_told(error))
    except LeaseLost:
        return _lost(claim)
    facts = {"job_id": claim.id, "name": claim.name, "tries": claim.tries, "kind": _kind(error), "at": _place(error)}
    if again_at is None:
        log.error("job_failed_for_good", **facts)
        return Outcome.FAILED
    log.warning("job_failed", again_at=again_at.isoformat(), **facts)
    return Outcome.AGAIN


def _lost(claim: Claim) -> Outcome:
    log.warning("job_lease_lost", job_id=claim.id, name=claim.name, tries=claim.tries)
    return Outcome.LOST


@contextmanager
def _kept(app: Flask, claim: Claim, lease_seconds: float) -> Iterator[None]:
    """Renew the lease from a thread while the block runs.

    On SQLite a renewal fails while the job's own transaction holds the write lock; nobody else can claim then either.
    """
    ended = threading.Event()
    beat = threading.Thread(target=_renew, args=(app, claim, lease_seconds, ended), daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join(lease_seconds)


def _renew(app: Flask, claim: Claim, lease_seconds: float, ended: threading.Event) -> None:
    while not ended.wait(lease_seconds / BEATS_PER_LEASE):
        try:
            with app.app_context(), unit_of_work():
                renew_lease(claim, now=clock.now(), lease_seconds=lease_seconds)
        except LeaseLost:
            return
        except SQLAlchemyError as error:
            log.info("job_lease_not_renewed", job_id=claim.id, name=claim.name, kind=_kind(error))


def _rest(seconds: float, should_stop: Callable[[], bool]) -> None:
    """Sleep in naps: a signal is heeded soon, whatever the platform does with sleeping threads."""
    until = time.monotonic() + seconds
    while not should_stop() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, NAP_SECONDS))


def _kind(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__


def _place(error: Exception) -> str:
    """File and line of ours that met the error, not of the library below it."""
    frame = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename][-1]
    return f"{frame.filename}:{frame.lineno}"


def _told(error: Exception) -> str:
    return f"{_kind(error)}: {error}"[:ERROR_CHARACTERS] + f"\n{_place(error)}"
