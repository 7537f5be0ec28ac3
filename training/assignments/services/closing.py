"""An assignment ends."""

from datetime import datetime

from sqlalchemy import update

from training.assignments.models import Assignment, EndedBecause, Enrolment, EnrolmentState
from training.core.db import db
from training.core.statements import rows_changed


def end_assignment(assignment: Assignment, *, now: datetime) -> int:
    """End an assignment: who has not completed it need not any more; returns how many those are (0: it has ended before).

    An attempt under way can still be handed in, and a pass is still a pass. Nothing new can be begun.
    """
    db.session.flush()
    ended = rows_changed(
        update(Assignment)
        .where(
            Assignment.id == assignment.id, Assignment.cycle == assignment.cycle, Assignment.ended_at.is_(None)
        )
        .values(ended_at=now, enrolling_since=None)
    )  # fmt: skip
    if not ended:
        return 0
    db.session.refresh(assignment)
    return end_duties(assignment.id, assignment.cycle, now=now)


def end_duties(assignment_id: int, cycle: int, *, now: datetime) -> int:
    """End the open duties of one cycle; returns how many."""
    return rows_changed(
        update(Enrolment)
        .where(
            Enrolment.assignment_id == assignment_id,
            Enrolment.cycle == cycle,
            Enrolment.state == EnrolmentState.OPEN,
        )
        .values(state=EnrolmentState.ENDED, ended_at=now, ended_because=EndedBecause.CLOSED)
    )
