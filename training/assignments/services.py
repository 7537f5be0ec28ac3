"""Enrolments: made for those an assignment means, made by oneself, and completed."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from training.accounts.models import Membership, User
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.signals import Completion, enrolment_completed
from training.audit.services import record
from training.core.db import db
from training.core.errors import NotFound
from training.modules.models import Module, ModuleState
from training.org.models import Unit
from training.org.queries import is_within


def enrol_oneself(user_id: int, slug: str, *, corps: str, now: datetime) -> int:
    """The id of an open enrolment in a module: an assigned one first, else one's own, made if there is none.

    Raises NotFound for a module that is not published or not for this corps.
    """
    module = db.session.scalars(
        select(Module).where(Module.slug == slug, Module.state == ModuleState.PUBLISHED)
    ).one_or_none()
    if module is None or corps not in module.corps:
        raise NotFound
    insert_one = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(
        insert_one(Enrolment)
        .from_select(
            ["user_id", "module_id", "state", "created_at"],
            select(literal(user_id), literal(module.id), literal(EnrolmentState.OPEN.value), literal(now, Enrolment.created_at.type))
            .where(~_open_enrolment(user_id, module.id)),
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    return db.session.scalars(
        select(Enrolment.id)
        .where(Enrolment.user_id == user_id, Enrolment.module_id == module.id, Enrolment.state == EnrolmentState.OPEN)
        .order_by(Enrolment.assignment_id.is_(None), Enrolment.due_on.is_(None), Enrolment.due_on, Enrolment.id)
        .limit(1)
    ).one()


def enrol_assigned(assignment: Assignment, *, now: datetime) -> int:
    """Enrol everyone an assignment means who is not enrolled in its cycle yet; returns how many were new.

    It means the people of its units and all below them, of the corps it names (all, if none), as far as the module is
    for their corps. Safe beside another run.
    """
    already = exists().where(
        Enrolment.assignment_id == assignment.id, Enrolment.cycle == assignment.cycle, Enrolment.user_id == User.id
    )
    people = (
        select(
            User.id,
            literal(assignment.module_id),
            literal(assignment.id),
            literal(assignment.cycle),
            literal(assignment.due_on, Enrolment.due_on.type),
            literal(EnrolmentState.OPEN.value),
            literal(now, Enrolment.created_at.type),
        )
        .join(Membership, and_(Membership.user_id == User.id, Membership.to_on.is_(None), Membership.is_primary))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(*_is_meant_by(assignment), ~already)
    )
    columns = ["user_id", "module_id", "assignment_id", "cycle", "due_on", "state", "created_at"]
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    added = db.session.execute(
        insert(Enrolment).from_select(columns, people).on_conflict_do_nothing().returning(Enrolment.id)
    ).all()
    return len(added)


def end_assignment(assignment: Assignment, *, now: datetime) -> int:
    """End an assignment: who has not completed it need not any more; returns how many those are."""
    assignment.ended_at = now
    ended = db.session.execute(
        update(Enrolment)
        .where(Enrolment.assignment_id == assignment.id, Enrolment.state == EnrolmentState.OPEN)
        .values(state=EnrolmentState.ENDED, ended_at=now)
        .returning(Enrolment.id),
        execution_options={"synchronize_session": False},
    ).all()
    return len(ended)


def complete_enrolment(
    enrolment_id: int, *, attempt_id: int, marks: int, out_of: int, now: datetime
) -> Completion | None:
    """Write the completion of an open enrolment, once and for good, and announce it; None when it has one already."""
    unit_of_person = (
        select(Membership.unit_id)
        .where(Membership.user_id == Enrolment.user_id, Membership.to_on.is_(None), Membership.is_primary)
        .scalar_subquery()
    )
    row = db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == EnrolmentState.OPEN)
        .values(state=EnrolmentState.COMPLETED, completed_at=now, completed_unit_id=unit_of_person)
        .returning(Enrolment.user_id, Enrolment.completed_unit_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if row is None:
        return None
    completion = Completion(enrolment_id, attempt_id, marks, out_of, now, row.completed_unit_id)
    record(
        "enrolment_completed",
        actor_id=row.user_id,
        object_kind="enrolment",
        object_id=enrolment_id,
        unit_id=row.completed_unit_id,
        facts={"attempt_id": attempt_id, "marks": marks, "out_of": out_of},
    )
    enrolment_completed.send(completion=completion)
    return completion


def _open_enrolment(user_id: int, module_id: int) -> ColumnElement[bool]:
    return exists().where(
        Enrolment.user_id == user_id, Enrolment.module_id == module_id, Enrolment.state == EnrolmentState.OPEN
    )


def _is_meant_by(assignment: Assignment) -> list[ColumnElement[bool]]:
    subtrees = db.session.scalars(select(Unit.path).where(Unit.id.in_(assignment.whom["units"]))).all()
    corps = set(db.session.scalars(select(Module.corps).where(Module.id == assignment.module_id)).one())
    if assignment.whom.get("corps"):
        corps &= set(assignment.whom["corps"])
    in_subtrees = or_(false(), *(is_within(path) for path in subtrees))
    return [in_subtrees, User.corps.in_(sorted(corps)), User.deactivated_at.is_(None)]
