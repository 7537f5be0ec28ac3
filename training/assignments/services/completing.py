"""What attempts do to an enrolment: they are counted, and the first that passes completes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, select, update

from training.accounts.models import Membership
from training.assignments.domain.dates import valid_until
from training.assignments.domain.scores import parts_of
from training.assignments.models import Enrolment, EnrolmentState
from training.assignments.signals import Completion, enrolment_completed
from training.audit.services import record
from training.core import clock
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.core.statements import UNSYNCHRONISED
from training.modules.models import Module
from training.org.models import Unit


def count_attempt_started(enrolment_id: int) -> None:
    """One more attempt was begun."""
    db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .values(attempts_started=Enrolment.attempts_started + 1),
        execution_options=UNSYNCHRONISED,
    )  # fmt: skip


def count_attempt_submitted(enrolment_id: int, *, marks: int, out_of: int) -> None:
    """One more attempt was handed in, with this score; the best one stays."""
    parts = parts_of(marks, out_of)
    is_better = or_(Enrolment.best_parts.is_(None), Enrolment.best_parts < parts)
    db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .values(
            attempts_submitted=Enrolment.attempts_submitted + 1,
            best_parts=case((is_better, parts), else_=Enrolment.best_parts),
        ),
        execution_options=UNSYNCHRONISED,
    )


def correct_best_score(enrolment_id: int, scores: Sequence[tuple[int, int]]) -> None:
    """The attempts handed in for an enrolment have other scores than before: all of them as (marks, out of)."""
    best = max((parts_of(marks, out_of) for marks, out_of in scores), default=None)
    db.session.execute(
        update(Enrolment).where(Enrolment.id == enrolment_id).values(best_parts=best),
        execution_options=UNSYNCHRONISED,
    )


def complete_enrolment(
    enrolment_id: int, *, attempt_id: int, marks: int, out_of: int, now: datetime
) -> Completion | None:
    """Write the completion of an enrolment, once and for good, and announce it; None when it has one already.

    One that ended is completed too: no attempt begins after the end, and one begun before it is the person's.
    """
    facts = _facts_of(enrolment_id)
    if facts is None:
        return None
    completed_on = clock.today_in(facts.zone or DEFAULT_ZONE, now)
    valid_until_on = valid_until(completed_on, facts.validity_months)
    completed = db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state != EnrolmentState.COMPLETED)
        .values(
            state=EnrolmentState.COMPLETED,
            completed_at=now,
            completed_unit_id=facts.unit_id,
            unit_id=Enrolment.unit_id if facts.unit_id is None else facts.unit_id,
            valid_until_on=valid_until_on,
        )
        .returning(Enrolment.id),
        execution_options=UNSYNCHRONISED,
    ).one_or_none()
    if completed is None:
        return None
    completion = Completion(
        enrolment_id, attempt_id, marks, out_of, now, facts.unit_id, completed_on=completed_on, valid_until_on=valid_until_on
    )  # fmt: skip
    record(
        "enrolment_completed",
        actor_id=facts.user_id,
        object_kind="enrolment",
        object_id=enrolment_id,
        unit_id=facts.unit_id,
        facts={"attempt_id": attempt_id, "marks": marks, "out_of": out_of},
    )
    enrolment_completed.send(completion=completion)
    return completion


def _facts_of(enrolment_id: int) -> Any:
    """Whose it is, their primary unit now with its zone, and how long a completion holds; None if there is none."""
    primary = (Membership.user_id == Enrolment.user_id) & Membership.to_on.is_(None) & Membership.is_primary
    return db.session.execute(
        select(Enrolment.user_id, Membership.unit_id, Unit.zone, Module.validity_months)
        .join(Module, Module.id == Enrolment.module_id)
        .outerjoin(Membership, primary)
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
