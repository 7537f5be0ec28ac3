"""What happens in the demo's year, in the order in which it would have happened; the log then reads like a log."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

from training.core import clock

Act = Callable[[], object]


class Year:
    """Acts with their moments; each is done at its moment, and may plan what follows from it."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Act]] = []
        self._serial = count()

    def plan(self, moment: datetime, act: Act) -> None:
        """Have something done at a moment; of two at the same moment, the one planned first comes first."""
        heapq.heappush(self._planned, (moment, next(self._serial), act))

    def live(self) -> None:
        """Do everything that is planned, and what is planned meanwhile."""
        while self._planned:
            moment, _serial, act = heapq.heappop(self._planned)
            with clock.set_to(moment):
                act()
