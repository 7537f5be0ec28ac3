"""The attempts behind some enrolments, and where to go on in the one under way."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select

from training.attempts.models import Attempt, AttemptState, Response
from training.core.db import db
from training.learning.domain import Sitting, Standing


@dataclass(frozen=True)
class OpenAttempt:
    """Where to go on: `position` is the first question without answer, else the last one."""

    id: int
    position: int
    answered: int
    items: int
    closes_at: datetime | None


def sittings_of(enrolment_ids: Collection[int]) -> dict[int, list[Sitting]]:
    """Attempts by enrolment, in order; an enrolment without any is an empty list."""
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.enrolment_id,
            Attempt.number,
            Attempt.state,
            Attempt.paper,
            Attempt.closes_at,
            Attempt.submitted_at,
            Attempt.marks,
            Attempt.out_of,
            Attempt.passed,
        )
        .where(Attempt.enrolment_id.in_(enrolment_ids))
        .order_by(Attempt.enrolment_id, Attempt.number)
    ).all()
    found: defaultdict[int, list[Sitting]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(
            Sitting(
                id=row.id,
                number=row.number,
                is_open=row.state == AttemptState.OPEN,
                items=len(row.paper),
                closes_at=row.closes_at,
                submitted_at=row.submitted_at,
                share=Fraction(row.marks, row.out_of) if row.out_of else None,
                passed=bool(row.passed),
            )
        )
    return found


def answered_positions(attempt_ids: Collection[int]) -> dict[int, set[int]]:
    """Which questions of each attempt have an answer; no statement for an empty collection."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    if attempt_ids:
        rows = db.session.execute(
            select(Response.attempt_id, Response.position)
            .where(Response.attempt_id.in_(attempt_ids), Response.answer.is_not(None))
        )  # fmt: skip
        for attempt_id, position in rows:
            found[attempt_id].add(position)
    return found


def open_attempt_of(standing: Standing, answered: dict[int, set[int]]) -> OpenAttempt | None:
    """Where to go on in the attempt under way, if there is one."""
    sitting = standing.open_sitting
    if sitting is None:
        return None
    done = answered.get(sitting.id, set())
    free = [position for position in range(1, sitting.items + 1) if position not in done]
    return OpenAttempt(sitting.id, free[0] if free else sitting.items, len(done), sitting.items, sitting.closes_at)
