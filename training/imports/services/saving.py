"""What was checked is saved: all at once, or chunk by chunk; never over data that has changed meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from training.audit.services import record
from training.core.db import db
from training.core.many import among
from training.core.messages import Sentence
from training.core.statements import rows_changed
from training.core.transaction import only_reading
from training.imports.domain import STALE, Outcome, Problem, State, Verdict, is_same
from training.imports.models import Import, ImportRow
from training.imports.queries import AcceptedRow, accepted_rows, counted
from training.imports.registry import Accepted, Context, DataChanged, ImportKind, Stored, kind_named
from training.imports.services.checking import context_of, difference_data, problem_data, recheck
from training.jobs.services import enqueue

SAVE = "imports.save"
UNSYNCHRONISED = {"synchronize_session": False}


def begin_saving(taken: Import, *, round: int, paths: Sequence[str], now: datetime, leave: bool = False) -> bool:
    """Enqueue the saving of what was checked in this round; False where that is no longer what the page showed.

    With `leave`, also what becomes of those whom the file leaves out; else nothing becomes of them.
    The guard is in the statement: of two tabs one begins, and a page from before another check begins nothing.
    """
    started = db.session.execute(
        update(Import)
        .where(Import.id == taken.id, Import.state == State.CHECKED, Import.round == round)
        .values(state=State.SAVING, paths=list(paths), done=0, message=None, changed_at=now)
        .returning(Import.id),
        execution_options=UNSYNCHRONISED,
    ).one_or_none()
    if started is None:
        return False
    if not leave:
        _let_stay(taken.id)
    enqueue(SAVE, import_id=taken.id, done=0)
    return True


def _let_stay(import_id: int) -> None:
    """Whom the file leaves out stay as they are, also in the counts: what is accepted is what will be saved."""
    stay = update(ImportRow).where(ImportRow.import_id == import_id, ImportRow.outcome == Outcome.LEFT.value)
    if rows_changed(stay.values(outcome=Outcome.UNCHANGED.value)):
        anew = update(Import).where(Import.id == import_id).values(counts=counted(import_id))
        db.session.execute(anew, execution_options=UNSYNCHRONISED)


def save_next(import_id: int, *, done: int, now: datetime) -> None:
    """Save the next rows after `done` and enqueue what is left; does nothing where that has happened."""
    with only_reading():
        taken = db.session.get(Import, import_id)
        if taken is None or (taken.state, taken.done) != (State.SAVING, done):
            return
        kind, context = kind_named(taken.kind), context_of(taken, now)
        rows = accepted_rows(import_id, after=taken.saved_to, limit=None if kind.is_atomic else kind.save_rows)
        accepted, stale = _looked_at_again(kind, context, taken, rows)
        ready = kind.prepare(accepted, context) if kind.prepare else accepted
    if kind.is_atomic and stale:
        _check_again(import_id, now)
        return
    if not _advance(import_id, done, rows, now):
        return
    try:
        with db.session.begin_nested():
            stored = kind.store(ready, context) or Stored()
    except DataChanged:
        if not kind.is_atomic:
            raise
        _check_again(import_id, now)
        return
    _refuse_stale(import_id, stale)
    _note_what_differs(import_id, stored)
    _go_on(import_id, done + len(rows), is_last=kind.is_atomic or not rows, now=now)


def _looked_at_again(
    kind: ImportKind, context: Context, taken: Import, rows: Sequence[AcceptedRow]
) -> tuple[list[Accepted], list[int]]:
    """Rows that still come to what was shown, and the numbers of those that do not."""
    if kind.guards_itself:
        return [
            Accepted(row.number, row.outcome, row.key or "", row.plan, partial(row.line, taken.places)) for row in rows
        ], []
    lines = [row.line(taken.places) for row in rows]
    size = max(len(lines), 1) if kind.is_whole else kind.chunk_rows
    verdicts: list[Verdict] = []
    for start in range(0, len(lines), size):
        verdicts.extend(kind.check(lines[start : start + size], context))
    accepted, stale = [], []
    for row, line, verdict in zip(rows, lines, verdicts, strict=True):
        if is_same(verdict, row.outcome, row.plan):
            accepted.append(Accepted.of(line, row.outcome, row.key or "", row.plan))
        else:
            stale.append(row.number)
    return accepted, stale


def _advance(import_id: int, done: int, rows: Sequence[AcceptedRow], now: datetime) -> bool:
    moved = (
        update(Import)
        .where(Import.id == import_id, Import.state == State.SAVING, Import.done == done)
        .values(done=done + len(rows), changed_at=now, **({"saved_to": rows[-1].number} if rows else {}))
        .returning(Import.id)
    )
    return db.session.execute(moved, execution_options=UNSYNCHRONISED).one_or_none() is not None


def _refuse_stale(import_id: int, numbers: Sequence[int]) -> None:
    if numbers:
        problems = problem_data([Problem("", "", Sentence(STALE))])
        _change_rows(import_id, numbers, outcome=Outcome.REFUSED.value, problems=problems)


def _note_what_differs(import_id: int, stored: Stored) -> None:
    """Say at single rows why they were not stored, or what was stored instead of what was shown, if anything."""
    for number, problems in stored.refused.items():
        _change_rows(import_id, [number], outcome=Outcome.REFUSED.value, problems=problem_data(problems))
    for number, differences in stored.differences.items():
        _change_rows(import_id, [number], differences=difference_data(differences))
    if stored.unchanged:
        _change_rows(import_id, sorted(stored.unchanged), outcome=Outcome.UNCHANGED.value, differences=[], advice=[])


def _change_rows(import_id: int, numbers: Sequence[int], **values: Any) -> None:
    rows = update(ImportRow).where(ImportRow.import_id == import_id, among(ImportRow.number, numbers))
    rows_changed(rows.values(values))


def _go_on(import_id: int, done: int, *, is_last: bool, now: datetime) -> None:
    if not is_last:
        enqueue(SAVE, import_id=import_id, done=done)
        return
    taken = db.session.get_one(Import, import_id, populate_existing=True)
    taken.state, taken.counts, taken.changed_at = State.SAVED, counted(import_id), now
    facts = {"kind": taken.kind, "target_id": taken.target_id, **taken.counts}
    branch_id = int(taken.paths[0].strip("/").rpartition("/")[2]) if taken.paths else None
    record(
        "import_saved", actor_id=taken.actor_id, object_kind="import", object_id=import_id, unit_id=branch_id,
        facts=facts,
    )  # fmt: skip


def _check_again(import_id: int, now: datetime) -> None:
    taken = db.session.get_one(Import, import_id, populate_existing=True)
    told = _(
        "Data berubah sejak berkas ini diperiksa, jadi belum ada yang disimpan. Lihat hasil pemeriksaan yang baru."
    )
    recheck(taken, options=taken.options, message=told, now=now)
