"""Two small kinds of imports: names of units, saved chunk by chunk or all at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from tests.factories.imports import make_import, make_sheet
from training.core.access import Permission
from training.core.db import db
from training.imports.domain import Column, Difference, Line, Outcome, Problem, State, Verdict
from training.imports.registry import Accepted, Choice, Context, DataChanged, ImportKind, Words, register
from training.org.models import Unit
from training.org.services import create_unit

MOST_CHARACTERS = 30


def check(lines: Sequence[Line], context: Context) -> list[Verdict]:
    codes = [line.cells["code"] for line in lines]
    there = dict(db.session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(codes))).all())
    return [_verdict(line, there, strict=context.options.get("strict") == "yes") for line in lines]


def _verdict(line: Line, there: dict[str, str], *, strict: bool) -> Verdict:
    code, name = line.cells["code"], line.cells.get("name", "")
    limit = 10 if strict else MOST_CHARACTERS
    if len(name) > limit or not name:
        return Verdict(Outcome.REFUSED, code, code, problems=(Problem("Nama", name, f"1 sampai {limit} karakter"),))
    if code not in there:
        return Verdict(Outcome.ADDED, code, code, plan={"name": name})
    if there[code] == name:
        return Verdict(Outcome.UNCHANGED, code, code)
    difference = Difference("Nama", there[code], name)
    return Verdict(Outcome.CHANGED, code, code, differences=(difference,), plan={"name": name, "before": there[code]})


def store(rows: Sequence[Accepted], context: Context) -> None:
    for row in rows:
        if row.outcome == Outcome.ADDED:
            create_unit(code=row.key, name=row.plan["name"], kind="office", opened_on=date(2026, 1, 5))
            continue
        changed = db.session.execute(
            update(Unit)
            .where(Unit.code == row.key, Unit.name == row.plan["before"])
            .values(name=row.plan["name"])
            .returning(Unit.id)
        )
        if changed.one_or_none() is None:
            raise DataChanged


CHUNKED = register(
    ImportKind(
        name="sample",
        columns=(Column("code", "Kode", ("kode unit",), is_required=True), Column("name", "Nama", is_required=True)),
        permission=Permission.MANAGE_UNITS,
        check=check,
        store=store,
        home=lambda _target: "/account",
        words=Words(title="Impor contoh", home="Akun", key="Kode"),
        chunk_rows=3,
        choices=(Choice("strict", "yes", "Periksa lagi dengan ketat"), Choice("strict", "no", "Periksa lagi longgar")),
    )
)
ATOMIC = register(replace(CHUNKED, name="sample_atomic", is_atomic=True))


def make_saved_import(actor_id: int) -> int:
    """The id of an import of somebody that is over."""
    taken = make_import(CHUNKED.name, make_sheet(["Kode", "Nama"], ["k1", "Satu"]), actor_id=actor_id)
    taken.state = State.SAVED
    db.session.commit()
    return taken.id
