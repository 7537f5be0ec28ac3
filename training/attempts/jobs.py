"""Attempts whose time ran out are handed in with what was saved."""

from datetime import timedelta

from sqlalchemy import select

from training.attempts.models import Attempt, AttemptState
from training.attempts.services.practice import forget_practice_before
from training.attempts.services.submit import submit_attempt
from training.core import clock
from training.core.db import db
from training.core.logging import get_logger
from training.jobs.registry import job
from training.jobs.services import enqueue

AT_ONCE = 200
DAY_SECONDS = 24 * 60 * 60
PRACTICE_KEPT = timedelta(days=30)

log = get_logger()


@job("attempts.close_expired", every_seconds=60)
def close_expired() -> None:
    """Hand in what is past its end, oldest first; safe beside a participant who does it themselves.

    AT_ONCE in a transaction, so that nobody's answer waits long for it; where there may be more, another run follows.
    """
    now = clock.now()
    rows = db.session.execute(
        select(Attempt.id, Attempt.participant_id)
        .where(Attempt.state == AttemptState.OPEN, Attempt.closes_at <= now)
        .order_by(Attempt.closes_at, Attempt.id)
        .limit(AT_ONCE)
    ).all()
    for attempt_id, participant_id in rows:
        submit_attempt(attempt_id, participant_id=participant_id, now=now)
    if rows:
        log.info("attempts_closed", count=len(rows))
    if len(rows) == AT_ONCE:
        enqueue("attempts.close_expired")


@job("attempts.forget_practice", every_seconds=DAY_SECONDS)
def forget_practice() -> None:
    """Delete the trials of authors that nobody looks at any more; they count nowhere."""
    forgotten = forget_practice_before(clock.now() - PRACTICE_KEPT)
    if forgotten:
        log.info("practice_forgotten", count=forgotten)
