"""Charts as plain geometry: shares of the width and heights in pixels, which templates draw as SVG. Pure.

No figure is told by colour alone: each has a texture of its own, a word beside it, and its number in a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from training.assignments.domain.tally import Tally
from training.reports.domain import DAYS_OF_A_WEEK, Week

PLOT_PIXELS = 140
NARROWEST_PERCENT = 0.4
GAP_SHARE = 0.25
MOST_LABELS = 6
TEXTURES: Mapping[str, str] = {
    "passed": "solid",
    "in_progress": "stripes",
    "not_started": "empty",
    "out_of_attempts": "dots",
    "lapsed": "lines",
}


@dataclass(frozen=True)
class Segment:
    """One status in a stacked bar: from `start` for `width` percent of it."""

    status: str
    count: int
    texture: str
    start: float
    width: float


@dataclass(frozen=True)
class Column:
    """One week of a column chart: `left`, `middle`, `label_at` and `width` in percent, `top` and `height` in pixels.

    Some have a date below them, so that dates never meet; the highest has its number above it.
    """

    week: Week
    left: float
    middle: float
    width: float
    top: float
    height: float
    texture: str
    has_label: bool
    is_highest: bool
    anchor: str
    label_at: float


@dataclass(frozen=True)
class ColumnChart:
    """Weeks beside each other; `due_at` is where the due date lies (percent), None if none or not in the picture."""

    columns: tuple[Column, ...]
    highest: int
    due_at: float | None
    pixels: int


def status_bar(tally: Tally) -> list[Segment]:
    """The duties of a tally as one bar, in a fixed order, without the statuses nobody has."""
    segments, start = [], 0.0
    for status, texture in TEXTURES.items():
        count = getattr(tally, status)
        if count:
            width = 100 * count / tally.due
            segments.append(Segment(status, count, texture, round(start, 3), round(max(width, NARROWEST_PERCENT), 3)))
            start += width
    return segments


def week_columns(weeks: Sequence[Week], *, due_on: date | None) -> ColumnChart:
    """Completions per week; those after the due date have a texture of their own."""
    highest = max((week.completed for week in weeks), default=0)
    slot = 100 / max(1, len(weeks))
    every = -(-len(weeks) // MOST_LABELS)
    columns = tuple(
        Column(
            week=week,
            left=round(slot * (place + GAP_SHARE / 2), 3),
            middle=round(slot * (place + 0.5), 3),
            width=round(slot * (1 - GAP_SHARE), 3),
            top=round(PLOT_PIXELS - _pixels(week.completed, highest), 1),
            height=_pixels(week.completed, highest),
            texture="stripes" if week.is_after_due else "solid",
            has_label=place % every == 0,
            is_highest=bool(highest) and week.completed == highest,
            anchor=_anchor(place, len(weeks)),
            label_at=_label_at(place, len(weeks), slot),
        )
        for place, week in enumerate(weeks)
    )
    return ColumnChart(columns, highest, _place_of(due_on, weeks, slot), PLOT_PIXELS)


def _anchor(place: int, weeks: int) -> str:
    """How a number lies at its column, so that it does not leave the picture."""
    if place == 0:
        return "start"
    return "end" if place == weeks - 1 else "middle"


def _label_at(place: int, weeks: int, slot: float) -> float:
    """Where the date below a column begins, ends or has its middle, as its anchor says: at the column's own edge."""
    edges = {"start": GAP_SHARE / 2, "middle": 0.5, "end": 1 - GAP_SHARE / 2}
    return round(slot * (place + edges[_anchor(place, weeks)]), 3)


def _pixels(count: int, highest: int) -> float:
    return round(PLOT_PIXELS * count / highest, 1) if highest else 0.0


def _place_of(due_on: date | None, weeks: Sequence[Week], slot: float) -> float | None:
    """The end of the due day."""
    if due_on is None or not weeks:
        return None
    days = (due_on - weeks[0].starts_on).days + 1
    place = slot * days / DAYS_OF_A_WEEK
    return round(place, 3) if 0 <= place <= 100 else None  # noqa: PLR2004 - percent
