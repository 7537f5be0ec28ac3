"""The people of an assignment, and one duty with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from training.accounts.models import User
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Assignment, Enrolment, EnrolmentChange, EnrolmentState, Reminder
from training.assignments.queries.duty import duty_status_sql, is_overdue_sql, local_day
from training.assignments.queries.selection import Selection
from training.core.db import db
from training.modules.models import Module
from training.notifications.models import Email
from training.org.models import Unit
from training.quizzes.models import Quiz

SORTS = ("status", "name", "unit", "due")
BASE_COLUMNS = 12
ORDER_OF_STATUS = (
    DutyStatus.NOT_STARTED, DutyStatus.IN_PROGRESS, DutyStatus.OUT_OF_ATTEMPTS, DutyStatus.LAPSED, DutyStatus.EXEMPT,
    DutyStatus.PASSED,
)  # fmt: skip


OWNER_PATH = select(Unit.path).where(Unit.id == Assignment.unit_id).correlate(Assignment).scalar_subquery()


@dataclass(frozen=True)
class DutyRow:
    """One person's line: how the duty stands, until when, and when they were last reminded."""

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
    completed_at: datetime | None
    reminded_on: date | None


@dataclass(frozen=True)
class Change:
    """One line of a duty's history, with the name of who did it (None: a command)."""

    kind: str
    due_on: date | None
    reason: str
    at: datetime
    by_name: str | None


def duty_rows(selection: Selection, *, sort: str, offset: int, limit: int) -> list[DutyRow]:
    """Some duties in a total order, `sort` one of SORTS; two statements: one sorts ids, the other reads what is shown."""
    return page_of_duties(selection, sort=sort, offset=offset, limit=limit)[0]


def page_of_duties(
    selection: Selection, *, sort: str, offset: int, limit: int, total: int | None = None
) -> tuple[list[DutyRow], int]:
    """The same, and how many the selection holds (0 beyond its end), counted unless `total` is known already."""
    counted = func.count().over() if total is None else literal(total)
    narrow = selection.select(
        Enrolment.id, counted, people=sort in ("name", "unit"), quiz=sort == "status" and selection.allowed is None
    )  # fmt: skip
    found = db.session.execute(narrow.order_by(*_order(selection, sort)).offset(offset).limit(limit)).all()
    ids = [row[0] for row in found]
    shown = Selection(selection.paths, selection.now)
    rows = {row[0]: _row(row) for row in db.session.execute(_rows(shown).where(Enrolment.id.in_(ids)))}
    return [rows[one] for one in ids if one in rows], found[0][1] if found else 0


def first_ids(selection: Selection, *, limit: int) -> list[int]:
    """The first few duties of a selection, by id."""
    return list(db.session.scalars(selection.ids_of().order_by(Enrolment.id).limit(limit)))


def names_without_address(selection: Selection, *, limit: int) -> list[tuple[str, str]]:
    """People of a selection who still have to do it and have no e-mail address, as (name, unit); the first few by name."""
    rows = db.session.execute(
        selection.select(User.full_name, Unit.name, people=True)
        .where(Enrolment.state == "open", Enrolment.exempted_at.is_(None), User.email.is_(None))
        .order_by(func.lower(User.full_name), Enrolment.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def duty_within(duty_id: int, selection: Selection) -> tuple[DutyRow, dict[str, Any]]:
    """One duty of one's branches, with facts of its assignment. Raises NoResultFound."""
    row = db.session.execute(
        _rows(selection).join(Assignment, Assignment.id == Enrolment.assignment_id).add_columns(
            Assignment.id, Assignment.title, OWNER_PATH, Module.title, Enrolment.attempts_started,
            Enrolment.attempts_submitted, Enrolment.valid_until_on, Enrolment.cycle, Enrolment.extended_until_on,
        ).where(Enrolment.id == duty_id)
    ).one()  # fmt: skip
    names = (
        "assignment_id", "title", "owner_path", "module_title", "attempts_started", "attempts_submitted",
        "valid_until_on", "cycle", "extended_until_on",
    )  # fmt: skip
    return _row(row[:BASE_COLUMNS]), dict(zip(names, row[BASE_COLUMNS:], strict=True))


def history_of(duty_id: int) -> list[Change]:
    """What was changed in a duty, the latest first."""
    rows = db.session.execute(
        select(EnrolmentChange.kind, EnrolmentChange.due_on, EnrolmentChange.reason, EnrolmentChange.at, User.full_name)
        .outerjoin(User, User.id == EnrolmentChange.by_id)
        .where(EnrolmentChange.enrolment_id == duty_id)
        .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
    )
    return [Change(*row) for row in rows]


def reminders_to(user_id: int, *, limit: int) -> Sequence[Any]:
    """The latest reminders to a person: rows (at, sent_at, refused_at)."""
    return db.session.execute(
        select(Reminder.at, Email.sent_at, Email.refused_at)
        .outerjoin(Email, Email.id == Reminder.email_id)
        .where(Reminder.user_id == user_id, Reminder.dropped_at.is_(None))
        .order_by(Reminder.at.desc(), Reminder.id.desc())
        .limit(limit)
    ).all()


def _rows(selection: Selection) -> Any:
    reminded = select(func.max(Reminder.on_day)).where(Reminder.user_id == Enrolment.user_id).scalar_subquery()
    return selection.select(
        Enrolment.id,
        Enrolment.user_id,
        User.full_name,
        User.service_number,
        Unit.name,
        duty_status_sql(selection.now),
        is_overdue_sql(selection.now),
        Enrolment.state == "open",
        Enrolment.due_on,
        Enrolment.extended_until_on.is_not(None),
        Enrolment.completed_at,
        reminded,
        people=True,
        quiz=True,
    )


def _order(selection: Selection, sort: str) -> Sequence[Any]:
    orders: dict[str, Sequence[Any]] = {
        "name": (User.full_name,),
        "unit": (Unit.name, User.full_name),
        "due": (Enrolment.due_on.is_(None), Enrolment.due_on),
        "status": (_urgency(selection),),
    }
    return (*orders[sort], Enrolment.id)


def _urgency(selection: Selection) -> ColumnElement[int]:
    """Who is late first, then by status in the order of ORDER_OF_STATUS; one pass over the facts of the index."""
    today = local_day(selection.now)
    is_used_up = Enrolment.attempts_submitted >= (
        Quiz.attempts_allowed if selection.allowed is None else selection.allowed
    )
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
    values[6], values[7], values[9] = bool(values[6]), bool(values[7]), bool(values[9])
    return DutyRow(*values)
