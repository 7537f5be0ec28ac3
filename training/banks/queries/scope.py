"""Whose banks somebody may see and change: those of the units below their grants, and the shipped ones.

A shipped bank has no owner. Everybody who may see banks at all reads it; changing it takes a grant for a whole agency.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from training.banks.models import Bank
from training.org.models import Unit
from training.org.queries import is_top, is_within_any


def is_visible(paths: Sequence[str]) -> ColumnElement[bool]:
    """Condition: a bank that may be read with a permission that holds below these paths."""
    return or_(Bank.owner_unit_id.is_(None), _belongs_below(paths))


def is_changeable(paths: Sequence[str]) -> ColumnElement[bool]:
    """Condition: a bank whose items may be changed with a permission that holds below these paths."""
    below = _belongs_below(paths)
    return or_(Bank.owner_unit_id.is_(None), below) if any(map(is_top, paths)) else below


def reaches(paths: Sequence[str], owner: Unit | None) -> bool:
    """Whether a permission that holds below these paths lets one change the banks of an owner; None: shipped ones."""
    return any(is_top(path) if owner is None else owner.path.startswith(path) for path in paths)


def _belongs_below(paths: Sequence[str]) -> ColumnElement[bool]:
    return Bank.owner_unit_id.in_(select(Unit.id).where(is_within_any(paths)))
