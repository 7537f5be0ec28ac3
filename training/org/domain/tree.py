"""Rules of the unit tree. A path is `/1/17/204/`: the ids from the top down, the unit's own last."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import takewhile

PATH_MAX_CHARACTERS = 300


class UnitKind(StrEnum):
    """What a unit is; decides nothing but its label."""

    GOVERNMENT = "government"
    OFFICE = "office"
    DISTRICT = "district"
    VILLAGE = "village"
    SCHOOL = "school"
    HEALTH = "health"
    POLICE = "police"
    MILITARY = "military"
    OTHER = "other"


def ids_on(path: str) -> tuple[int, ...]:
    """The ids of a path from the top down: `/1/17/` is (1, 17)."""
    return tuple(int(part) for part in path.strip("/").split("/") if part)


def common_ids(path: str, other: str) -> list[int]:
    """The ids above both paths, or of one above the other, from the top down; none where they are of different trees."""
    pairs = zip(ids_on(path), ids_on(other), strict=False)
    return [one for one, _same in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def lies_within(path: str, branch: str) -> bool:
    """Whether a path is `branch` or below it; unit 11 is not below unit 1."""
    return path.startswith(branch)


def lies_within_any(path: str, branches: Sequence[str]) -> bool:
    """Whether a path is in one of several branches; in none of none."""
    return any(lies_within(path, branch) for branch in branches)


def summed_up(counts: Mapping[str, int]) -> Counter[str]:
    """Counts of single units by path, as sums of every unit with all below it; in one pass, each path read once."""
    sums: Counter[str] = Counter()
    for path, count in counts.items():
        branch = "/"
        for unit_id in ids_on(path):
            branch += f"{unit_id}/"
            sums[branch] += count
    return sums


def depth_of(path: str) -> int:
    """How many units a path names; the top one's has depth 1."""
    return len(ids_on(path))


def outermost(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The branches without those that lie in another of them, in order of path."""
    kept: list[str] = []
    for path in sorted(set(paths), key=lambda path: (len(path), path)):
        if not lies_within_any(path, tuple(kept)):
            kept.append(path)
    return tuple(sorted(kept))
