"""Units of one's branch, each page in a fixed number of statements."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from training.accounts.models import Membership
from training.core.db import db
from training.directory.domain import UnitRow, rolled_up
from training.org.domain import ids_on, lies_within_any, outermost
from training.org.models import Unit
from training.org.queries import is_within, is_within_any

MOST_CANDIDATES = 20
MOST_WORDS = 6
MOST_OPTIONS = 200


def unit_within(unit_id: int, paths: Sequence[str], *, is_locked: bool = False) -> Unit:
    """A unit of one's branch, if asked for changed by nobody else in this transaction. Raises NoResultFound for any other."""
    statement = select(Unit).where(Unit.id == unit_id, is_within_any(paths))
    return db.session.scalars(statement.with_for_update() if is_locked else statement).one()


def branch_rows(paths: Sequence[str], *, with_closed: bool) -> list[UnitRow]:
    """Every unit of some branches by name, with people and units counted; two statements."""
    conditions = [is_within_any(paths)] + ([] if with_closed else [Unit.closed_on.is_(None)])
    rows = db.session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.path, Unit.closed_on)
        .where(*conditions)
        .order_by(func.lower(Unit.name), Unit.id)
    )
    units = [UnitRow(row.id, row.code, row.name, row.path, row.closed_on is not None) for row in rows]
    return rolled_up(units, people_by_unit(is_within_any(paths)))


def people_by_unit(condition: ColumnElement[bool]) -> dict[int, int]:
    """How many people belong to each unit itself now (their primary unit); units without any are left out."""
    counted = db.session.execute(
        select(Membership.unit_id, func.count().label("people"))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(condition, Membership.to_on.is_(None), Membership.is_primary)
        .group_by(Membership.unit_id)
    )
    return {row.unit_id: row.people for row in counted}


def found_units(words: str, paths: Sequence[str], *, offset: int, limit: int) -> tuple[int, list[Unit]]:
    """Units whose name or code holds all words, open ones first, then by name; how many, and some of them."""
    conditions = (is_within_any(paths), _holds(words))
    total = db.session.scalars(select(func.count()).select_from(Unit).where(*conditions)).one()
    rows = db.session.scalars(
        select(Unit)
        .where(*conditions)
        .order_by(Unit.closed_on.isnot(None), func.lower(Unit.name), Unit.id)
        .offset(offset)
        .limit(limit)
    )
    return total, list(rows)


def candidates(words: str, paths: Sequence[str]) -> list[Unit]:
    """Open units that somebody may mean: the one with this code, or the only one with just this name, else those whose
    name or code holds all words.

    One more than MOST_CANDIDATES at most.
    """
    open_units = select(Unit).where(Unit.closed_on.is_(None), is_within_any(paths))
    exact = db.session.scalars(open_units.where(func.lower(Unit.code) == words.lower()).limit(2)).all()
    if len(exact) == 1:
        return list(exact)
    named = db.session.scalars(open_units.where(func.lower(Unit.name) == words.lower()).limit(2)).all()
    if len(named) == 1:
        return list(named)
    return list(
        db.session.scalars(
            open_units.where(_holds(words)).order_by(func.lower(Unit.name), Unit.id).limit(MOST_CANDIDATES + 1)
        )
    )


def names_above(units: Sequence[Unit]) -> dict[int, str]:
    """The name of each unit's parent, by the parent's id; one statement."""
    ids = {unit.parent_id for unit in units if unit.parent_id is not None}
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))}


def trail_to(unit: Unit, paths: Sequence[str]) -> list[Unit]:
    """The units above one, from the top of one's branch down; those above the branch are left out."""
    above = ids_on(unit.path)[:-1]
    if not above:
        return []
    found = db.session.scalars(select(Unit).where(Unit.id.in_(above)).order_by(func.length(Unit.path)))
    return [one for one in found if lies_within_any(one.path, tuple(paths))]


def units_below(path: str) -> int:
    """How many open units lie in a branch, its own unit not counted."""
    return db.session.scalars(
        select(func.count()).select_from(Unit).where(is_within(path), Unit.path != path, Unit.closed_on.is_(None))
    ).one()


def _holds(words: str) -> ColumnElement[bool]:
    return and_(
        *(
            or_(Unit.name.icontains(word, autoescape=True), Unit.code.icontains(word, autoescape=True))
            for word in words.split()[:MOST_WORDS]
        )
    )


def unit_options(paths: Sequence[str], *, also: Unit | None) -> list[tuple[int, str]]:
    """Units to filter by: the tops of one's branches and those right below them (MOST_OPTIONS at most), and `also`."""
    tops = outermost(tuple(paths))
    if not tops:
        return []
    parents = [ids_on(path)[-1] for path in tops]
    found = db.session.scalars(
        select(Unit)
        .where(or_(Unit.id.in_(parents), Unit.parent_id.in_(parents)), Unit.closed_on.is_(None))
        .order_by(func.lower(Unit.name), Unit.id)
        .limit(MOST_OPTIONS)
    ).all()
    units = {unit.id: unit for unit in [*found, *([also] if also else [])]}
    return [(unit.id, unit.name) for unit in units.values()]


def first_unit_in(paths: Sequence[str]) -> Unit:
    """The top of the first of one's branches. Raises NoResultFound where there is none."""
    tops = [ids_on(path)[-1] for path in outermost(tuple(paths))[:1]]
    return db.session.scalars(select(Unit).where(Unit.id.in_(tops))).one()
