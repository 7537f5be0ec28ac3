"""What one person's page shows, a statement for each part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from training.accounts.models import ActivationCode, Grant, LoginSession, Membership, User
from training.assignments.domain.duty import Duty as DutyFacts
from training.assignments.domain.duty import DutyStatus, duty_status, is_overdue
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.core.db import db
from training.modules.models import Module
from training.org.domain import lies_within_any
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz

MOST_DUTIES = 50
_inside = aliased(Unit)
UNITS_BELOW = (
    select(func.count())
    .select_from(_inside)
    .where(
        _inside.path > Unit.path,
        _inside.path < func.substr(Unit.path, 1, func.length(Unit.path) - 1) + "0",
        _inside.closed_on.is_(None),
    )
    .scalar_subquery()
)


@dataclass(frozen=True)
class Stay:
    """A membership in the history: `[from_on, to_on)`."""

    unit_id: int
    unit_name: str
    position: str | None
    is_primary: bool
    from_on: date
    to_on: date | None
    is_mine: bool


@dataclass(frozen=True)
class GrantRow:
    """A role somebody holds or will hold, with all its sentence needs."""

    id: int
    user_id: int
    full_name: str
    role: str
    unit_id: int
    unit_name: str
    unit_path: str
    units_below: int
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Duty:
    """An enrolment of a person; `is_closed`: it ended, whatever the status."""

    title: dict[str, Any]
    assignment_title: str | None
    due_on: date | None
    completed_at: datetime | None
    status: DutyStatus
    is_overdue: bool
    is_closed: bool


@dataclass(frozen=True)
class Access:
    """When a person was last seen, and until when an activation code of theirs opens their account."""

    last_seen_at: datetime | None
    code_until: datetime | None


def history_of(user_id: int, paths: Sequence[str]) -> list[Stay]:
    """Where a person belonged, the latest first; days that were corrected the same day are left out."""
    rows = db.session.execute(
        select(Membership, Unit.name, Unit.path)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.user_id == user_id, Membership.to_on.is_(None) | (Membership.to_on > Membership.from_on))
        .order_by(Membership.from_on.desc(), Membership.id.desc())
    )
    return [
        Stay(
            row.unit_id, name, row.position, row.is_primary, row.from_on, row.to_on,
            is_mine=lies_within_any(path, tuple(paths)),
        )
        for row, name, path in rows
    ]  # fmt: skip


def grants_of_person(user_id: int, paths: Sequence[str], *, today: date) -> tuple[list[GrantRow], int]:
    """The roles of a person that hold or will hold, in one's branch; and how many more they hold elsewhere."""
    rows = _grants(Grant.user_id == user_id, today=today)
    mine = [row for row in rows if lies_within_any(row.unit_path, tuple(paths))]
    return mine, len(rows) - len(mine)


def grants_in_unit(unit_id: int, *, today: date) -> list[GrantRow]:
    """The roles that were given for a unit itself and hold or will hold."""
    return _grants(Grant.unit_id == unit_id, today=today)


def grant_within(grant_id: int, paths: Sequence[str], *, today: date) -> GrantRow:
    """A role in one's branch that holds or will hold. Raises NoResultFound."""
    rows = db.session.execute(_grant_statement(today).where(Grant.id == grant_id, is_within_any(paths)))
    return GrantRow(*rows.one())


def duties_of(user_id: int, *, today: date) -> list[Duty]:
    """What a person has to learn or has learnt, the latest first."""
    rows = db.session.execute(
        select(
            Module.title,
            Assignment.title.label("assignment_title"),
            Enrolment.due_on,
            Enrolment.completed_at,
            Enrolment.state,
            Enrolment.exempted_at,
            Enrolment.valid_until_on,
            Enrolment.attempts_started,
            Enrolment.attempts_submitted,
            Quiz.attempts_allowed,
        )
        .join(Module, Module.id == Enrolment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .outerjoin(Assignment, Assignment.id == Enrolment.assignment_id)
        .where(Enrolment.user_id == user_id)
        .order_by(Enrolment.id.desc())
        .limit(MOST_DUTIES)
    )
    return [_duty(row, today) for row in rows]


def _duty(row: Any, today: date) -> Duty:
    facts = DutyFacts(
        state=row.state,
        is_exempt=row.exempted_at is not None,
        due_on=row.due_on,
        valid_until_on=row.valid_until_on,
        attempts_started=row.attempts_started,
        attempts_submitted=row.attempts_submitted,
        attempts_allowed=row.attempts_allowed,
    )
    return Duty(
        row.title,
        row.assignment_title,
        row.due_on,
        row.completed_at,
        status=duty_status(facts, today=today),
        is_overdue=is_overdue(facts, today=today),
        is_closed=row.state == EnrolmentState.ENDED,
    )


def access_of(user_id: int, *, now: datetime) -> Access:
    """How far a person is with signing in; one statement."""
    seen = select(func.max(LoginSession.last_seen_at)).where(LoginSession.user_id == user_id).scalar_subquery()
    code = (
        select(func.max(ActivationCode.expires_at))
        .where(ActivationCode.user_id == user_id, ActivationCode.used_at.is_(None), ActivationCode.expires_at > now)
        .scalar_subquery()
    )
    return Access(*db.session.execute(select(seen, code)).one())


def _grants(condition: Any, *, today: date) -> list[GrantRow]:
    statement = _grant_statement(today).where(condition)
    return [GrantRow(*row) for row in db.session.execute(statement.order_by(User.full_name, Grant.from_on, Grant.id))]


def _grant_statement(today: date) -> Any:
    return (
        select(
            Grant.id, User.id, User.full_name, Grant.role, Unit.id, Unit.name, Unit.path, UNITS_BELOW, Grant.from_on,
            Grant.until_on,
        )
        .join(User, User.id == Grant.user_id)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(Grant.revoked_at.is_(None), Grant.until_on.is_(None) | (Grant.until_on >= today))
    )  # fmt: skip
