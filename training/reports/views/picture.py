"""What every page of the reports is about: whose units, which assignment, at what moment. Read from grants and address."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from training.assignments.queries.duties import Duties
from training.core import clock
from training.core.access import Permission
from training.core.errors import NotFound
from training.org.domain import outermost
from training.reports.queries.choices import Cycle, UnitRef, cycles_in, unit_with_family, units_at
from training.reports.words import cycle_title


@dataclass(frozen=True)
class Picture:
    """`unit` is None for the whole branch of a reader with several; `below` are the units compared, by name.

    `chosen` is None for all running assignments, `duties` those of the picture.
    """

    paths: tuple[str, ...]
    unit: UnitRef | None
    parents: list[UnitRef]
    below: list[UnitRef]
    cycles: list[Cycle]
    chosen: Cycle | None
    duties: Duties
    now: datetime
    zone: str

    @property
    def today(self) -> date:
        """The calendar day in the zone of the unit, or of the reader."""
        return clock.today_in(self.zone, self.now)

    @property
    def running(self) -> list[Cycle]:
        """The cycles that run."""
        return [cycle for cycle in self.cycles if cycle.is_running]

    @property
    def due_on(self) -> date | None:
        """The due date of the chosen assignment."""
        return self.chosen.due_on if self.chosen else None

    @property
    def shown(self) -> list[Cycle]:
        """The cycles whose duties are shown."""
        return [self.chosen] if self.chosen else self.running

    @property
    def days(self) -> tuple[date, date] | None:
        """From the first opening to today, or to the end of an assignment that is over; None without assignments."""
        if not self.shown:
            return None
        ended_at = self.chosen.ended_at if self.chosen else None
        last = clock.today_in(self.zone, ended_at) if ended_at else self.today
        return min(cycle.opens_on for cycle in self.shown), last

    @property
    def address(self) -> dict[str, Any]:
        """What the address of every page of this picture carries."""
        return {"assignment": self.chosen.key} if self.chosen else {}

    @property
    def at(self) -> dict[str, Any]:
        """What the addresses of lists and files of this picture carry."""
        return {**self.address, **({"unit": self.unit.id} if self.unit else {})}

    def in_words(self) -> str:
        """Unit and assignment as one line."""
        return " · ".join([self.unit_words(), self.cycle_words()])

    def unit_words(self) -> str:
        """The unit by name."""
        return self.unit.name if self.unit else str(_("Semua unit Anda"))

    def cycle_words(self) -> str:
        """The assignment by its title."""
        return cycle_title(self.chosen) if self.chosen else str(_("Semua penugasan yang berjalan"))

    def page(self, **wanted: Any) -> str:
        """The address of the picture's own page, perhaps with another assignment."""
        if self.unit is None:
            return url_for("reports.index", **wanted)
        return url_for("reports.unit", unit_id=self.unit.id, **wanted)


def reader_paths() -> tuple[str, ...]:
    """The branches a reader may see, none inside another."""
    return outermost(current_user.paths_with(Permission.VIEW_REPORTS))


def picture_of(unit_id: int | None) -> Picture:
    """The picture of a unit, or of the reader's whole branch: two statements. Raises NotFound."""
    now, paths = clock.now(), reader_paths()
    unit, parents, below = _place(unit_id, paths)
    cycles = cycles_in(paths)
    chosen = _chosen(cycles)
    wanted = [chosen] if chosen else [cycle for cycle in cycles if cycle.is_running]
    return Picture(
        paths=paths,
        unit=unit,
        parents=parents,
        below=below,
        cycles=cycles,
        chosen=chosen,
        duties=Duties(
            paths=(unit.path,) if unit else paths,
            cycles=tuple((cycle.assignment_id, cycle.number) for cycle in wanted),
            now=now,
            allowed=tuple((cycle.assignment_id, cycle.attempts_allowed) for cycle in wanted),
        ),
        now=now,
        zone=unit.zone if unit else current_user.zone,
    )


def _place(unit_id: int | None, paths: tuple[str, ...]) -> tuple[UnitRef | None, list[UnitRef], list[UnitRef]]:
    """A reader of one branch starts at its top; one of several, above them."""
    if unit_id is None and len(paths) != 1:
        return None, [], units_at(paths)
    top_id = int(paths[0].strip("/").split("/")[-1]) if unit_id is None else unit_id
    return unit_with_family(top_id, paths=paths)


def _chosen(cycles: list[Cycle]) -> Cycle | None:
    """The cycle the address names; without a name, the only one that runs, else None for all that run."""
    key = request.args.get("assignment", "")
    running = [cycle for cycle in cycles if cycle.is_running]
    if not key or key == "all":
        return running[0] if len(running) == 1 else None
    named = next((cycle for cycle in cycles if cycle.key == key), None)
    if named is None:
        raise NotFound
    return named
