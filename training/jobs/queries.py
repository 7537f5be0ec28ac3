"""What is in the queue."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, text

from training.core.db import aside, db
from training.jobs.models import UNFINISHED, Job, JobState


def is_due(now: datetime) -> ColumnElement[bool]:
    """Waits for a worker: queued and its time has come, or running under a lease that ran out."""
    lost = and_(Job.state == JobState.RUNNING, Job.leased_until < now)
    return and_(text(UNFINISHED), Job.run_after <= now, or_(Job.state == JobState.QUEUED, lost))


def has_work_due(now: datetime) -> bool:
    """Whether a worker should try to claim; reads only, so that an idle worker locks nobody out."""
    with aside() as connection:
        return connection.execute(select(Job.id).where(is_due(now)).limit(1)).first() is not None


def unfinished_keys(keys: Sequence[str]) -> set[str]:
    """Those of the keys that an unfinished job holds."""
    with aside() as connection:
        found = connection.execute(select(Job.key).where(text(UNFINISHED), Job.key.in_(keys))).scalars()
        return {key for key in found if key is not None}


def jobs_in(states: Sequence[JobState], *, limit: int) -> Sequence[Job]:
    """Jobs in these states, the newest first."""
    return db.session.scalars(select(Job).where(Job.state.in_(states)).order_by(Job.id.desc()).limit(limit)).all()
