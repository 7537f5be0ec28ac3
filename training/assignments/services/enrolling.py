"""Who is enrolled: those an assignment means, and those who take a module on their own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, literal, select

from training.accounts.models import Membership, User
from training.assignments.domain.dates import NEWCOMER_REASON
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duty import is_used_up
from training.assignments.queries.meant import meant_by
from training.assignments.services.newcomers import give_time
from training.core.db import db
from training.core.errors import NotFound
from training.core.statements import insert_into
from training.modules.models import Module, ModuleState
from training.quizzes.models import Quiz

AT_ONCE = 2000


@dataclass(frozen=True)
class Enrolled:
    """What one step did: how many it enrolled, and the last person it looked at (None: there were no more)."""

    added: int
    last_user_id: int | None


def enrol_oneself(user_id: int, slug: str, *, corps: str, now: datetime) -> int:
    """The id of an open enrolment in a module: one with an attempt left first, an assigned one before one's own, which is
    made if there is none.

    Raises NotFound for a module that is not published or not for this corps.
    """
    module = db.session.scalars(
        select(Module).where(Module.slug == slug, Module.state == ModuleState.PUBLISHED)
    ).one_or_none()
    if module is None or corps not in module.corps:
        raise NotFound
    primary = (Membership.user_id == User.id) & Membership.to_on.is_(None) & Membership.is_primary
    own = (
        select(User.id, literal(module.id), Membership.unit_id, literal(EnrolmentState.OPEN.value), _moment(now))
        .outerjoin(Membership, primary)
        .where(User.id == user_id, ~_open_enrolment(user_id, module.id))
    )
    db.session.execute(
        insert_into(Enrolment)
        .from_select(["user_id", "module_id", "unit_id", "state", "created_at"], own)
        .on_conflict_do_nothing()
    )
    return db.session.scalars(
        select(Enrolment.id)
        .join(Quiz, Quiz.id == module.quiz_id)
        .where(Enrolment.user_id == user_id, Enrolment.module_id == module.id, Enrolment.state == EnrolmentState.OPEN)
        .order_by(
            is_used_up(),
            Enrolment.exempted_at.is_not(None),
            Enrolment.assignment_id.is_(None),
            Enrolment.due_on.is_(None),
            Enrolment.due_on,
            Enrolment.id,
        )
        .limit(1)
    ).one()


def enrol_assigned(assignment: Assignment, *, now: datetime) -> int:
    """Enrol everyone an assignment means who is not enrolled in its cycle yet, at once; returns how many were new."""
    added, step = 0, enrol_next(assignment.id, assignment.cycle, after=0, now=now)
    while step.last_user_id is not None:
        added += step.added
        step = enrol_next(assignment.id, assignment.cycle, after=step.last_user_id, now=now)
    return added


def enrol_next(assignment_id: int, cycle: int, *, after: int, now: datetime) -> Enrolled:
    """Enrol the next AT_ONCE people (by id, beyond `after`) whom an assignment means.

    Safe beside another run and beside an edit: the assignment's row is held, so that its due date and its end are those
    that count, and so are the memberships, so that nobody moves away unseen. Does nothing where the cycle is over. Who
    comes after everybody was enrolled once gets time of their own.
    """
    db.session.flush()
    held = db.session.scalars(
        select(Assignment)
        .where(Assignment.id == assignment_id, Assignment.cycle == cycle, Assignment.ended_at.is_(None))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if held is None:
        return Enrolled(0, None)
    meant = meant_by(held)
    some = meant.where(User.id > after).order_by(User.id).limit(AT_ONCE).subquery()
    last = db.session.scalar(select(func.max(some.c.user_id)))
    if last is None:
        return Enrolled(0, None)
    among = meant.where(User.id > after, User.id <= last)
    return Enrolled(_enrol(held, among, now=now), last)


def _enrol(assignment: Assignment, people: Select[int, int], *, now: datetime) -> int:
    already = exists().where(
        Enrolment.assignment_id == assignment.id, Enrolment.cycle == assignment.cycle, Enrolment.user_id == User.id
    )
    rows = people.add_columns(
        literal(assignment.module_id),
        literal(assignment.id),
        literal(assignment.cycle),
        literal(assignment.due_on, Enrolment.due_on.type),
        literal(EnrolmentState.OPEN.value),
        _moment(now),
    ).where(~already)
    held = rows.with_for_update(read=True, of=[Membership, User])
    columns = ["user_id", "unit_id", "module_id", "assignment_id", "cycle", "due_on", "state", "created_at"]
    added = db.session.scalars(
        insert_into(Enrolment).from_select(columns, held).on_conflict_do_nothing().returning(Enrolment.id)
    ).all()
    if assignment.enrolled_at is not None and assignment.due_on is not None:
        give_time(added, NEWCOMER_REASON, now=now)
    return len(added)


def _moment(now: datetime) -> ColumnElement[datetime]:
    return literal(now, Enrolment.created_at.type)


def _open_enrolment(user_id: int, module_id: int) -> ColumnElement[bool]:
    return exists().where(
        Enrolment.user_id == user_id, Enrolment.module_id == module_id, Enrolment.state == EnrolmentState.OPEN
    )
