"""The greatest flow through a network, by shortest augmenting paths. (Edmonds & Karp 1972)"""

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping


def greatest_flow(capacities: Mapping[tuple[Hashable, Hashable], int], source: Hashable, sink: Hashable) -> int:
    """How much flows from source to sink at most; capacities are whole numbers by (from, to)."""
    left: defaultdict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    for (tail, head), capacity in capacities.items():
        left[tail][head] = left[tail].get(head, 0) + capacity
        left[head].setdefault(tail, 0)
    total = 0
    while (came_from := _path(left, source, sink)) is not None:
        total += _push(left, came_from, source, sink)
    return total


def _path(
    left: Mapping[Hashable, Mapping[Hashable, int]], source: Hashable, sink: Hashable
) -> dict[Hashable, Hashable] | None:
    came_from: dict[Hashable, Hashable] = {source: source}
    queue = deque([source])
    while queue:
        node = queue.popleft()
        for neighbour, capacity in left[node].items():
            if capacity and neighbour not in came_from:
                came_from[neighbour] = node
                if neighbour == sink:
                    return came_from
                queue.append(neighbour)
    return None


def _push(
    left: Mapping[Hashable, dict[Hashable, int]],
    came_from: Mapping[Hashable, Hashable],
    source: Hashable,
    sink: Hashable,
) -> int:
    steps = []
    head = sink
    while head != source:
        steps.append((came_from[head], head))
        head = came_from[head]
    amount = min(left[tail][head] for tail, head in steps)
    for tail, head in steps:
        left[tail][head] -= amount
        left[head][tail] += amount
    return amount
