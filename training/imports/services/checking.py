"""Chunk by chunk, rows get their verdicts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from training.core.db import db
from training.core.many import insert_many
from training.core.messages import Sentence
from training.core.transaction import only_reading
from training.imports.domain import (
    TWICE,
    Difference,
    Key,
    Line,
    Outcome,
    Problem,
    State,
    Verdict,
    line_of,
    told_as_data,
)
from training.imports.models import Import, ImportChunk, ImportKey, ImportRow
from training.imports.queries import counted, last_number, next_chunk, rows_by_key, rows_by_keys
from training.imports.registry import Context, ImportKind, kind_named
from training.imports.services.starting import CHECK, queue_chunks
from training.jobs.services import enqueue

MAX_KEY = 200
MAX_LABEL = 200
UNSYNCHRONISED = {"synchronize_session": False}


def check_next(import_id: int, *, round: int, position: int, now: datetime) -> None:
    """Check the chunk at this position and enqueue the next; does nothing where that has happened.

    Verdicts are found while nothing is locked; then the chunk turns into rows in one short transaction.
    """
    with only_reading():
        taken = db.session.get(Import, import_id)
        chunk = next_chunk(import_id) if taken is not None else None
        if taken is None or chunk is None or (taken.state, taken.round) != (State.CHECKING, round):
            return
        if chunk.position != position:
            return
        chunk_id, rows = chunk.id, list(chunk.rows)
        kind, context = kind_named(taken.kind), context_of(taken, now)
        lines = [line_of(number, cells, marks, taken.places) for number, cells, marks in rows]
        found = _told_once(import_id, kind, lines, kind.check(lines, context))
        data = [_row_data(row, verdict) for row, verdict in zip(rows, found, strict=True)]
    if not _take_chunk(chunk_id):
        return
    verdicts = _without_repeats(lines, found, keep_keys(import_id, lines, found))
    for place, verdict in enumerate(verdicts):
        if verdict is not found[place]:
            data[place] = _row_data(rows[place], verdict)
    _add_rows(import_id, data)
    _go_on(import_id, position, verdicts, now)


def recheck(taken: Import, *, options: Mapping[str, Any], message: str | None, now: datetime) -> None:
    """Check everything again, with other options or because the data has changed; the rows wait in chunks anew."""
    kind = kind_named(taken.kind)
    rows = db.session.execute(
        select(ImportRow.number, ImportRow.cells, ImportRow.marks)
        .where(ImportRow.import_id == taken.id, ImportRow.outcome != Outcome.LEFT)
        .order_by(ImportRow.number)
    ).all()
    db.session.execute(delete(ImportKey).where(ImportKey.import_id == taken.id), execution_options=UNSYNCHRONISED)
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == taken.id), execution_options=UNSYNCHRONISED)
    taken.options = dict(options)
    taken.state, taken.round, taken.done, taken.counts = State.CHECKING, taken.round + 1, 0, {}
    taken.saved_to, taken.total, taken.message, taken.changed_at = 0, len(rows), message, now
    db.session.flush()
    queue_chunks(taken, kind, [[row.number, row.cells, row.marks] for row in rows])


def context_of(taken: Import, now: datetime) -> Context:
    """What a kind is told beside the rows."""
    return Context(
        import_id=taken.id,
        actor_id=taken.actor_id,
        target_id=taken.target_id,
        paths=tuple(taken.paths),
        options=dict(taken.options),
        now=now,
    )


def _take_chunk(chunk_id: int) -> bool:
    gone = delete(ImportChunk).where(ImportChunk.id == chunk_id).returning(ImportChunk.id)
    return db.session.execute(gone, execution_options=UNSYNCHRONISED).one_or_none() is not None


def _add_rows(import_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(insert_many(ImportRow, rows, import_id=import_id))


def _go_on(import_id: int, position: int, verdicts: Sequence[Verdict], now: datetime) -> None:
    more = db.session.scalar(select(exists().where(ImportChunk.import_id == import_id)))
    if more:
        so_far = db.session.scalars(select(Import.counts).where(Import.id == import_id)).one()
        counts = dict(Counter(so_far) + Counter(verdict.outcome.value for verdict in verdicts))
    else:
        _add_missing(import_id, now)
        counts = counted(import_id)
    changed = (
        update(Import)
        .where(Import.id == import_id, Import.state == State.CHECKING)
        .values(
            done=Import.done + len(verdicts),
            counts=counts,
            state=State.CHECKING if more else State.CHECKED,
            changed_at=now,
        )
        .returning(Import.round)
    )
    round_now = db.session.execute(changed, execution_options=UNSYNCHRONISED).scalar_one_or_none()
    if more and round_now is not None:
        enqueue(CHECK, import_id=import_id, round=round_now, position=position + 1)


def _add_missing(import_id: int, now: datetime) -> None:
    """Add a row for each thing that the file, said to be complete, leaves out."""
    taken = db.session.get_one(Import, import_id)
    kind = kind_named(taken.kind)
    missing = kind.missing(context_of(taken, now)) if kind.missing is not None else None
    if missing is None:
        return
    taken.options = {**taken.options, "out_of": missing.out_of}
    db.session.flush()
    first = last_number(import_id) + 1
    rows = []
    for number, extra in enumerate(missing.rows, start=first):
        cells = [""] * len(taken.headings)
        for name, place in taken.places.items():
            cells[place] = extra.cells.get(name, "")
        rows.append(_row_data([number, cells, {}], extra.verdict))
    _add_rows(import_id, rows)


def _without_repeats(
    lines: Sequence[Line], verdicts: Sequence[Verdict], above: Mapping[str, int]
) -> list[Verdict]:  # fmt: skip
    """The same verdicts, but a row is refused that has one of the `keys` of a row above it.

    `above` are keys of earlier chunks, each with its first row.
    """
    seen = dict(above)
    told = []
    for line, verdict in zip(lines, verdicts, strict=True):
        told.append(_once(verdict, seen))
        for key in verdict.keys:
            seen.setdefault(key.value, line.number)
    return told


def _once(verdict: Verdict, above: Mapping[str, int]) -> Verdict:
    repeated: list[Key] = [key for key in verdict.keys if key.value in above]
    if not repeated or verdict.outcome is Outcome.REFUSED:
        return verdict
    problems = tuple(
        Problem(key.column, key.found, Sentence(TWICE, {"what": key.column, "row": str(above[key.value])}))
        for key in repeated
    )
    return Verdict(Outcome.REFUSED, verdict.label, problems=problems)


def keep_keys(import_id: int, lines: Sequence[Line], verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Remember the `keys` of rows, each with the first row that has it; returns those that a row above these had."""
    rows: dict[str, dict[str, Any]] = {}
    for line, verdict in zip(lines, verdicts, strict=True):
        for key in verdict.keys:
            rows.setdefault(key.value, {"value": key.value, "number": line.number})
    if not rows:
        return {}
    statement = insert_many(ImportKey, list(rows.values()), import_id=import_id).on_conflict_do_nothing()
    new = db.session.connection().execute(statement.returning(ImportKey.value)).scalars()
    return rows_by_keys(import_id, sorted(rows.keys() - set(new)))


def _told_once(import_id: int, kind: ImportKind, lines: Sequence[Line], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The same verdicts, but a row whose key another one above it has is refused."""
    keys = [verdict.key[:MAX_KEY] for verdict in verdicts]
    above = rows_by_key(import_id, sorted({key for key in keys if key}))
    told = []
    for line, verdict, key in zip(lines, verdicts, keys, strict=True):
        if key and key in above and verdict.outcome is not Outcome.REFUSED:
            what = str(kind.words.key)
            expected = Sentence(TWICE, {"what": what, "row": str(above[key])})
            problem = Problem(what, verdict.key, expected)
            told.append(Verdict(Outcome.REFUSED, verdict.label, problems=(problem,)))
            continue
        if key:
            above.setdefault(key, line.number)
        told.append(verdict)
    return told


def _row_data(row: Sequence[Any], verdict: Verdict) -> dict[str, Any]:
    number, cells, marks = row
    return {
        "number": number,
        "cells": cells,
        "marks": marks,
        "outcome": verdict.outcome.value,
        "key": verdict.key[:MAX_KEY] or None,
        "label": verdict.label[:MAX_LABEL],
        "problems": problem_data(verdict.problems),
        "differences": difference_data(verdict.differences),
        "advice": problem_data(verdict.advice),
        "plan": dict(verdict.plan),
    }


def difference_data(differences: Sequence[Difference]) -> list[Any]:
    """Differences as JSON: column, before, after."""
    return [[told_as_data(each.column), each.before, each.after] for each in differences]


def problem_data(problems: Sequence[Problem]) -> list[Any]:
    """Problems as JSON: column, found, expected."""
    return [[problem.column, problem.found, told_as_data(problem.expected)] for problem in problems]
