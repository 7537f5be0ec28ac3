"""Units out of a sheet: what is there, and doing what was planned, new units level by level."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.imports.domain import Outcome
from training.org.domain import UnitKind, ids_on
from training.org.domain.unit_plan import UnitNow, Verdict
from training.org.domain.unit_sheet import SheetUnit
from training.org.models import Unit
from training.org.services import DEFAULT_ZONE, UnitDetails, move_unit, update_unit

AT_ONCE = 1000
COLUMNS = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.zone, Unit.parent_id, Unit.path, Unit.closed_on)


@dataclass(frozen=True)
class Act:
    """Who does it, when, and in which import."""

    actor_id: int | None
    now: datetime
    import_id: int | None


def units_for(rows: Sequence[SheetUnit]) -> list[UnitNow]:
    """The units that rows name as themselves or as parents, wherever they are, with all units above them.

    Where no unit has a code to the letter, those are looked for whose code differs in nothing but capitals.
    """
    codes = {row.code for row in rows} | {row.parent for row in rows if row.parent}
    named = _units(Unit.code, sorted(codes))
    others = codes - {unit.code for unit in named.values()}
    named |= _units(func.lower(Unit.code), sorted({code.lower() for code in others}))
    above = {unit_id for unit in named.values() for unit_id in ids_on(unit.path)} - named.keys()
    return [*named.values(), *_units(Unit.id, sorted(above)).values()]


def store_units(verdicts: Sequence[Verdict], act: Act) -> None:
    """Do what was planned, parents before what hangs on them, in the current transaction.

    The caller holds the tree (`hold_tree`) and planned since then.
    """
    rows = [verdict.row for verdict in verdicts]
    by_code = {unit.code: unit for unit in units_for(rows)}
    levels: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        levels[verdict.depth].append(verdict)
    for depth in sorted(levels):
        new = [verdict for verdict in levels[depth] if verdict.outcome is Outcome.ADDED]
        by_code.update(_create(new, by_code, act))
        for verdict in levels[depth]:
            if verdict.unit is not None:
                _change(verdict, verdict.unit, by_code, act)
        if any(verdict.outcome is Outcome.MOVED for verdict in levels[depth]):
            by_code = {unit.code: unit for unit in units_for(rows)}


def _units(column: Any, values: Sequence[Any]) -> dict[int, UnitNow]:
    found = {}
    for start in range(0, len(values), AT_ONCE):
        for row in db.session.execute(select(*COLUMNS).where(column.in_(values[start : start + AT_ONCE]))):
            found[row.id] = UnitNow(
                row.id, row.code, row.name, row.kind, row.zone, row.parent_id, row.path, row.closed_on is not None
            )
    return found


def _create(verdicts: Sequence[Verdict], by_code: Mapping[str, UnitNow], act: Act) -> dict[str, UnitNow]:
    """New units of one level, whose parents are there."""
    if not verdicts:
        return {}
    wanted = [_new_row(verdict.row, by_code, act) for verdict in verdicts]
    connection = db.session.connection()
    statement = insert(Unit.__table__).returning(Unit.id, Unit.code)  # type: ignore[arg-type]  # a Table
    ids = {code: unit_id for unit_id, code in connection.execute(statement, wanted)}
    paths = {
        verdict.row.code: f"{by_code[verdict.row.parent].path if verdict.row.parent else '/'}{ids[verdict.row.code]}/"
        for verdict in verdicts
    }
    connection.execute(
        update(Unit.__table__).where(Unit.id == bindparam("unit_id")).values(path=bindparam("new_path")),  # type: ignore[arg-type]  # a Table
        [{"unit_id": ids[code], "new_path": path} for code, path in paths.items()],
    )
    _log("unit_created", ids.values(), act)
    return {
        row["code"]: UnitNow(
            ids[row["code"]], row["code"], row["name"], row["kind"], row["zone"], row["parent_id"], paths[row["code"]]
        )
        for row in wanted
    }


def _new_row(row: SheetUnit, by_code: Mapping[str, UnitNow], act: Act) -> dict[str, Any]:
    parent = by_code[row.parent] if row.parent else None
    zone = row.zone or (parent.zone if parent else DEFAULT_ZONE)
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind or UnitKind.OFFICE.value,
        "corps": None,
        "zone": zone,
        "parent_id": parent.id if parent else None,
        "path": f"/new-{row.code}/",
        "opened_on": clock.today_in(zone, act.now),
    }


def _change(verdict: Verdict, unit: UnitNow, by_code: Mapping[str, UnitNow], act: Act) -> None:
    row = verdict.row
    if verdict.outcome is Outcome.MOVED and row.parent:
        move_unit(unit.id, by_code[row.parent].id, actor_id=act.actor_id)
    corps = db.session.scalar(select(Unit.corps).where(Unit.id == unit.id))
    details = UnitDetails(unit.code, row.name, row.kind or unit.kind, row.zone or unit.zone, corps)
    update_unit(unit.id, details, actor_id=act.actor_id)


def _log(action: str, unit_ids: Collection[int], act: Act) -> None:
    facts = {} if act.import_id is None else {"import_id": act.import_id}
    rows = [
        {
            "at": act.now,
            "actor_id": act.actor_id,
            "action": action,
            "object_kind": "unit",
            "object_id": str(unit_id),
            "unit_id": unit_id,
            "facts": facts,
        }
        for unit_id in unit_ids
    ]
    db.session.connection().execute(insert(AuditEvent.__table__), rows)  # type: ignore[arg-type]  # a Table
