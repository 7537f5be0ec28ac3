"""Drawing a paper: a pure function of blueprint, pool, seed and what the person has seen.

Items that share a case exclude each other, so cases (an item without one is a case of its own) are placed in draws, at
a cost: first how often the person had the item itself, then how often its whole case, then chance. The paper therefore
has the fewest repeats, and every blueprint that can be filled is filled (see `placing`).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.quizzes.domain.blueprint import Blueprint, Draw
from training.quizzes.domain.flow import greatest_flow
from training.quizzes.domain.placing import Case, Placing

CHANCE_BITS = 30
CASE_SEEN = 1 << 40
ITEM_SEEN = 1 << 80
NOTHING_SEEN: Mapping[int, int] = {}


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
    """A draw (0..) that cannot be filled together with the others.

    `wanted` is its count, `fitting` how many different cases fit it at all, `missing` how many too few it gets.
    """

    draw: int
    wanted: int
    fitting: int
    missing: int


class BlueprintUnmet(Exception):
    """The pool cannot fill the blueprint; `shortages` says where."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        super().__init__("; ".join(f"draw {s.draw + 1}: {s.missing} of {s.wanted} missing" for s in shortages))
        self.shortages = shortages


def assemble(blueprint: Blueprint, pool: Sequence[PoolItem], *, seed: int, seen: Mapping[int, int]) -> tuple[int, ...]:
    """Version ids of a paper, in the order of its questions.

    `seen` says how often the person had each item (by item id) before. The order of `pool` does not matter. Raises
    BlueprintUnmet.
    """
    chance = random.Random(seed)
    drawing = _Drawing(blueprint, pool, seen, chance)
    if not drawing.placing.fill():
        raise BlueprintUnmet(_missing(blueprint, pool, drawing))
    paper = [drawing.best[case][draw].version_id for case, draw in sorted(drawing.placing.draw_of.items())]
    chance.shuffle(paper)
    return tuple(paper)


def shortages(blueprint: Blueprint, pool: Sequence[PoolItem]) -> tuple[Shortage, ...]:
    """Which draws cannot be filled when as many places as possible are; empty when a paper can be drawn."""
    drawing = _Drawing(blueprint, pool, NOTHING_SEEN, random.Random(0))
    return () if drawing.placing.fill() else _missing(blueprint, pool, drawing)


def disjoint_papers(blueprint: Blueprint, pool: Sequence[PoolItem], *, at_most: int | None = None) -> int:
    """How many papers can be drawn so that no item is on two of them; nobody looks beyond `at_most`.

    As many as let a flow from cases to draws fill every draw that many times, each case at most once per paper: by
    König's theorem on edge colouring such a flow always splits into papers.
    """
    filters = list(_merged(blueprint))
    profiles = _profiles(filters, pool)
    few, many = 0, len({item.item_id for item in pool}) // blueprint.items
    many = many if at_most is None else min(many, at_most)
    while few < many:
        papers = (few + many + 1) // 2
        if _can_fill(filters, profiles, papers):
            few = papers
        else:
            many = papers - 1
    return few


def fits(item: PoolItem, draw: Draw) -> bool:
    """Whether an item passes all filters of a draw; one matching tag is enough."""
    return (
        (not draw.topics or item.topic in draw.topics)
        and (not draw.difficulties or item.difficulty in draw.difficulties)
        and (not draw.tags or not item.tags.isdisjoint(draw.tags))
    )


class _Drawing:
    """Cases with their best item and its cost in every draw (those with the same filters are one)."""

    def __init__(
        self, blueprint: Blueprint, pool: Sequence[PoolItem], seen: Mapping[int, int], chance: random.Random
    ) -> None:
        filters = list(_merged(blueprint))
        cost_of = _costs(pool, seen, chance)
        self.best: defaultdict[Case, dict[int, PoolItem]] = defaultdict(dict)
        costs: defaultdict[Case, dict[int, int]] = defaultdict(dict)
        for draws, items in _by_draws(filters, pool).items():
            for item in _cheapest(items, cost_of, blueprint.items):
                case, cost = _case(item), cost_of[item.version_id]
                for draw in draws:
                    if cost < costs[case].get(draw, cost + 1):
                        costs[case][draw] = cost
                        self.best[case][draw] = item
        self.placing = Placing(costs, [draw.count for draw in filters])


def _merged(blueprint: Blueprint) -> Iterable[Draw]:
    counts: Counter[Draw] = Counter()
    for draw in blueprint.draws:
        counts[_filters(draw)] += draw.count
    return (draw.model_copy(update={"count": count}) for draw, count in counts.items())


def _filters(draw: Draw) -> Draw:
    return Draw(
        count=1,
        topics=tuple(sorted(set(draw.topics))),
        difficulties=tuple(sorted(set(draw.difficulties))),
        tags=tuple(sorted(set(draw.tags))),
    )


def _case(item: PoolItem) -> Case:
    return (item.bank_id, "", item.item_id) if item.case is None else (item.bank_id, item.case, 0)


def _by_draws(filters: Sequence[Draw], pool: Iterable[PoolItem]) -> dict[tuple[int, ...], list[PoolItem]]:
    known: dict[tuple[str, str, frozenset[str]], tuple[int, ...]] = {}
    groups: defaultdict[tuple[int, ...], list[PoolItem]] = defaultdict(list)
    for item in pool:
        traits = (item.topic, item.difficulty, item.tags)
        if traits not in known:
            known[traits] = tuple(index for index, draw in enumerate(filters) if fits(item, draw))
        if known[traits]:
            groups[known[traits]].append(item)
    return groups


def _costs(pool: Sequence[PoolItem], seen: Mapping[int, int], chance: random.Random) -> dict[int, int]:
    """Costs without ties: chance decides between cases first, then between the items of one."""
    ordered = sorted(pool, key=lambda item: (_case(item), item.item_id, item.version_id))
    case_seen: Counter[Case] = Counter()
    for item in ordered:
        case_seen[_case(item)] += seen.get(item.item_id, 0)
    luck = {case: chance.getrandbits(CHANCE_BITS) * len(ordered) for case in case_seen}
    places = list(range(len(ordered)))
    chance.shuffle(places)
    return {
        item.version_id: seen.get(item.item_id, 0) * ITEM_SEEN + case_seen[_case(item)] * CASE_SEEN * len(ordered)
        + luck[_case(item)] + place
        for item, place in zip(ordered, places, strict=True)
    }  # fmt: skip


def _cheapest(items: Iterable[PoolItem], cost_of: Mapping[int, int], cases: int) -> Iterable[PoolItem]:
    """The cheapest items of so many cases: of items that fit the same draws, a paper of that length needs no other."""
    chosen: dict[Case, PoolItem] = {}
    for item in sorted(items, key=lambda item: cost_of[item.version_id]):
        chosen.setdefault(_case(item), item)
        if len(chosen) == cases:
            break
    return chosen.values()


def _missing(blueprint: Blueprint, pool: Sequence[PoolItem], drawing: _Drawing) -> tuple[Shortage, ...]:
    free = dict(zip((_filters(draw) for draw in _merged(blueprint)), drawing.placing.free, strict=True))
    found = []
    for index, draw in reversed(list(enumerate(blueprint.draws))):
        missing = min(draw.count, free[_filters(draw)])
        free[_filters(draw)] -= missing
        if missing:
            fitting = len({_case(item) for item in pool if fits(item, draw)})
            found.append(Shortage(index, draw.count, fitting, missing))
    return tuple(reversed(found))


Profile = tuple[tuple[tuple[int, ...], int], ...]


def _profiles(filters: Sequence[Draw], pool: Iterable[PoolItem]) -> Counter[Profile]:
    """How many cases have the same numbers of items for the same draws."""
    cases: defaultdict[Case, Counter[tuple[int, ...]]] = defaultdict(Counter)
    for draws, items in _by_draws(filters, pool).items():
        for item in items:
            cases[_case(item)][draws] += 1
    return Counter(tuple(sorted(numbers.items())) for numbers in cases.values())


def _can_fill(filters: Sequence[Draw], profiles: Mapping[Profile, int], papers: int) -> bool:
    edges: dict[tuple[object, object], int] = {}
    for profile, cases in profiles.items():
        edges["source", profile] = cases * min(papers, sum(number for _draws, number in profile))
        for draws, number in profile:
            edges[profile, (profile, draws)] = cases * number
            edges.update({((profile, draws), draw): cases * number for draw in draws})
    edges.update({(draw, "sink"): papers * filters[draw].count for draw in range(len(filters))})
    return greatest_flow(edges, "source", "sink") == papers * sum(draw.count for draw in filters)
