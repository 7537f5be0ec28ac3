"""Who comes to an assignment that is under way gets time of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, literal, select, update

from training.assignments.domain.dates import NEWCOMER_DAYS
from training.assignments.models import ChangeKind, Enrolment, EnrolmentChange, EnrolmentState
from training.assignments.queries.duty import local_day
from training.core.db import db
from training.core.statements import UNSYNCHRONISED, ids_as_rows
from training.org.models import Unit


def give_time(enrolment_ids: Sequence[int], reason: str, *, now: datetime) -> int:
    """Let open duties that are due sooner be due NEWCOMER_DAYS from today; returns how many. Two statements.

    It is kept as an extension that nobody gave, so that it moves, counts and is told like every other.
    """
    if not enrolment_ids:
        return 0
    zone = select(Unit.zone).where(Unit.id == Enrolment.unit_id).correlate(Enrolment).scalar_subquery()
    until = local_day(now + timedelta(days=NEWCOMER_DAYS), zone)
    given = db.session.scalars(
        update(Enrolment)
        .where(
            Enrolment.id.in_(select(ids_as_rows(enrolment_ids))),
            Enrolment.state == EnrolmentState.OPEN,
            Enrolment.exempted_at.is_(None),
            Enrolment.due_on < until,
        )
        .values(due_on=until, extended_until_on=until)
        .returning(Enrolment.id),
        execution_options=UNSYNCHRONISED,
    ).all()
    if given:
        _note(given, reason, now=now)
    return len(given)


def _note(given: Sequence[int], reason: str, *, now: datetime) -> None:
    columns = EnrolmentChange.__table__.columns
    fixed = {"kind": ChangeKind.EXTENDED.value, "reason": reason, "at": now}
    rows = select(
        Enrolment.id, Enrolment.due_on, *(literal(value, columns[name].type) for name, value in fixed.items())
    ).where(Enrolment.id.in_(select(ids_as_rows(given))))
    db.session.execute(
        insert(EnrolmentChange).from_select(["enrolment_id", "due_on", *fixed], rows), execution_options=UNSYNCHRONISED
    )
