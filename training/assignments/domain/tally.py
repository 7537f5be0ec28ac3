"""How many duties stand how, and sums of that. No clock, no database."""

from collections.abc import Iterable
from fractions import Fraction
from operator import add
from typing import NamedTuple, TypeVar

Group = TypeVar("Group")


class Tally(NamedTuple):
    """How many duties stand how; each is in exactly one status, and `overdue` are some of the open ones."""

    passed: int = 0
    in_progress: int = 0
    not_started: int = 0
    out_of_attempts: int = 0
    lapsed: int = 0
    exempt: int = 0
    overdue: int = 0

    @property
    def due(self) -> int:
        """How many must hold the training: all but the exempt."""
        return self.passed + self.in_progress + self.not_started + self.out_of_attempts + self.lapsed

    @property
    def all(self) -> int:
        """Every duty, the exempt ones too."""
        return self.due + self.exempt

    @property
    def share(self) -> Fraction | None:
        """Passed and valid among those who must, 0..1; None where nobody must."""
        return Fraction(self.passed, self.due) if self.due else None


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    return Tally(*map(sum, zip(*tallies, strict=True)))


def sums_by(pairs: Iterable[tuple[Group, Tally]]) -> dict[Group, Tally]:
    """The sum of each group, in the order in which groups first occur."""
    sums: dict[Group, Tally] = {}
    for group, tally in pairs:
        before = sums.get(group)
        sums[group] = tally if before is None else Tally(*map(add, before, tally))
    return sums
