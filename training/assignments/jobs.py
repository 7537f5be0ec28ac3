"""Enrolments are made step by step, so that nobody waits long, and later joiners are found every night."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from training.assignments.models import Assignment
from training.assignments.services.enrolling import enrol_next
from training.assignments.services.following import settle_units
from training.assignments.services.planning import ENROL_JOB, start_if_open
from training.assignments.services.reminding import AT_ONCE as REMINDERS_AT_ONCE
from training.assignments.services.reminding import WRITE_JOB, write_reminders
from training.core import clock
from training.core.db import db
from training.core.logging import get_logger
from training.core.statements import UNSYNCHRONISED
from training.jobs.registry import job
from training.jobs.services import enqueue
from training.org.models import Unit

AT_ONCE = 2000
LONGEST_CHAIN = timedelta(hours=2)

log = get_logger()


@job(ENROL_JOB)
def enrol(assignment_id: int, cycle: int, after: int, since: str) -> None:
    """Enrol the next people of an assignment's cycle and queue the step after it; the last one says that it is done."""
    now = clock.now()
    step = enrol_next(assignment_id, cycle, after=after, now=now)
    if step.last_user_id is not None:
        enqueue(ENROL_JOB, assignment_id=assignment_id, cycle=cycle, after=step.last_user_id, since=since)
        return
    begun_at = datetime.fromisoformat(since)
    mine = update(Assignment).where(Assignment.id == assignment_id, Assignment.cycle == cycle)
    db.session.execute(mine.values(enrolled_at=now), execution_options=UNSYNCHRONISED)
    db.session.execute(
        mine.where(Assignment.enrolling_since <= begun_at).values(enrolling_since=None),
        execution_options=UNSYNCHRONISED,
    )
    log.info("assignment_enrolled", assignment_id=assignment_id, cycle=cycle)


@job("assignments.enrol_joiners", every_seconds=3600)
def enrol_joiners() -> None:
    """Start what opens today, and once a day look for people who joined since."""
    now = clock.now()
    rows = db.session.execute(
        select(Assignment, Unit.zone)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(
            Assignment.ended_at.is_(None),
            or_(Assignment.enrolling_since.is_(None), Assignment.enrolling_since < now - LONGEST_CHAIN),
        )
        .order_by(Assignment.id)
    ).all()
    for assignment, zone in rows:
        today = clock.today_in(zone, now)
        if assignment.enrolled_at is None or clock.today_in(zone, assignment.enrolled_at) < today:
            start_if_open(assignment, zone, now=now)


@job("assignments.settle_units", every_seconds=6 * 3600)
def settle() -> None:
    """Let open duties count for the unit their person belongs to; finds nothing unless a move went unannounced."""
    settled = settle_units(limit=AT_ONCE)
    if settled:
        log.warning("duties_settled", count=settled)
    if settled == AT_ONCE:
        enqueue("assignments.settle_units")


@job(WRITE_JOB)
def write() -> None:
    """Write the next messages of reminders, and queue the step after them."""
    if write_reminders(now=clock.now()) == REMINDERS_AT_ONCE:
        enqueue(WRITE_JOB)
