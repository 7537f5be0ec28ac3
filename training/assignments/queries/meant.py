"""Whom an assignment means."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, select

from training.accounts.models import Membership, User
from training.assignments.models import Assignment
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import is_within_any


def meant_by(assignment: Assignment) -> Select[int, int]:
    """Pairs (user id, id of the primary unit) of those it means; two statements to build it.

    It means the people of its units and all below them, of the corps it names (all, if none), as far as the module is
    for their corps; nobody who left, is deactivated or only helps out there.
    """
    module_corps = db.session.scalars(select(Module.corps).where(Module.id == assignment.module_id)).one()
    corps = corps_meant(module_corps, assignment.whom.get("corps", ()))
    within = in_units(assignment.whom["units"])
    return people_in_units().where(within, User.corps.in_(sorted(corps)), User.deactivated_at.is_(None))


def people_in_units() -> Select[int, int]:
    """Pairs (user id, unit id) of everybody with a primary unit; `Unit` is joined for conditions."""
    primary = and_(Membership.user_id == User.id, Membership.to_on.is_(None), Membership.is_primary)
    return (
        select(User.id.label("user_id"), Membership.unit_id.label("unit_id"))
        .join(Membership, primary)
        .join(Unit, Unit.id == Membership.unit_id)
    )


def in_units(unit_ids: Collection[int]) -> ColumnElement[bool]:
    """Condition: the unit is one of these or below one; never, for none. One statement to build it."""
    paths = db.session.scalars(select(Unit.path).where(Unit.id.in_(unit_ids)).order_by(Unit.path)).all()
    return is_within_any(paths)


def corps_meant(module_corps: Collection[str], chosen: Collection[str]) -> set[str]:
    """The corps a module is for, narrowed to those that were chosen (all, if none)."""
    return set(module_corps) & set(chosen) if chosen else set(module_corps)
