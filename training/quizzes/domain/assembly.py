"""Drawing a paper: a pure function of blueprint, pool, seed and what the person has seen.

Items that share a case exclude each other, so cases (an item without one is a case of its own) are matched to draws.
Which sets of cases can be placed is a transversal matroid; taking cases in the order of how often the person has seen
them, by chance among equals, and moving earlier ones between draws where that makes room (augmenting paths), therefore
gives the paper with the fewest repeats, and fills every blueprint that can be filled. (Lawler 1976, ch. 5 and 7)
"""

import random
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.quizzes.domain.blueprint import Blueprint, Draw


@dataclass(frozen=True)
class PoolItem:
    """An approved version that may be drawn. `case` is shared by variants of one dilemma; only one may be on a paper."""

    version_id: int
    item_id: int
    bank_id: int
    case: str | None
    topic: str
    difficulty: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Shortage:
    """A draw that cannot be filled together with the others: how many it wants, how many items fit it at all."""

    draw: int
    wanted: int
    fitting: int
    missing: int


class BlueprintUnmet(Exception):
    """The pool cannot fill the blueprint; `shortages` says where."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        super().__init__("; ".join(f"draw {s.draw + 1}: {s.missing} of {s.wanted} missing" for s in shortages))
        self.shortages = shortages


def assemble(
    blueprint: Blueprint, pool: Sequence[PoolItem], *, seed: int, seen: Mapping[int, int]
) -> tuple[int, ...]:
    """Version ids of a paper, in the order of its questions.

    `seen` says how often the person had each item (by item id) before. The order of `pool` does not matter. Raises
    BlueprintUnmet.
    """
    chance = random.Random(seed)
    cases = _cases(pool)
    placing = _Placing(blueprint)
    for name in _by_times_seen(cases, seen, chance):
        placing.add(name, placing.draws_for(cases[name]))
        if placing.is_full:
            break
    if not placing.is_full:
        raise BlueprintUnmet(_missing(blueprint, pool, placing))
    chosen = [
        _least_seen(cases[name], blueprint.draws[draw], seen, chance)
        for name, draw in sorted(placing.draw_of.items())
    ]
    chance.shuffle(chosen)
    return tuple(item.version_id for item in chosen)


def shortages(blueprint: Blueprint, pool: Sequence[PoolItem]) -> tuple[Shortage, ...]:
    """Which draws cannot be filled when as many places as possible are; empty when a paper can be drawn."""
    cases = _cases(pool)
    placing = _Placing(blueprint)
    for name in sorted(cases):
        placing.add(name, placing.draws_for(cases[name]))
    return _missing(blueprint, pool, placing)


def fits(item: PoolItem, draw: Draw) -> bool:
    """Whether an item passes all filters of a draw; one matching tag is enough."""
    return (
        (not draw.topics or item.topic in draw.topics)
        and (not draw.difficulties or item.difficulty in draw.difficulties)
        and (not draw.tags or not item.tags.isdisjoint(draw.tags))
    )


class _Placing:
    """Cases placed in draws so far; grows by augmenting paths and never drops a case again."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.draw_of: dict[tuple[str, int], int] = {}
        self.free = [draw.count for draw in blueprint.draws]
        self._options: dict[tuple[str, int], frozenset[int]] = {}
        self._placed: list[set[tuple[str, int]]] = [set() for _ in blueprint.draws]
        self._tight: set[frozenset[int]] = set()

    @property
    def is_full(self) -> bool:
        return not any(self.free)

    def draws_for(self, items: Sequence[PoolItem]) -> frozenset[int]:
        return frozenset(
            index for index, draw in enumerate(self.blueprint.draws) if any(fits(item, draw) for item in items)
        )

    def add(self, case: tuple[str, int], options: frozenset[int]) -> bool:
        if not options or options in self._tight:
            return False
        came_from = self._path(options)
        if came_from is None:
            self._tight.add(options)
            return False
        self._options[case] = options
        self._move(case, *came_from)
        return True

    def _path(self, options: frozenset[int]) -> tuple[int, dict[int, tuple[int, tuple[str, int]] | None]] | None:
        came_from: dict[int, tuple[int, tuple[str, int]] | None] = dict.fromkeys(sorted(options))
        queue = deque(came_from)
        while queue:
            draw = queue.popleft()
            if self.free[draw]:
                return draw, came_from
            for case in sorted(self._placed[draw]):
                for other in sorted(self._options[case] - came_from.keys()):
                    came_from[other] = (draw, case)
                    queue.append(other)
        return None

    def _move(
        self, case: tuple[str, int], end: int, came_from: dict[int, tuple[int, tuple[str, int]] | None]
    ) -> None:
        self.free[end] -= 1
        target, step = end, came_from[end]
        while step is not None:
            draw, moved = step
            self._placed[draw].remove(moved)
            self._put(moved, target)
            target, step = draw, came_from[draw]
        self._put(case, target)

    def _put(self, case: tuple[str, int], draw: int) -> None:
        self._placed[draw].add(case)
        self.draw_of[case] = draw


def _cases(pool: Sequence[PoolItem]) -> dict[tuple[str, int], list[PoolItem]]:
    cases: defaultdict[tuple[str, int], list[PoolItem]] = defaultdict(list)
    for item in sorted(pool, key=lambda item: item.item_id):
        cases[("", item.item_id) if item.case is None else (item.case, item.bank_id)].append(item)
    return cases


def _by_times_seen(
    cases: Mapping[tuple[str, int], Sequence[PoolItem]], seen: Mapping[int, int], chance: random.Random
) -> list[tuple[str, int]]:
    names = sorted(cases)
    chance.shuffle(names)
    return sorted(names, key=lambda name: sum(seen.get(item.item_id, 0) for item in cases[name]))


def _least_seen(
    items: Sequence[PoolItem], draw: Draw, seen: Mapping[int, int], chance: random.Random
) -> PoolItem:
    fitting = [item for item in items if fits(item, draw)]
    fewest = min(seen.get(item.item_id, 0) for item in fitting)
    return chance.choice([item for item in fitting if seen.get(item.item_id, 0) == fewest])


def _missing(blueprint: Blueprint, pool: Sequence[PoolItem], placing: _Placing) -> tuple[Shortage, ...]:
    return tuple(
        Shortage(index, draw.count, sum(fits(item, draw) for item in pool), placing.free[index])
        for index, draw in enumerate(blueprint.draws)
        if placing.free[index]
    )
