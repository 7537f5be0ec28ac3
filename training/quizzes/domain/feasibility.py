"""Whether a blueprint can be met, told before anybody meets it: per corps, from the items that hold for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.quizzes.domain.assembly import PoolItem, Shortage, disjoint_papers, fits, shortages
from training.quizzes.domain.blueprint import Blueprint

MOST_PAPERS = 20


@dataclass(frozen=True)
class Feasibility:
    """What one corps gets.

    `items` are approved for it, `fitting` of those fit some draw, `papers` (MOST_PAPERS: so many or more) can be drawn
    without an item on two of them; `shortages` is empty where a paper can be drawn.
    """

    corps: str
    items: int
    fitting: int
    papers: int
    shortages: tuple[Shortage, ...]

    @property
    def is_met(self) -> bool:
        """Whether a paper can be drawn."""
        return not self.shortages


def feasibility(
    blueprint: Blueprint, pools: Mapping[str, Sequence[PoolItem]], corps: Iterable[str]
) -> tuple[Feasibility, ...]:
    """How the blueprint fares for each corps, in their order; a corps without a pool has no items."""
    return tuple(_for_corps(blueprint, name, pools.get(name, ())) for name in corps)


def _for_corps(blueprint: Blueprint, corps: str, pool: Sequence[PoolItem]) -> Feasibility:
    short = shortages(blueprint, pool)
    return Feasibility(
        corps=corps,
        items=len(pool),
        fitting=sum(any(fits(item, draw) for draw in blueprint.draws) for item in pool),
        papers=0 if short else disjoint_papers(blueprint, pool, at_most=MOST_PAPERS),
        shortages=short,
    )
