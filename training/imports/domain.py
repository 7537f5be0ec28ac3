"""What a row of a sheet is and what may become of it; how headings are understood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from training.core.cells import Mark, MarkKind, SheetRow, fold_heading, without_remark
from training.core.messages import N_, Sentence

Told = str | Sentence
REASON_HEADING = N_("Alasan ditolak")
IGNORED = frozenset(map(fold_heading, (REASON_HEADING, "Reason refused")))
TWICE = N_("%(what)s ini sudah ada di baris %(row)s.")
STALE = N_("Datanya berubah sejak berkas ini diperiksa. Unggah baris ini sekali lagi.")


class State(StrEnum):
    """Where an import stands."""

    CHECKING = "checking"
    CHECKED = "checked"
    SAVING = "saving"
    SAVED = "saved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What would become of a row, in the order in which groups are shown."""

    REFUSED = "refused"
    CHANGED = "changed"
    MOVED = "moved"
    LEFT = "left"
    ADDED = "added"
    UNCHANGED = "unchanged"


MANY_LEAVE = 10
LARGE_SHARE = 5  # one in so many
ACCEPTED = (Outcome.CHANGED, Outcome.MOVED, Outcome.LEFT, Outcome.ADDED)


@dataclass(frozen=True)
class Column:
    """A column that a kind reads: its name in code, its heading, other headings that mean it.

    All are compared without regard to case, spaces and signs. `fallbacks` mean it only where no other heading does:
    `Unit Kerja` names the unit, but not beside `Kode Unit`.
    """

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: the heading of its cell, what stands there, what belongs there."""

    column: str
    found: str
    expected: Told


class Difference(NamedTuple):
    """What a field is and would be, as a person reads it."""

    column: Told
    before: str
    after: str


def beginnings(parts: Iterable[tuple[Told, str]]) -> tuple[Difference, ...]:
    """What is said of something new: pairs of column and value, those without a value left out."""
    return tuple(Difference(column, "", after) for column, after in parts if after)


@dataclass(frozen=True)
class Line:
    """A row as a kind sees it: texts by column name; marks where a cell was more than text."""

    number: int
    cells: Mapping[str, str]
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def shown(self, name: str) -> str:
        """A cell as the program displays it: a date as it is formatted rather than ISO."""
        mark = self.marks.get(name)
        return self.cells.get(name, "") if mark is None or mark.shown is None else mark.shown

    def may_lack_zeros(self, name: str) -> bool:
        """Whether a spreadsheet kept a quantity without a format that shows zeros in front: if there were any, they are gone."""
        mark = self.marks.get(name)
        return mark is not None and mark.kind is MarkKind.NUMBER and not self.cells[name].startswith("0")

    def is_long_number(self, name: str) -> bool:
        """Whether a spreadsheet kept more digits than it can, and lost the last."""
        return name in self.marks and self.marks[name].kind is MarkKind.LONG_NUMBER


class Key(NamedTuple):
    """One of several things that only one row of a file may have: how they are compared; the cell that holds it."""

    value: str
    column: str
    found: str


@dataclass(frozen=True)
class Verdict:
    """What would become of a row. `label` names it on the pages; `plan` is JSON for `store`; `key` may occur once.

    `keys` may occur once too, each for itself, also those of refused rows.
    """

    outcome: Outcome
    label: str = ""
    key: str = ""
    keys: tuple[Key, ...] = ()
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    advice: tuple[Problem, ...] = ()
    plan: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Understood:
    """Which columns of a sheet are read: name → place (0..), the headings that are not, and why it will not do.

    `doubled` are the headings of each column that has several; `passed_over` are headings that a better one stands for: (what is not read, what is read instead).
    """

    places: Mapping[str, int]
    strangers: tuple[str, ...]
    missing: tuple[str, ...]
    doubled: tuple[tuple[str, ...], ...]
    passed_over: tuple[tuple[str, str], ...] = ()


def understood(headings: Sequence[str], columns: Sequence[Column]) -> Understood:
    """Headings in any order, case and spacing as the columns of a kind."""
    weak = {fold_heading(text): each for each in columns for text in each.fallbacks}
    strong = {fold_heading(text): each for each in columns for text in (*each.synonyms, each.name, each.heading)}
    found: dict[str, list[int]] = {}
    spare: dict[str, list[int]] = {}
    strangers = []
    for place, folded in enumerate(fold_heading(without_remark(heading)) for heading in headings):
        if folded in weak:
            spare.setdefault(weak[folded].name, []).append(place)
        elif folded in strong:
            found.setdefault(strong[folded].name, []).append(place)
        elif folded and folded not in IGNORED:
            strangers.append(headings[place])
    passed_over = [
        (headings[place], headings[found[name][0]]) for name in spare if name in found for place in spare[name]
    ]
    read = {**spare, **found}
    return Understood(
        places={name: places[0] for name, places in read.items()},
        strangers=tuple(strangers),
        missing=tuple(column.heading for column in columns if column.is_required and column.name not in read),
        doubled=tuple(tuple(headings[place] for place in places) for places in read.values() if len(places) > 1),
        passed_over=tuple(passed_over),
    )


def spellings(columns: Iterable[Column]) -> list[str]:
    """All headings that a kind understands, to find its sheet and its row of headings."""
    return [name for column in columns for name in (column.name, column.heading, *column.synonyms, *column.fallbacks)]


def packed(row: SheetRow) -> list[Any]:
    """A row as JSON."""
    marks = {str(place): [mark.kind.value, mark.shown] for place, mark in row.marks.items()}
    return [row.number, list(row.cells), marks]


def line_of(number: int, cells: Sequence[str], marks: Mapping[str, Sequence[Any]], places: Mapping[str, int]) -> Line:
    """A packed row as a line of a kind."""
    found = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    if not marks:
        return Line(number, found)
    marked = {
        name: Mark(MarkKind(marks[str(place)][0]), marks[str(place)][1])
        for name, place in places.items()
        if str(place) in marks
    }
    return Line(number, found, marked)


def told_as_data(told: Told) -> Any:
    """A sentence as JSON, to be said later in the reader's language."""
    return told if isinstance(told, str) else [told.msgid, dict(told.values)]


def is_same(verdict: Verdict, outcome: str, plan: Mapping[str, Any]) -> bool:
    """Whether a row checked again comes to what was shown."""
    return verdict.outcome == outcome and dict(verdict.plan) == dict(plan)


class LeavingRefused(StrEnum):
    """Why those whom a file leaves out cannot be let go."""

    REFUSED_ROWS = "refused_rows"
    MANY = "many"


def is_large_share(left: int, out_of: int) -> bool:
    """Whether so many are left out that the file may not be what it is said to be."""
    return left > MANY_LEAVE and left * LARGE_SHARE > out_of


def leaving_refused(left: int, out_of: int, *, refused: int, is_sure: bool) -> LeavingRefused | None:
    """Why those left out may not go: among refused rows there may be some of them; a large part goes only on a second word."""
    if left and refused:
        return LeavingRefused.REFUSED_ROWS
    return LeavingRefused.MANY if is_large_share(left, out_of) and not is_sure else None
