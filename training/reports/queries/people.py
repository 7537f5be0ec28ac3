"""Duties one by one, with their people: the list, its count, what an export streams, and what an action reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal, select

from training.accounts.models import User
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Assignment, Enrolment
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql
from training.attempts.models import Attempt, AttemptState
from training.core.db import BIG, db
from training.org.models import Unit
from training.reports.queries.duties import Duties

PARTS = 1_000_000
RANKS = (
    DutyStatus.NOT_STARTED,
    DutyStatus.IN_PROGRESS,
    DutyStatus.OUT_OF_ATTEMPTS,
    DutyStatus.LAPSED,
    DutyStatus.PASSED,
    DutyStatus.EXEMPT,
)


class Order(StrEnum):
    """What a list of duties can be sorted by."""

    NAME = "name"
    UNIT = "unit"
    STATUS = "status"
    DUE = "due"
    COMPLETED = "completed"
    SCORE = "score"


@dataclass(frozen=True)
class DutyRow:
    """One person's duty. `score` is the best share of a graded attempt that was handed in, None before."""

    id: int
    user_id: int
    full_name: str
    corps: str
    service_number: str | None
    email: str | None
    is_deactivated: bool
    unit_id: int
    unit_name: str
    unit_code: str
    assignment_id: int
    assignment_title: str
    status: DutyStatus
    is_overdue: bool
    due_on: date | None
    completed_at: datetime | None
    valid_until_on: date | None
    attempts: int
    score: Fraction | None


def count_of(duties: Duties) -> int:
    """How many duties those are."""
    return int(db.session.scalars(duties.select(func.count(), with_people=False)).one())


def ids_of(duties: Duties, *, chosen: Sequence[int] | None = None, limit: int) -> list[int]:
    """Ids of duties, at most `limit`; with `chosen`, only of those among them."""
    statement = duties.select(Enrolment.id, with_people=False).order_by(Enrolment.id).limit(limit)
    if chosen is not None:
        statement = statement.where(Enrolment.id.in_(chosen))
    return list(db.session.scalars(statement))


def page_of_duties(
    duties: Duties, *, order: Order, descending: bool, offset: int, limit: int
) -> list[DutyRow]:  # fmt: skip
    """One page of a list; two statements."""
    rows = db.session.execute(_ordered(duties, order, descending=descending).offset(offset).limit(limit)).all()
    scores = scores_of([row.id for row in rows])
    return [row_of(row, scores.get(row.id)) for row in rows]


def all_with_scores(duties: Duties, *, order: Order, descending: bool) -> Select[*tuple[Any, ...]]:
    """The statement an export streams: the same rows in the same order, each with `score_parts`."""
    return _ordered(duties, order, descending=descending).add_columns(best_parts().label("score_parts"))


def row_of(row: Any, score_parts: int | None) -> DutyRow:
    """A row of the statements above as what screens and files show."""
    return DutyRow(
        id=row.id,
        user_id=row.user_id,
        full_name=row.full_name,
        corps=row.corps,
        service_number=row.service_number,
        email=row.email,
        is_deactivated=row.deactivated_at is not None,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        unit_code=row.unit_code,
        assignment_id=row.assignment_id,
        assignment_title=row.assignment_title,
        status=DutyStatus(row.status),
        is_overdue=bool(row.overdue),
        due_on=row.due_on,
        completed_at=row.completed_at,
        valid_until_on=row.valid_until_on,
        attempts=row.attempts_submitted,
        score=None if score_parts is None else Fraction(score_parts, PARTS),
    )


def scores_of(enrolment_ids: Sequence[int]) -> dict[int, int]:
    """The best share, in millionths, by enrolment; those without a handed-in attempt are missing."""
    rows = db.session.execute(
        select(Attempt.enrolment_id, func.max(_parts()))
        .where(Attempt.enrolment_id.in_(enrolment_ids), Attempt.state == AttemptState.SUBMITTED)
        .group_by(Attempt.enrolment_id)
    ).all()
    return {row[0]: row[1] for row in rows if row[0] is not None}


def best_parts() -> ColumnElement[int]:
    """The same for each row of a statement on Enrolment."""
    return (
        select(func.max(_parts()))
        .where(Attempt.enrolment_id == Enrolment.id, Attempt.state == AttemptState.SUBMITTED)
        .correlate(Enrolment)
        .scalar_subquery()
    )


def columns_of(duties: Duties) -> list[Any]:
    """What `row_of` reads; the statement joins Assignment."""
    return [
        Enrolment.id,
        Enrolment.user_id,
        User.full_name,
        User.corps,
        User.service_number,
        User.email,
        User.deactivated_at,
        Enrolment.unit_id,
        Unit.name.label("unit_name"),
        Unit.code.label("unit_code"),
        Enrolment.assignment_id,
        Assignment.title.label("assignment_title"),
        duty_status_sql(duties.now).label("status"),
        cast(is_overdue_sql(duties.now), Integer).label("overdue"),
        Enrolment.due_on,
        Enrolment.completed_at,
        Enrolment.valid_until_on,
        Enrolment.attempts_submitted,
    ]


def _ordered(duties: Duties, order: Order, *, descending: bool) -> Select[*tuple[Any, ...]]:
    keys = [(key.desc() if descending else key.asc()).nulls_last() for key in _keys(order, duties)]
    return (
        duties.select(*columns_of(duties))
        .join(Assignment, Assignment.id == Enrolment.assignment_id)
        .order_by(*keys, Enrolment.id)
    )


def _keys(order: Order, duties: Duties) -> list[Any]:
    """What is sorted by, most important first; what is missing comes last, whichever way."""
    if order is Order.UNIT:
        return [Unit.name, Unit.id, User.full_name]
    if order is Order.STATUS:
        status = duty_status_sql(duties.now)
        return [
            case(*((status == one.value, rank) for rank, one in enumerate(RANKS)), else_=len(RANKS)),
            User.full_name,
        ]
    if order is Order.DUE:
        return [Enrolment.due_on, User.full_name]
    if order is Order.COMPLETED:
        return [Enrolment.completed_at, User.full_name]
    if order is Order.SCORE:
        return [best_parts(), User.full_name]
    return [User.full_name]


def _parts() -> ColumnElement[int]:
    return cast(Attempt.marks, BIG) * literal(PARTS, BIG) // Attempt.out_of
