"""Figures of a picture as the rows of its tables, each with the addresses of what lies behind it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from training.assignments.domain.tally import Tally
from training.assignments.words import STATUS_LABELS
from training.reports.charts import TEXTURES
from training.reports.domain import lowest_first, roll_up
from training.reports.queries.choices import UnitRef
from training.reports.views.picture import Picture
from training.reports.words import cycle_title


@dataclass(frozen=True)
class StatusRow:
    """One status: its words, its texture, how many duties, and which part of those that count."""

    name: str
    label: str
    texture: str
    count: int
    share: Fraction | None


@dataclass(frozen=True)
class UnitRow:
    """One compared unit; `is_own` is the unit of the page itself, with only the people directly in it (no address)."""

    unit: UnitRef
    tally: Tally
    is_own: bool
    address: str
    at: dict[str, Any]


@dataclass(frozen=True)
class AssignmentRow:
    """One of several assignments."""

    title: str
    due_on: date | None
    tally: Tally
    address: str
    at: dict[str, Any]


def status_rows(tally: Tally) -> list[StatusRow]:
    """All that are in the bar, and the exempt where there are any."""
    rows = [
        StatusRow(
            status.value,
            _(label),
            TEXTURES.get(status.value, "none"),
            getattr(tally, status.value),
            Fraction(getattr(tally, status.value), tally.due) if tally.due and status.value in TEXTURES else None,
        )
        for status, label in STATUS_LABELS.items()
    ]
    return [row for row in rows if row.name in TEXTURES or row.count]


def unit_rows(picture: Picture, found: dict[str, Tally]) -> list[UnitRow]:
    """The units below that have duties, the lowest first; beside them the people directly in the unit of the page."""
    sums = roll_up(found, [unit.path for unit in picture.below])
    rows = [
        UnitRow(
            unit,
            sums[unit.path],
            is_own=False,
            address=url_for("reports.unit", unit_id=unit.id, **picture.address),
            at={**picture.address, "unit": unit.id},
        )
        for unit in picture.below
        if sums[unit.path].all
    ]
    if picture.unit and rows and picture.unit.path in found:
        at = {**picture.address, "unit": picture.unit.id, "only": "direct"}
        rows.append(UnitRow(picture.unit, found[picture.unit.path], is_own=True, address="", at=at))
    return sorted(rows, key=lambda row: lowest_first(row.tally.share, row.unit.name, row.unit.id))


def assignment_rows(picture: Picture, found: dict[int, Tally]) -> list[AssignmentRow]:
    """With all running ones chosen: each that reaches into the picture, in the order of due dates."""
    if picture.chosen:
        return []
    unit = {"unit": picture.unit.id} if picture.unit else {}
    return [
        AssignmentRow(
            cycle_title(cycle),
            cycle.due_on,
            found[cycle.assignment_id],
            address=picture.page(assignment=cycle.key),
            at={**unit, "assignment": cycle.key},
        )
        for cycle in picture.running
        if cycle.assignment_id in found
    ]


def trail_of(picture: Picture) -> list[tuple[str, str]]:
    """Links to the units above, as far as the reader may see them."""
    above = [(unit.name, url_for("reports.unit", unit_id=unit.id, **picture.address)) for unit in picture.parents]
    has_own_start = len(picture.paths) > 1 and picture.unit is not None
    return [(_("Laporan"), url_for("reports.index", **picture.address)), *above] if has_own_start else above


def own_trail(picture: Picture) -> list[tuple[str, str]]:
    """The same with the page of the figures itself at the end, for pages behind it."""
    own = picture.unit.name if picture.unit else str(_("Laporan"))
    return [*trail_of(picture), (own, picture.page(**picture.address))]


def cycle_options(picture: Picture) -> list[tuple[str, str]]:
    """What to choose from: all running ones first, then each, those that are over last."""
    every = [("all", str(_("Semua yang berjalan")))] if len(picture.running) != 1 else []
    return [*every, *((cycle.key, cycle_title(cycle)) for cycle in picture.cycles)]
