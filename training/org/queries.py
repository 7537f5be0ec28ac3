"""Reading the unit tree."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select

from training.core.db import db
from training.org.domain import outermost
from training.org.models import Unit

TOP_SLASHES = 2


def unit_with_code(code: str) -> Unit:
    """The unit with a code. Raises NoResultFound."""
    return db.session.scalars(select(Unit).where(Unit.code == code.strip())).one()


def is_within(path: str) -> ColumnElement[bool]:
    """Condition: the unit lies in the subtree of `path`, itself included; a range, so that the index serves."""
    return and_(Unit.path >= path, Unit.path < path[:-1] + "0")


def is_within_any(paths: Sequence[str]) -> ColumnElement[bool]:
    """Condition: the unit lies in one of several branches; with none, nothing does."""
    return or_(false(), *(is_within(path) for path in outermost(tuple(paths))))


def is_top(path: str) -> bool:
    """Whether a path is that of an agency: its own id and no other."""
    return path.count("/") == TOP_SLASHES


def top_unit_of(unit: Unit) -> Unit:
    """The agency a unit belongs to: the first unit on its path."""
    top_id = int(unit.path.strip("/").split("/")[0])
    return unit if top_id == unit.id else db.session.get_one(Unit, top_id)
