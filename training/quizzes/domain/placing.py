"""Cases placed in draws at the least cost.

A minimum-cost flow by successive shortest paths: each step places one more case, moving earlier ones between draws where
that makes room or is cheaper. It therefore fills whatever can be filled, and no other filling of the same size costs
less. (Ahuja, Magnanti & Orlin 1993, ch. 9.7.) The paths run over the draws only, of which there are few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Case = tuple[int, str, int]


@dataclass(frozen=True)
class _Step:
    """How a draw was reached: by a new case (`draw` is None), or by one that leaves another draw."""

    case: Case
    draw: int | None


class Placing:
    """`costs` is what each case costs in each draw it fits; `counts` is how many cases each draw wants."""

    def __init__(self, costs: Mapping[Case, Mapping[int, int]], counts: Sequence[int]) -> None:
        self.draw_of: dict[Case, int] = {}
        self.free = list(counts)
        self._costs = costs
        self._placed: list[set[Case]] = [set() for _ in counts]
        self._waiting = [
            sorted(
                (case for case in costs if draw in costs[case]),
                key=lambda case: (costs[case][draw], case),
                reverse=True,
            )
            for draw in range(len(counts))
        ]

    def fill(self) -> bool:
        """Place as many cases as possible; whether every draw got all it wants."""
        while any(self.free):
            end, reached_by = self._cheapest_path()
            if end is None:
                return False
            self._move_along(end, reached_by)
        return True

    def _cheapest_path(self) -> tuple[int | None, dict[int, _Step]]:
        cost, reached_by = self._entries()
        moves = self._moves()
        is_changing = True
        while is_changing:
            is_changing = False
            for (source, target), (extra, case) in moves.items():
                if source in cost and (target not in cost or cost[source] + extra < cost[target]):
                    cost[target] = cost[source] + extra
                    reached_by[target] = _Step(case, source)
                    is_changing = True
        ends = [draw for draw in cost if self.free[draw]]
        return min(ends, key=lambda draw: (cost[draw], draw), default=None), reached_by

    def _entries(self) -> tuple[dict[int, int], dict[int, _Step]]:
        cost: dict[int, int] = {}
        reached_by: dict[int, _Step] = {}
        for draw, waiting in enumerate(self._waiting):
            while waiting and waiting[-1] in self.draw_of:
                waiting.pop()
            if waiting:
                cost[draw] = self._costs[waiting[-1]][draw]
                reached_by[draw] = _Step(waiting[-1], None)
        return cost, reached_by

    def _moves(self) -> dict[tuple[int, int], tuple[int, Case]]:
        moves: dict[tuple[int, int], tuple[int, Case]] = {}
        for source, placed in enumerate(self._placed):
            for case in placed:
                here = self._costs[case][source]
                for target, there in self._costs[case].items():
                    move = (there - here, case)
                    if target != source and move < moves.get((source, target), (move[0] + 1, case)):
                        moves[source, target] = move
        return moves

    def _move_along(self, end: int, reached_by: Mapping[int, _Step]) -> None:
        self.free[end] -= 1
        target = end
        while True:
            step = reached_by[target]
            self._placed[target].add(step.case)
            self.draw_of[step.case] = target
            if step.draw is None:
                return
            self._placed[step.draw].remove(step.case)
            target = step.draw
