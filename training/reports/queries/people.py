"""Duties one by one, with their people: the list, its count, what an export streams, and what an action reaches."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast

from training.accounts.models import User
from training.assignments.domain.duty import DutyStatus
from training.assignments.domain.scores import share_of
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql, local_day
from training.assignments.queries.paging import BY_NAME, Key, Sorting, ids_on_page, in_order_of
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit

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
    """One person's duty. `has_ended`: it was closed before it was completed. `score` is the best share of a graded attempt that was handed in, None before."""

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
    is_open: bool
    has_ended: bool
    due_on: date | None
    completed_at: datetime | None
    valid_until_on: date | None
    attempts: int
    score: Fraction | None


def page_of_duties(
    duties: Duties, *, order: Order, descending: bool, offset: int, limit: int
) -> tuple[list[DutyRow], int]:
    """One page of a list, and how many it has; the ids first, then what is shown of them."""
    sorting = _sorting(order, duties, descending=descending)
    ids, total = ids_on_page(duties, sorting, offset=offset, limit=limit)
    shown = with_all_columns(Duties(duties.paths, None, duties.now, directly=duties.directly))
    rows = db.session.execute(shown.where(Enrolment.id.in_(ids))) if ids else ()
    return in_order_of(ids, {row.id: row_of(row) for row in rows}), total


def all_in_order(duties: Duties, *, order: Order, descending: bool) -> Select[*tuple[Any, ...]]:
    """The statement an export streams: all rows, in the same order."""
    return _sorting(order, duties, descending=descending).order(with_all_columns(duties))


def with_all_columns(duties: Duties) -> Select[*tuple[Any, ...]]:
    """The duties with what `row_of` reads."""
    return duties.select(
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
        Module.title.label("module_title"),
        duty_status_sql(duties.now).label("status"),
        cast(is_overdue_sql(duties.now), Integer).label("overdue"),
        Enrolment.state,
        Enrolment.due_on,
        Enrolment.completed_at,
        Enrolment.valid_until_on,
        Enrolment.attempts_submitted,
        Enrolment.best_parts,
        people=True,
        quiz=True,
    ).join(Assignment, Assignment.id == Enrolment.assignment_id)


def row_of(row: Any) -> DutyRow:
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
        is_open=row.state == EnrolmentState.OPEN,
        has_ended=row.state == EnrolmentState.ENDED,
        due_on=row.due_on,
        completed_at=row.completed_at,
        valid_until_on=row.valid_until_on,
        attempts=row.attempts_submitted,
        score=share_of(row.best_parts),
    )


def _sorting(order: Order, duties: Duties, *, descending: bool) -> Sorting:
    return Sorting(
        tuple(Key(column, descending) for column in _columns(order, duties)),
        people=order in (Order.NAME, Order.UNIT),
        quiz=order is Order.STATUS and duties.allowed is None,
        by_name=order is Order.NAME,
    )


def _columns(order: Order, duties: Duties) -> list[Any]:
    """What is sorted by, most important first."""
    if order is Order.UNIT:
        return [Unit.name, Unit.id, BY_NAME]
    if order is Order.STATUS:
        return [_rank(duties)]
    if order is Order.DUE:
        return [Enrolment.due_on]
    if order is Order.COMPLETED:
        return [Enrolment.completed_at]
    if order is Order.SCORE:
        return [Enrolment.best_parts]
    return [BY_NAME]


def _rank(duties: Duties) -> ColumnElement[int]:
    """The place of each status in RANKS, in one pass over the facts of the index."""
    is_completed = Enrolment.state == EnrolmentState.COMPLETED
    place = {status: rank for rank, status in enumerate(RANKS)}
    return case(
        (and_(is_completed, Enrolment.valid_until_on < local_day(duties.now)), place[DutyStatus.LAPSED]),
        (is_completed, place[DutyStatus.PASSED]),
        (Enrolment.exempted_at.is_not(None), place[DutyStatus.EXEMPT]),
        (Enrolment.attempts_submitted >= duties.attempts_allowed(), place[DutyStatus.OUT_OF_ATTEMPTS]),
        (Enrolment.attempts_started > 0, place[DutyStatus.IN_PROGRESS]),
        else_=place[DutyStatus.NOT_STARTED],
    )
