"""Scores as whole numbers, so that the database sorts them and two of them are equal or not."""

from fractions import Fraction

PARTS = 1_000_000


def parts_of(marks: int, out_of: int) -> int:
    """Marks out of what could be had as millionths, rounded down. Raises ZeroDivisionError where nothing could."""
    return marks * PARTS // out_of


def share_of(parts: int | None) -> Fraction | None:
    """Parts as a share, 0..1; None stays None."""
    return None if parts is None else Fraction(parts, PARTS)
