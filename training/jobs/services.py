"""What happens to a job: enqueued, claimed, renewed, finished or failed, tried again by hand, forgotten.

Every change is one statement whose guard names the lease: whoever lost it changes nothing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from training.audit.services import record
from training.core import clock
from training.core.db import db
from training.core.errors import Conflict
from training.jobs.domain import next_period_at, next_try_at
from training.jobs.models import KEYED_AND_UNFINISHED, Job, JobState
from training.jobs.queries import is_due, unfinished_keys
from training.jobs.registry import JOBS, RegisteredJob, check_arguments, periodic_jobs, registered

KEEP_DONE_DAYS = 7
FORGET_AT_ONCE = 5000
LEASE_LOST_TOO_OFTEN = "the worker ended in the middle of the last try allowed"
UNSYNCHRONISED = {"synchronize_session": False}


class LeaseLost(Exception):
    """Another worker has claimed the job meanwhile; what this one did must be rolled back."""


class RetryRefused(Conflict):
    """Only a job that failed for good, and whose key no other job holds, can be tried again by hand."""


@dataclass(frozen=True)
class Claim:
    """A job that this worker runs now; `lease` proves it, `tries` counts this try (1 = first)."""

    id: int
    name: str
    key: str | None
    args: dict[str, Any]
    tries: int
    tries_allowed: int
    lease: str


def enqueue(name: str, *, key: str | None = None, run_after: datetime | None = None, **args: Any) -> int | None:
    """Put a job into the current transaction; returns its id, or None when an unfinished job has the same key.

    A job that is running counts as unfinished: use a key only where the running one does the work of both. Raises
    UnknownJob, and TypeError when the job's function does not take `args`.
    """
    job = registered(name)
    check_arguments(job, args)
    now = clock.now()
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(Job).values(
        name=name, args=args, key=key, run_after=run_after or now, created_at=now, tries_allowed=job.tries_allowed
    )
    repeat_is_harmless = statement.on_conflict_do_nothing(
        index_elements=[Job.key], index_where=text(KEYED_AND_UNFINISHED)
    )
    return db.session.execute(repeat_is_harmless.returning(Job.id)).scalar_one_or_none()


def enqueue_periodic(*, now: datetime) -> None:
    """Queue each periodic job that has no unfinished row (first start, failed for good) for its next period."""
    jobs = {_periodic_key(job): job for job in periodic_jobs()}
    for key in sorted(jobs.keys() - unfinished_keys(list(jobs))):
        job = jobs[key]
        enqueue(job.name, key=key, run_after=next_period_at(now, job.every_seconds or 0))


def claim_next(*, now: datetime, lease_seconds: float) -> Claim | None:
    """Take the job that has been due longest, or None. Commit at once: the lease counts only when others see it.

    A job whose last try allowed was lost with its worker fails for good here, and the next one is taken.
    """
    while (claim := _claim(now, lease_seconds)) is not None and claim.tries > claim.tries_allowed:
        _close(
            claim, state=JobState.FAILED, finished_at=now, tries=claim.tries_allowed, last_error=LEASE_LOST_TOO_OFTEN
        )
    return claim


def renew_lease(claim: Claim, *, now: datetime, lease_seconds: float) -> None:
    """Keep a job that takes long. Raises LeaseLost."""
    _change(claim, leased_until=now + timedelta(seconds=lease_seconds))


def finish(claim: Claim, *, now: datetime) -> None:
    """Mark a job done, in the transaction of what it did. Raises LeaseLost.

    A periodic job is queued for its next period instead; `finished_at` then tells when it last succeeded.
    """
    every_seconds = _every_seconds(claim)
    if every_seconds is None:
        _close(claim, state=JobState.DONE, finished_at=now, last_error=None)
    else:
        due_at = next_period_at(now, every_seconds)
        _close(claim, state=JobState.QUEUED, run_after=due_at, tries=0, finished_at=now, last_error=None)


def fail(claim: Claim, *, now: datetime, error: str) -> datetime | None:
    """Put a job back for its next try and return when that is; None: it failed for good and is kept.

    Raises LeaseLost.
    """
    again_at = next_try_at(
        now, tries=claim.tries, tries_allowed=claim.tries_allowed, every_seconds=_every_seconds(claim)
    )
    if again_at is None:
        _close(claim, state=JobState.FAILED, finished_at=now, last_error=_storable(error))
    else:
        _close(claim, state=JobState.QUEUED, run_after=again_at, last_error=_storable(error))
    return again_at


def retry_job(job_id: int, *, now: datetime) -> None:
    """Give a job that failed for good all its tries again, from now on. Raises RetryRefused."""
    statement = update(Job).where(Job.id == job_id, Job.state == JobState.FAILED)
    try:
        with db.session.begin_nested():
            changed = _rows(statement.values(state=JobState.QUEUED, run_after=now, tries=0, finished_at=None))
    except IntegrityError:
        raise RetryRefused(f"Another unfinished job has the key of job {job_id}.") from None
    if not changed:
        raise RetryRefused(f"Job {job_id} has not failed for good; nothing to try again.")
    record("job_retried", actor_id=None, object_kind="job", object_id=job_id)


def forget_done(*, now: datetime) -> int:
    """Delete a batch of the jobs done more than a week ago and return how many; failed ones are kept."""
    old = (
        select(Job.id)
        .where(text(f"state = '{JobState.DONE}'"), Job.finished_at < now - timedelta(days=KEEP_DONE_DAYS))
        .order_by(Job.finished_at)
        .limit(FORGET_AT_ONCE)
    )
    result = db.session.execute(delete(Job).where(Job.id.in_(old)), execution_options=UNSYNCHRONISED)
    return result.rowcount if isinstance(result, CursorResult) else 0


def _claim(now: datetime, lease_seconds: float) -> Claim | None:
    due = select(Job.id).where(is_due(now)).order_by(Job.run_after, Job.id).limit(1).with_for_update(skip_locked=True)
    lease = uuid.uuid4().hex
    until = now + timedelta(seconds=lease_seconds)
    statement = (
        update(Job)
        .where(Job.id == due.scalar_subquery())
        .values(state=JobState.RUNNING, tries=Job.tries + 1, lease=lease, leased_until=until)
        .returning(Job.id, Job.name, Job.key, Job.args, Job.tries, Job.tries_allowed)
    )
    row = db.session.execute(statement, execution_options=UNSYNCHRONISED).one_or_none()
    return None if row is None else Claim(*row, lease=lease)


def _close(claim: Claim, **values: Any) -> None:
    _change(claim, lease=None, leased_until=None, **values)


def _change(claim: Claim, **values: Any) -> None:
    held = update(Job).where(Job.id == claim.id, Job.state == JobState.RUNNING, Job.lease == claim.lease)
    if not _rows(held.values(**values)):
        raise LeaseLost(claim.id)


def _rows(statement: Update) -> int:
    return len(db.session.execute(statement.returning(Job.id), execution_options=UNSYNCHRONISED).all())


def _every_seconds(claim: Claim) -> int | None:
    """The period of the one row that stands for a periodic job; None for all others, also of the same name."""
    job = JOBS.get(claim.name)
    return job.every_seconds if job is not None and claim.key == _periodic_key(job) else None


def _periodic_key(job: RegisteredJob) -> str:
    return f"every:{job.name}"


def _storable(error: str) -> str:
    """Without what PostgreSQL refuses in a text: NUL and lone surrogates."""
    return error.replace("\0", "").encode("utf-8", "replace").decode()
