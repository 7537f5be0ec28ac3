"""Rules of the unit tree, and of the sheets that describe it."""

from training.org.domain.tree import (
    PATH_MAX_CHARACTERS,
    UnitKind,
    common_ids,
    depth_of,
    ids_on,
    lies_within,
    lies_within_any,
    outermost,
    summed_up,
)

__all__ = [
    "PATH_MAX_CHARACTERS",
    "UnitKind",
    "common_ids",
    "depth_of",
    "ids_on",
    "lies_within",
    "lies_within_any",
    "outermost",
    "summed_up",
]
