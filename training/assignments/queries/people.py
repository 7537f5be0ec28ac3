"""The people of an assignment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, not_

from training.accounts.models import User
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import ChangeKind, Enrolment, EnrolmentChange, EnrolmentState
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql, is_used_up, local_day
from training.assignments.queries.paging import BY_NAME, Key, Sorting, ids_on_page, in_order_of
from training.assignments.queries.reminders import refused_on, reminded_on
from training.core.db import db
from training.org.models import Unit

SORTS = ("status", "name", "unit", "due")
ORDER_OF_STATUS = (
    DutyStatus.NOT_STARTED, DutyStatus.IN_PROGRESS, DutyStatus.OUT_OF_ATTEMPTS, DutyStatus.LAPSED, DutyStatus.EXEMPT,
    DutyStatus.PASSED,
)  # fmt: skip


@dataclass(frozen=True)
class DutyRow:
    """One person's line: how the duty stands, until when, and when they were last reminded of it.

    `is_extended`: the due date is their own; `is_newcomer`: because they came when the assignment was under way.
    """

    id: int
    user_id: int
    full_name: str
    service_number: str | None
    unit_name: str
    status: DutyStatus
    is_overdue: bool
    is_open: bool
    due_on: date | None
    is_extended: bool
    is_newcomer: bool
    completed_at: datetime | None
    reminded_on: date | None
    refused_on: date | None

    @property
    def was_refused(self) -> bool:
        """Whether the latest reminder about the duty did not arrive."""
        return self.refused_on is not None and (self.reminded_on is None or self.reminded_on < self.refused_on)


def page_of_duties(
    duties: Duties, *, sort: str, offset: int, limit: int, total: int | None = None
) -> tuple[list[DutyRow], int]:
    """Some duties in a total order, `sort` one of SORTS, and how many there are, counted unless `total` is known already.

    The ids first, then what is shown of them: three statements at most.
    """
    ids, total = ids_on_page(duties, _sorting(duties, sort), offset=offset, limit=limit, total=total)
    shown = _rows(Duties(duties.paths, None, duties.now)).where(Enrolment.id.in_(ids))
    return in_order_of(ids, {row[0]: _row(row) for row in db.session.execute(shown)} if ids else {}), total


def names_without_address(duties: Duties, *, limit: int) -> list[tuple[str, str]]:
    """People of some duties who still have to do it and have no e-mail address, as (name, unit); the first few by name."""
    rows = db.session.execute(
        duties.select(User.full_name, func.min(Unit.name), people=True, quiz=True)
        .where(
            Enrolment.state == "open",
            Enrolment.exempted_at.is_(None),
            User.deactivated_at.is_(None),
            User.email.is_(None),
            not_(is_used_up()),
        )
        .group_by(User.id, User.full_name)
        .order_by(func.lower(User.full_name), User.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def had_time_given() -> ColumnElement[bool]:
    """Whether the due date of each row is one that nobody gave: it came with joining late, see services/newcomers.py."""
    return exists().where(
        EnrolmentChange.enrolment_id == Enrolment.id,
        EnrolmentChange.kind == ChangeKind.EXTENDED,
        EnrolmentChange.due_on == Enrolment.due_on,
        EnrolmentChange.by_id.is_(None),
    )


def _rows(duties: Duties) -> Any:
    return duties.select(
        Enrolment.id,
        Enrolment.user_id,
        User.full_name,
        User.service_number,
        Unit.name,
        duty_status_sql(duties.now),
        is_overdue_sql(duties.now),
        Enrolment.state == "open",
        Enrolment.due_on,
        Enrolment.extended_until_on == Enrolment.due_on,
        had_time_given(),
        Enrolment.completed_at,
        reminded_on(),
        refused_on(),
        people=True,
        quiz=True,
    )


def _sorting(duties: Duties, sort: str) -> Sorting:
    if sort == "name":
        return Sorting((Key(BY_NAME),), people=True, by_name=True)
    if sort == "unit":
        return Sorting((Key(Unit.name), Key(BY_NAME)), people=True)
    if sort == "due":
        return Sorting((Key(Enrolment.due_on),))
    return Sorting((Key(_urgency(duties)),), quiz=duties.allowed is None)


def _urgency(duties: Duties) -> ColumnElement[int]:
    """Who is late first, then by status in the order of ORDER_OF_STATUS; one pass over the facts of the index."""
    today = local_day(duties.now)
    is_used_up = Enrolment.attempts_submitted >= duties.attempts_allowed()
    is_open = and_(Enrolment.state == EnrolmentState.OPEN, Enrolment.exempted_at.is_(None))
    return case(
        (and_(Enrolment.state == EnrolmentState.COMPLETED, Enrolment.valid_until_on < today), 4),
        (Enrolment.state == EnrolmentState.COMPLETED, 6),
        (Enrolment.exempted_at.is_not(None), 5),
        (and_(is_open, Enrolment.due_on < today), 0),
        (is_used_up, 3),
        (Enrolment.attempts_started > 0, 2),
        else_=1,
    )


def _row(row: Any) -> DutyRow:
    values = list(row)
    values[5] = DutyStatus(values[5])
    for flag in (6, 7, 9, 10):
        values[flag] = bool(values[flag])
    return DutyRow(*values)
