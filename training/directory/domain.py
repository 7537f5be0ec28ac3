"""The unit tree as a page shows it, and how a person stands; no clock, no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from training.accounts.domain.credentials import GrantFacts
from training.org.domain import ids_on, lies_within

WHOLE_TREE = 120


class PersonState(StrEnum):
    """Which people a list shows."""

    ACTIVE = "active"
    UNUSED = "unused"
    INACTIVE = "inactive"


@dataclass(frozen=True)
class UnitRow:
    """One unit of a list: how many people belong to it, and to it with all below it."""

    id: int
    code: str
    name: str
    path: str
    is_closed: bool
    own_people: int = 0
    people: int = 0
    units_below: int = 0


@dataclass(frozen=True)
class TreeNode:
    """A unit with those below it; `has_more` where the page leaves them out."""

    unit: UnitRow
    below: tuple["TreeNode", ...]
    has_more: bool


def rolled_up(units: Sequence[UnitRow], own_people: Mapping[int, int]) -> list[UnitRow]:
    """Units with the people of each branch and the number of open units in it; in the order they came."""
    people: dict[int, int] = defaultdict(int)
    below: dict[int, int] = defaultdict(int)
    for unit in units:
        ids = ids_on(unit.path)
        for above in ids:
            people[above] += own_people.get(unit.id, 0)
        if not unit.is_closed:
            for above in ids[:-1]:
                below[above] += 1
    return [
        UnitRow(
            unit.id, unit.code, unit.name, unit.path, unit.is_closed, own_people.get(unit.id, 0), people[unit.id],
            below[unit.id],
        )
        for unit in units
    ]  # fmt: skip


def tree_of(units: Iterable[UnitRow], *, levels: int | None) -> tuple[TreeNode, ...]:
    """Units hung below each other, in the order they came; with `levels`, no deeper than that below the outermost.

    A unit whose parent is not among them is an outermost one.
    """
    rows = list(units)
    known = {unit.id for unit in rows}
    children: dict[int | None, list[UnitRow]] = defaultdict(list)
    for unit in rows:
        above = ids_on(unit.path)[-2:-1]
        children[above[0] if above and above[0] in known else None].append(unit)

    def node(unit: UnitRow, left: int | None) -> TreeNode:
        inside = children[unit.id]
        if left == 0:
            return TreeNode(unit, (), bool(inside))
        return TreeNode(unit, tuple(node(child, None if left is None else left - 1) for child in inside), False)

    return tuple(node(unit, levels) for unit in children[None])


def levels_to_show(units: int, *, at_most: int) -> int | None:
    """How deep a tree is shown: a small one whole, of a large one so many levels below its outermost units."""
    return None if units <= WHOLE_TREE else at_most


def latest_day_to_give(own: Iterable[GrantFacts], path: str) -> date | None:
    """The last day that a role somebody gives in a unit may have: that of their own roles there; None: no end."""
    ends = [grant.until_on for grant in own if lies_within(path, grant.unit_path)]
    return None if not ends or None in ends else max(end for end in ends if end is not None)
