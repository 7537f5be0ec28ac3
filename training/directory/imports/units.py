"""Sheets of units: taken as a whole, stored all at once or not at all."""

from collections.abc import Sequence
from dataclasses import replace

from flask import url_for
from flask_babel import lazy_gettext as _l

from training.core.access import Permission
from training.imports.domain import Difference, Line, Outcome, Problem, Verdict, beginnings
from training.imports.registry import Accepted, Context, DataChanged, ImportKind, NextStep, Words, register
from training.imports.values import problems_of
from training.org.domain.unit_plan import Verdict as UnitVerdict
from training.org.domain.unit_plan import plan_units, with_codes_as_kept
from training.org.domain.unit_sheet import COLUMNS, HEADING_OF, KIND_LABELS, ZONE_LABELS, SheetUnit, read_unit
from training.org.services import hold_tree
from training.org.unit_import import Act, store_units, units_for

KIND = "units"
MAX_ROWS = 20_000
MAY_PLANT = "may_plant"


def check_units(lines: Sequence[Line], context: Context) -> list[Verdict]:
    """A verdict for each row of the whole sheet."""
    verdicts, problems = _planned(lines, context)
    return [
        _verdict(verdicts[line.number], line)
        if line.number in verdicts
        else Verdict(Outcome.REFUSED, label=_label(line), problems=tuple(problems[line.number]))
        for line in lines
    ]


def store_units_of(rows: Sequence[Accepted], context: Context) -> None:
    """Do what was shown, while nobody else changes the tree. Raises DataChanged where it would come to something else."""
    hold_tree(alone=True)
    verdicts, _problems = _planned([row.line for row in rows], context)
    for row in rows:
        now = verdicts.get(row.line.number)
        if now is None or now.outcome.value != row.outcome or _plan(now) != dict(row.plan):
            raise DataChanged
    store_units(list(verdicts.values()), Act(context.actor_id, context.now, context.import_id))


def _planned(lines: Sequence[Line], context: Context) -> tuple[dict[int, UnitVerdict], dict[int, Sequence[Problem]]]:
    """By row: what would become of it, or what is wrong with its cells."""
    readable, problems, unreadable = list[SheetUnit](), dict[int, Sequence[Problem]](), dict[str, int]()
    for line in lines:
        found = read_unit(line.number, line.cells)
        broken = problems_of(line, HEADING_OF, {"code", "parent"})
        if isinstance(found, SheetUnit) and not broken:
            readable.append(found)
        else:
            told = {problem.column for problem in broken}
            others = [] if isinstance(found, SheetUnit) else [each for each in found if each.column not in told]
            problems[line.number] = [*broken, *others]
            unreadable.setdefault(line.cells.get("code", "").strip(), line.number)
    may_plant = bool(context.options.get(MAY_PLANT))
    there = units_for(readable)
    rows = with_codes_as_kept(readable, there)
    planned = plan_units(rows, there, context.paths, may_plant=may_plant, unreadable=unreadable)
    return {verdict.row.row: verdict for verdict in planned}, problems


def _verdict(found: UnitVerdict, line: Line) -> Verdict:
    label = f"{found.row.code} {found.row.name}"
    if found.problem is not None:
        column = next(name for name, heading in HEADING_OF.items() if heading == found.problem.column)
        as_typed = replace(found.problem, found=line.cells.get(column, "").strip())
        return Verdict(Outcome.REFUSED, label=label, problems=(as_typed,))
    return Verdict(found.outcome, label=label, differences=_differences(found), plan=_plan(found))


def _plan(found: UnitVerdict) -> dict[str, object]:
    """What must be the same when it is stored as when it was shown."""
    unit = found.unit
    return {
        "unit": unit.id if unit else None,
        "now": [unit.name, unit.kind, unit.zone, unit.parent_id] if unit else [],
        "parent": found.row.parent,
    }


def _differences(found: UnitVerdict) -> tuple[Difference, ...]:
    if found.outcome is not Outcome.ADDED:
        return found.differences
    row = found.row
    return beginnings(
        (
            (HEADING_OF["parent"], row.parent or ""),
            (HEADING_OF["kind"], KIND_LABELS[row.kind] if row.kind else ""),
            (HEADING_OF["zone"], ZONE_LABELS.get(row.zone, row.zone) if row.zone else ""),
        )
    )


def _label(line: Line) -> str:
    return " ".join(filter(None, (line.cells.get("code", ""), line.cells.get("name", ""))))


UNITS = register(
    ImportKind(
        name=KIND,
        columns=COLUMNS,
        permission=Permission.MANAGE_UNITS,
        check=check_units,
        store=store_units_of,
        home=lambda _target: url_for("units.index"),
        words=Words(title=_l("Impor unit kerja"), home=_l("Unit kerja")),
        section="units",
        is_atomic=True,
        is_whole=True,
        max_rows=MAX_ROWS,
        after_adding=NextStep(_l("Impor pegawai"), "people_import.bring_people"),
    )
)
