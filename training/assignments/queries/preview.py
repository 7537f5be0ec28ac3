"""Who an assignment would reach, and who of its units it would not: before it is saved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from training.accounts.models import Membership, User
from training.assignments.models import Enrolment, EnrolmentState
from training.assignments.queries.meant import corps_meant, people_in_units
from training.core.db import db
from training.org.models import Unit
from training.org.queries import is_within_any

FIRST_NAMES = 10
_later = aliased(Membership)


class LeftOut(StrEnum):
    """Why somebody of the units is not meant."""

    OTHER_CORPS = "other_corps"
    CORPS_NOT_CHOSEN = "corps_not_chosen"
    INACTIVE = "inactive"
    NO_UNIT = "no_unit"


@dataclass(frozen=True)
class Preview:
    """People meant by the path of their unit, the first of them as (name, unit), who is left out and how many by reason.

    `already_valid` of those meant hold a completion of the module that is valid today.
    """

    by_path: dict[str, int]
    first: list[tuple[str, str]]
    left_out: dict[LeftOut, int]
    first_left_out: list[tuple[str, str, LeftOut]]
    already_valid: int

    @property
    def people(self) -> int:
        """How many it means."""
        return sum(self.by_path.values())


def preview_of(
    unit_paths: Sequence[str], module_id: int, module_corps: Collection[str], chosen: Collection[str], *, now: datetime
) -> Preview:
    """What would happen; five statements, however many people."""
    corps = sorted(corps_meant(module_corps, chosen))
    meant = people_in_units().where(
        is_within_any(unit_paths), User.corps.in_(corps), User.deactivated_at.is_(None)
    )  # fmt: skip
    by_path = db.session.execute(meant.with_only_columns(Unit.path, func.count()).group_by(Unit.path)).all()
    first = db.session.execute(
        meant.with_only_columns(User.full_name, Unit.name)
        .order_by(func.lower(User.full_name), User.id)
        .limit(FIRST_NAMES)
    ).all()
    left = _left_out(unit_paths, module_corps, corps).subquery()
    counts = db.session.execute(select(left.c.why, func.count()).group_by(left.c.why)).all()
    some = db.session.execute(
        select(left.c.full_name, left.c.unit_name, left.c.why)
        .order_by(func.lower(left.c.full_name), left.c.user_id)
        .limit(FIRST_NAMES)
    ).all()
    return Preview(
        by_path={row[0]: row[1] for row in by_path},
        first=[(name, unit) for name, unit in first],
        left_out={LeftOut(why): count for why, count in counts},
        first_left_out=[(name, unit, LeftOut(why)) for name, unit, why in some],
        already_valid=_already_valid(meant, module_id, now),
    )


def _left_out(unit_paths: Sequence[str], module_corps: Collection[str], corps: Collection[str]) -> Select[int, str]:
    """People whose last primary unit is one of these and who are not meant, with the reason."""
    why = case(
        (User.deactivated_at.is_not(None), LeftOut.INACTIVE.value),
        (Membership.to_on.is_not(None), LeftOut.NO_UNIT.value),
        (User.corps.not_in(sorted(module_corps)), LeftOut.OTHER_CORPS.value),
        else_=LeftOut.CORPS_NOT_CHOSEN.value,
    )
    is_last = ~exists().where(_later.user_id == User.id, _later.is_primary, _later.id > Membership.id)
    return (
        select(User.id.label("user_id"), User.full_name, Unit.name.label("unit_name"), why.label("why"))
        .join(Membership, (Membership.user_id == User.id) & Membership.is_primary)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(is_within_any(unit_paths), is_last, _is_not_meant(corps))
    )


def _is_not_meant(corps: Collection[str]) -> ColumnElement[bool]:
    return or_(
        User.deactivated_at.is_not(None), Membership.to_on.is_not(None), User.corps.not_in(sorted(corps))
    )  # fmt: skip


def _already_valid(meant: Select[int, int], module_id: int, now: datetime) -> int:
    today = literal(now.date(), Enrolment.valid_until_on.type)
    holds = exists().where(
        Enrolment.user_id == User.id,
        Enrolment.module_id == module_id,
        Enrolment.state == EnrolmentState.COMPLETED,
        Enrolment.valid_until_on.is_(None) | (Enrolment.valid_until_on >= today),
    )
    return db.session.scalar(meant.with_only_columns(func.count()).where(holds)) or 0
