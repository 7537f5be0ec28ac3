"""Marks: whole numbers out of a stated whole, never floats."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Marks:
    """`earned` out of `out_of`; `out_of` is at least 1."""

    earned: int
    out_of: int

    def __post_init__(self) -> None:
        if self.out_of < 1 or not 0 <= self.earned <= self.out_of:
            raise ValueError(f"{self.earned} of {self.out_of} are no marks")

    @property
    def share(self) -> Fraction:
        """0..1, exact."""
        return Fraction(self.earned, self.out_of)

    @property
    def is_full(self) -> bool:
        """Whether nothing is missing."""
        return self.earned == self.out_of
