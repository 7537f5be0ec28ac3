"""Enrolments follow their people: into another unit, out of the service, and back."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import exists, select, update

from training.accounts.models import Membership
from training.assignments.domain.dates import RETURNER_REASON
from training.assignments.models import Assignment, EndedBecause, Enrolment, EnrolmentState
from training.assignments.services.newcomers import give_time
from training.core.db import db
from training.core.many import among, records, table_of
from training.core.statements import UNSYNCHRONISED, rows_changed


def follow_person(user_id: int, unit_id: int) -> int:
    """Let the open enrolments of a person count for their new primary unit; returns how many those are."""
    return rows_changed(
        update(Enrolment)
        .where(Enrolment.user_id == user_id, Enrolment.state == EnrolmentState.OPEN)
        .values(unit_id=unit_id)
    )


def follow_people(unit_ids: Mapping[int, int]) -> None:
    """The same for many people, by their new primary unit, in one statement."""
    kinds = {"user_id": Enrolment.user_id.type, "unit_id": Enrolment.unit_id.type}
    given = records([{"user_id": user_id, "unit_id": unit_id} for user_id, unit_id in unit_ids.items()], kinds)
    rows_changed(
        update(table_of(Enrolment))
        .where(Enrolment.user_id == given.c.user_id, Enrolment.state == EnrolmentState.OPEN)
        .values(unit_id=given.c.unit_id)
    )


def end_for_leaver(user_id: int, *, now: datetime) -> int:
    """End what is open when a person leaves; returns how many enrolments those are. What is completed stays."""
    return end_for_leavers([user_id], now=now)


def end_for_leavers(user_ids: Collection[int], *, now: datetime) -> int:
    """The same for many people."""
    return rows_changed(
        update(Enrolment)
        .where(among(Enrolment.user_id, user_ids), Enrolment.state == EnrolmentState.OPEN)
        .values(state=EnrolmentState.ENDED, ended_at=now, ended_because=EndedBecause.LEFT)
    )


def reopen_for_returner(user_id: int, unit_id: int, *, now: datetime) -> int:
    """Open again what ended when a person left, where the assignment's same cycle still runs; returns how many.

    What is due too soon gets time of its own. Assignments that began meanwhile reach them with the nightly run.
    """
    still_runs = exists().where(
        Assignment.id == Enrolment.assignment_id, Assignment.cycle == Enrolment.cycle, Assignment.ended_at.is_(None)
    )
    reopened = db.session.scalars(
        update(Enrolment)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.state == EnrolmentState.ENDED,
            Enrolment.ended_because == EndedBecause.LEFT,
            still_runs,
        )
        .values(state=EnrolmentState.OPEN, ended_at=None, ended_because=None, unit_id=unit_id)
        .returning(Enrolment.id),
        execution_options=UNSYNCHRONISED,
    ).all()
    give_time(reopened, RETURNER_REASON, now=now)
    return len(reopened)


def settle_units(*, limit: int) -> int:
    """Let open enrolments count for the primary unit of their person where they do not; at most `limit`, returns how many.

    Finds nothing where every change of a membership was announced.
    """
    primary = (
        select(Membership.unit_id)
        .where(Membership.user_id == Enrolment.user_id, Membership.to_on.is_(None), Membership.is_primary)
        .scalar_subquery()
    )
    astray = (
        select(Enrolment.id)
        .join(Membership, Membership.user_id == Enrolment.user_id)
        .where(
            Membership.to_on.is_(None),
            Membership.is_primary,
            Enrolment.state == EnrolmentState.OPEN,
            Enrolment.unit_id.is_distinct_from(Membership.unit_id),
        )
        .order_by(Enrolment.id)
        .limit(limit)
    )
    return rows_changed(update(Enrolment).where(Enrolment.id.in_(astray)).values(unit_id=primary))
