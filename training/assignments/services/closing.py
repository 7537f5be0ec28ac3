"""An assignment ends."""

from datetime import datetime

from sqlalchemy import update

from training.assignments.models import Assignment, EndedBecause, Enrolment, EnrolmentState
from training.core.db import db
from training.core.statements import rows_changed


def end_assignment(assignment: Assignment, *, now: datetime) -> int:
    """End an assignment: who has not completed it need not any more; returns how many those are.

    An attempt under way can still be handed in; it counts for the person, no longer for the assignment.
    """
    assignment.ended_at = now
    db.session.flush()
    return rows_changed(
        update(Enrolment)
        .where(
            Enrolment.assignment_id == assignment.id,
            Enrolment.cycle == assignment.cycle,
            Enrolment.state == EnrolmentState.OPEN,
        )
        .values(state=EnrolmentState.ENDED, ended_at=now, ended_because=EndedBecause.CLOSED)
    )
