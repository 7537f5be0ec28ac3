"""Units to choose from: those of one's branches, by search or by walking the tree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from training.accounts.models import Membership, User
from training.core.db import db
from training.org.domain import outermost
from training.org.models import Unit
from training.org.queries import is_within_any

MOST_FOUND = 20
MOST_CHILDREN = 100
MOST_WORDS = 6
_above, _below = aliased(Unit), aliased(Unit)


@dataclass(frozen=True)
class UnitChoice:
    """A unit to tick: where it lies in words (`Dinas Kesehatan › …`), and whether there is more below it."""

    id: int
    name: str
    code: str
    path: str
    above: str
    has_more: bool = False


def chosen_units(unit_ids: Collection[int], paths: Sequence[str]) -> list[UnitChoice]:
    """Those of the ids that are open units of one's branches, none twice and none below another; by place in the tree."""
    if not unit_ids:
        return []
    units = _choices(Unit.id.in_(unit_ids), is_within_any(paths), limit=len(unit_ids))
    kept = set(outermost(tuple(unit.path for unit in units)))
    return [unit for unit in units if unit.path in kept]


def found_units(words: str, paths: Sequence[str]) -> list[UnitChoice]:
    """Open units whose name or code holds all words; at most MOST_FOUND, by name."""
    return _choices(is_within_any(paths), _holds(words), limit=MOST_FOUND)


def tops(paths: Sequence[str]) -> list[UnitChoice]:
    """The topmost units of one's branches."""
    return _choices(Unit.path.in_(outermost(tuple(paths))), limit=MOST_CHILDREN)


def children_of(unit_id: int, paths: Sequence[str]) -> list[UnitChoice]:
    """Open units right below one of one's branches, by name; at most MOST_CHILDREN."""
    return _choices(Unit.parent_id == unit_id, is_within_any(paths), limit=MOST_CHILDREN)


def trail_to(unit_id: int, paths: Sequence[str]) -> list[UnitChoice]:
    """The units from the top of one's branch down to this one; empty for a foreign one."""
    line = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id, is_within_any(paths)).cte("line", recursive=True)
    line = line.union_all(select(Unit.id, Unit.parent_id).join(line, Unit.id == line.c.parent_id))
    units = _choices(Unit.id.in_(select(line.c.id)), is_within_any(paths), limit=MOST_CHILDREN)
    return sorted(units, key=lambda unit: len(unit.path))


def units_by_id(unit_ids: Collection[int]) -> dict[int, Unit]:
    """Units by id, whosesoever they are; one statement."""
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}


def people_by_path(paths: Sequence[str]) -> dict[str, int]:
    """How many active people belong to each unit itself, by its path; units without any are left out."""
    gone = select(User.id).where(User.deactivated_at.is_not(None))
    rows = db.session.execute(
        select(Unit.path, func.count())
        .join(Membership, (Membership.unit_id == Unit.id) & Membership.to_on.is_(None) & Membership.is_primary)
        .where(is_within_any(paths), Membership.user_id.not_in(gone))
        .group_by(Unit.path)
    )
    return {row[0]: row[1] for row in rows}


def _holds(words: str) -> ColumnElement[bool]:
    return and_(
        *(
            or_(Unit.name.icontains(word, autoescape=True), Unit.code.icontains(word, autoescape=True))
            for word in words.split()[:MOST_WORDS]
        )
    )


def _choices(*conditions: ColumnElement[bool], limit: int) -> list[UnitChoice]:
    """Open units by name, each with the name of the unit right above and whether something lies below; one statement."""
    rows = db.session.execute(
        select(
            Unit.id,
            Unit.name,
            Unit.code,
            Unit.path,
            func.coalesce(_above.name, ""),
            exists().where(_below.parent_id == Unit.id, _below.closed_on.is_(None)),
        )
        .outerjoin(_above, _above.id == Unit.parent_id)
        .where(Unit.closed_on.is_(None), *conditions)
        .order_by(func.lower(Unit.name), Unit.id)
        .limit(limit)
    )
    return [UnitChoice(*row[:5], has_more=bool(row[5])) for row in rows]
