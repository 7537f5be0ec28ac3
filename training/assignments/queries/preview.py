"""Who an assignment would reach, and who of its units it would not: before it is saved."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from training.accounts.models import Membership, User
from training.assignments.models import Enrolment, EnrolmentState
from training.assignments.queries.meant import corps_meant
from training.core.db import db
from training.org.models import Unit
from training.org.queries import is_within_any

FIRST_NAMES = 10
MEANT = "meant"
_later = aliased(Membership)


class LeftOut(StrEnum):
    """Why somebody of the units is not meant."""

    OTHER_CORPS = "other_corps"
    CORPS_NOT_CHOSEN = "corps_not_chosen"
    INACTIVE = "inactive"
    NO_UNIT = "no_unit"


@dataclass(frozen=True)
class Preview:
    """People meant by the path of their unit, some of them as (name, unit), who is left out and how many by reason.

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
    """What would happen; one pass over the people of the units, then names out of a few of these: three statements."""
    why = _why(module_corps, corps_meant(module_corps, chosen))
    rows = db.session.execute(
        _people(unit_paths, Unit.path, why.label("why"), func.count(), _how_many_hold(module_id, now)).group_by(
            Unit.path, why
        )
    ).all()
    meant = {row[0]: row[2] for row in rows if row.why == MEANT}
    left: Counter[str] = Counter()
    for path, reason, count, _valid in rows:
        if reason != MEANT:
            left[path] += count
    counts: Counter[LeftOut] = Counter()
    for _path, reason, count, _valid in rows:
        if reason != MEANT:
            counts[LeftOut(reason)] += count
    return Preview(
        by_path=meant,
        first=[(name, unit) for name, unit, _reason in _some(meant, why, why == MEANT)],
        left_out=dict(counts),
        first_left_out=[(name, unit, LeftOut(reason)) for name, unit, reason in _some(left, why, why != MEANT)],
        already_valid=sum(int(row[3] or 0) for row in rows if row.why == MEANT),
    )


def _people(unit_paths: Sequence[str], *columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """Everybody whose primary unit is one of these or below; those who left, where it was their last one."""
    is_last = ~exists().where(_later.user_id == User.id, _later.is_primary, _later.id > Membership.id)
    return (
        select(*columns)
        .select_from(Unit)
        .join(Membership, (Membership.unit_id == Unit.id) & Membership.is_primary)
        .join(User, User.id == Membership.user_id)
        .where(is_within_any(unit_paths), or_(Membership.to_on.is_(None), is_last))
    )


def _why(module_corps: Collection[str], corps: Collection[str]) -> ColumnElement[str]:
    """MEANT, or the reason why not."""
    return case(
        (User.deactivated_at.is_not(None), literal_column(f"'{LeftOut.INACTIVE.value}'")),
        (Membership.to_on.is_not(None), literal_column(f"'{LeftOut.NO_UNIT.value}'")),
        (User.corps.in_(sorted(corps)), literal_column(f"'{MEANT}'")),
        (User.corps.not_in(sorted(module_corps)), literal_column(f"'{LeftOut.OTHER_CORPS.value}'")),
        else_=literal_column(f"'{LeftOut.CORPS_NOT_CHOSEN.value}'"),
    )


def _some(counts: Mapping[str, int], why: ColumnElement[str], wanted: ColumnElement[bool]) -> Sequence[Any]:
    """The first few names, in the first units that have enough of them: nobody sorts 50,000 names to show ten."""
    paths, found = [], 0
    for path in sorted(counts):
        if found >= FIRST_NAMES:
            break
        paths.append(path)
        found += counts[path]
    if not paths:
        return []
    return db.session.execute(
        _people(paths, User.full_name, Unit.name, why.label("why"))
        .where(Unit.path.in_(paths), wanted)
        .order_by(func.lower(User.full_name), User.id)
        .limit(FIRST_NAMES)
    ).all()


def _how_many_hold(module_id: int, now: datetime) -> ColumnElement[int]:
    """How many of a group hold a completion of the module that is valid today."""
    today = literal(now.date(), Enrolment.valid_until_on.type)
    holders = select(Enrolment.user_id).where(
        Enrolment.module_id == module_id,
        Enrolment.state == EnrolmentState.COMPLETED,
        Enrolment.valid_until_on.is_(None) | (Enrolment.valid_until_on >= today),
    )
    return func.sum(case((User.id.in_(holders), 1), else_=0))
