"""What a sheet of units would change, taken as a whole: a parent may stand below its children, or be there already.

A row is refused with all that hangs on it: whoever would be made below a unit that is not made is not made either. A
unit that is there already stays where it is when its row is refused, and what hangs on it is looked at with it there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from training.core.messages import N_, Sentence
from training.imports.domain import Difference, Outcome, Problem
from training.org.domain.unit_sheet import HEADING_OF, KIND_LABELS, ZONE_LABELS, SheetUnit

MOST_LEVELS = 25
CYCLE_SHOWN = 6
ROUNDS = 3  # of letting units stay; what stays changes depths only, so that the second finds nearly nothing

TWICE = N_("Kode ini sudah ada di baris %(row)s. Setiap unit cukup satu baris.")
CODE_ELSEWHERE = N_("Kode ini dipakai unit kerja di luar cabang Anda. Pilih kode lain.")
PARENT_UNKNOWN = N_(
    "Tidak ada unit kerja berkode ini, baik di berkas ini maupun di cabang Anda. Bila kodenya diawali angka 0, ubah "
    "kolomnya menjadi Teks."
)
PARENT_MISSING = N_("Kode Induk wajib diisi untuk unit baru: unit itu berada di bawah unit mana?")
PARENT_CLOSED = N_("Unit induk ini sudah ditutup. Pilih induk yang masih buka.")
PARENT_REFUSED = N_("Unit induknya di baris %(row)s ditolak. Perbaiki baris itu lebih dahulu.")
IS_CYCLE = N_("Susunan ini berputar: %(chain)s. Sebuah unit tidak dapat berada di bawah dirinya sendiri.")
TOO_DEEP = N_("Susunan unit kerja menjadi terlalu dalam. Paling banyak 25 tingkat.")
IS_CLOSED = N_("Unit kerja ini sudah ditutup. Buka kembali lebih dahulu di halaman unit itu.")
TOP_STAYS = N_("Unit ini puncak cabang Anda. Hanya admin di atasnya yang dapat memindahkannya.")


@dataclass(frozen=True, slots=True)
class UnitNow:
    """A unit as it is."""

    id: int
    code: str
    name: str
    kind: str
    zone: str
    parent_id: int | None
    path: str
    is_closed: bool = False


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row. `unit` None: a new one. `depth` orders the work: parents come before what hangs on them."""

    row: SheetUnit
    outcome: Outcome
    unit: UnitNow | None = None
    problem: Problem | None = None
    differences: tuple[Difference, ...] = ()
    depth: int = 0


class RowRefused(Exception):
    """A row does not fit the tree."""

    def __init__(self, column: str, found: str, msgid: str, **values: str) -> None:
        super().__init__(msgid)
        self.problem = Problem(HEADING_OF[column], found, Sentence(msgid, values))


def plan_units(
    rows: Sequence[SheetUnit],
    there: Sequence[UnitNow],
    branches: Sequence[str],
    *,
    may_plant: bool = False,
    unreadable: Mapping[str, int] | None = None,
) -> list[Verdict]:
    """A verdict for each row, in their order.

    `there` are the units that rows name (also by their parents), wherever they are, with all units above them.
    `branches` are the paths where units may be changed; `may_plant`: a new unit without a parent begins a tree.
    `unreadable` are the codes of rows refused before, with their numbers.
    """
    return _Plan(rows, there, branches, may_plant=may_plant, unreadable=unreadable or {}).verdicts()


def with_codes_as_kept(rows: Sequence[SheetUnit], there: Sequence[UnitNow]) -> list[SheetUnit]:
    """The same rows with each code written as the unit has it, else as its row above has it: `dinkes` means DINKES.

    A code that a unit has to the letter stays; so does one that fits several units.
    """
    exact = {unit.code for unit in there}
    known: dict[str, set[str]] = defaultdict(set)
    for unit in there:
        known[unit.code.lower()].add(unit.code)
    for row in rows:
        if not known.get(row.code.lower()):
            known[row.code.lower()].add(row.code)

    def kept(code: str) -> str:
        found = known.get(code.lower(), set())
        return next(iter(found)) if code not in exact and len(found) == 1 else code

    return [
        replace(row, code=kept(row.code), parent=kept(row.parent) if row.parent is not None else None) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Standing:
    """How deep a unit would stand (the top has 1); why its row is refused; the refused row at or above it, if any."""

    depth: int
    problem: Problem | None = None
    refused_row: int | None = None


class _Plan:
    """The tree as it would be, looked at row by row."""

    def __init__(
        self,
        rows: Sequence[SheetUnit],
        there: Sequence[UnitNow],
        branches: Sequence[str],
        *,
        may_plant: bool,
        unreadable: Mapping[str, int],
    ) -> None:
        self.unreadable = unreadable
        self.rows = rows
        self.branches = branches
        self.may_plant = may_plant
        self.by_code = {unit.code: unit for unit in there}
        self.by_id = {unit.id: unit for unit in there}
        self.row_of = {row.code: row for row in reversed(rows)}  # the first of each code
        self.first_of = dict(self.row_of)
        self.staying: dict[str, Problem] = {}
        self.standing: dict[str, _Standing] = {}

    def verdicts(self) -> list[Verdict]:
        for _round in range(ROUNDS):
            found = self._refused_in_place()
            if not found:
                break
            self.staying |= found
            for code in found:
                del self.row_of[code]
            self.standing.clear()
        return [self._verdict(row) for row in self.rows]

    def _refused_in_place(self) -> dict[str, Problem]:
        """Units that are there and whose rows are refused, whatever becomes of other rows: these stay as they are.

        Not those of a circle, of which nobody knows which row is wrong.
        """
        settled = {code: self._settle(code).problem for code in self.row_of if code in self.by_code}
        return {
            code: problem
            for code, problem in settled.items()
            if problem is not None and _msgid(problem) not in (PARENT_REFUSED, IS_CYCLE)
        }

    def _verdict(self, row: SheetUnit) -> Verdict:
        unit = self.by_code.get(row.code)
        first = self.first_of[row.code]
        if first is not row:
            problem = Problem(HEADING_OF["code"], row.code, Sentence(TWICE, {"row": str(first.row)}))
            return Verdict(row, Outcome.REFUSED, unit, problem)
        if row.code in self.staying:
            return Verdict(row, Outcome.REFUSED, unit, self.staying[row.code])
        standing = self._settle(row.code)
        if standing.problem is not None:
            return Verdict(row, Outcome.REFUSED, unit, standing.problem)
        if unit is None:
            return Verdict(row, Outcome.ADDED, depth=standing.depth)
        differences = self._differences(row, unit)
        outcome = Outcome.CHANGED if differences else Outcome.UNCHANGED
        if self._changes_place(row):
            outcome = Outcome.MOVED
        return Verdict(row, outcome, unit, differences=differences, depth=standing.depth)

    def _settle(self, code: str) -> _Standing:
        """Where a unit would stand; walks up the tree, past each unit once for the whole sheet."""
        chain: dict[str, None] = {}
        here: str | None = code
        while here is not None and here not in self.standing:
            if here in chain:
                self._refuse_cycle(list(chain)[list(chain).index(here) :])
                break
            chain[here] = None
            here = self._above(here)
        for link in reversed(chain):
            if link not in self.standing:
                self.standing[link] = self._stand(link)
        return self.standing[code]

    def _above(self, code: str) -> str | None:
        """The code of the unit above, as it would be; None at the top."""
        row, unit = self.row_of.get(code), self.by_code.get(code)
        if row is not None and row.parent is not None:
            return row.parent
        parent = self.by_id.get(unit.parent_id or 0) if unit is not None else None
        return parent.code if parent is not None else None

    def _refuse_cycle(self, cycle: Sequence[str]) -> None:
        shown = [*cycle, cycle[0]] if len(cycle) <= CYCLE_SHOWN else [*cycle[:CYCLE_SHOWN], "…", cycle[0]]
        told = Sentence(IS_CYCLE, {"chain": " → ".join(shown)})
        first_row = next((self.row_of[code].row for code in cycle if code in self.row_of), 0)
        for code in cycle:
            row = self.row_of.get(code)
            problem = self._problem_in_circle(row, told) if row is not None else None
            self.standing[code] = _Standing(0, problem, row.row if row is not None else first_row)

    def _problem_in_circle(self, row: SheetUnit, told: Sentence) -> Problem | None:
        """A row that hangs a unit nowhere is no part of what is wrong with the circle."""
        try:
            self._check(row)
        except RowRefused as refused:
            return refused.problem
        return Problem(HEADING_OF["parent"], row.parent, told) if row.parent else None

    def _stand(self, code: str) -> _Standing:
        row, above = self.row_of.get(code), self._above(code)
        over = self.standing[above] if above is not None else _Standing(0)
        depth = over.depth + 1
        if row is None:
            return _Standing(depth, refused_row=over.refused_row)
        try:
            self._check(row)
            if self._changes_place(row):
                self._check_place(row, over)
        except RowRefused as refused:
            return _Standing(depth, refused.problem, row.row)
        return _Standing(depth, refused_row=over.refused_row)

    def _check(self, row: SheetUnit) -> None:
        """Raises RowRefused where the unit is not one's own, or closed."""
        unit = self.by_code.get(row.code)
        if unit is not None and not self._is_mine(unit.path):
            raise RowRefused("code", row.code, CODE_ELSEWHERE)
        if unit is not None and unit.is_closed:
            raise RowRefused("code", row.code, IS_CLOSED)
        if unit is None and row.parent is None and not self.may_plant:
            raise RowRefused("parent", "", PARENT_MISSING)

    def _check_place(self, row: SheetUnit, over: _Standing) -> None:
        """Raises RowRefused where a unit cannot be hung where the row wants it.

        Below whatever is refused nothing is hung: it may not come to be, or stay where it makes a circle.
        """
        if row.parent is None:
            return
        unit, parent = self.by_code.get(row.code), self.by_code.get(row.parent)
        if unit is not None and not self.may_plant and not self._is_mine(_above_in(unit.path)):
            raise RowRefused("parent", row.parent, TOP_STAYS)
        if parent is None and row.parent in self.unreadable:
            raise RowRefused("parent", row.parent, PARENT_REFUSED, row=str(self.unreadable[row.parent]))
        if not (self._is_mine(parent.path) if parent is not None else row.parent in self.row_of):
            raise RowRefused("parent", row.parent, PARENT_UNKNOWN)
        if parent is not None and parent.is_closed:
            raise RowRefused("parent", row.parent, PARENT_CLOSED)
        if over.refused_row is not None:
            raise RowRefused("parent", row.parent, PARENT_REFUSED, row=str(over.refused_row))
        if over.depth >= MOST_LEVELS:
            raise RowRefused("parent", row.parent, TOO_DEEP)

    def _is_mine(self, path: str) -> bool:
        return any(path.startswith(branch) for branch in self.branches)

    def _changes_place(self, row: SheetUnit) -> bool:
        """Whether a unit is made, or hung under another one."""
        unit = self.by_code.get(row.code)
        if unit is None or row.parent is None:
            return unit is None
        parent = self.by_code.get(row.parent)
        return parent is None or parent.id != unit.parent_id

    def _differences(self, row: SheetUnit, unit: UnitNow) -> tuple[Difference, ...]:
        found = []
        if row.name != unit.name:
            found.append(Difference(HEADING_OF["name"], unit.name, row.name))
        if self._changes_place(row):
            above = self.by_id.get(unit.parent_id or 0)
            found.append(Difference(HEADING_OF["parent"], above.code if above else "", row.parent or ""))
        if row.kind is not None and row.kind != unit.kind:
            found.append(Difference(HEADING_OF["kind"], KIND_LABELS[unit.kind], KIND_LABELS[row.kind]))
        if row.zone is not None and row.zone != unit.zone:
            before, after = (ZONE_LABELS.get(zone, zone) for zone in (unit.zone, row.zone))
            found.append(Difference(HEADING_OF["zone"], before, after))
        return tuple(found)


def _msgid(problem: Problem) -> str:
    return problem.expected if isinstance(problem.expected, str) else problem.expected.msgid


def _above_in(path: str) -> str:
    """The path of the unit above: `/1/` of `/1/17/`, and `/` of `/1/`, which lies in no branch."""
    return path[: path.rstrip("/").rfind("/") + 1]
