"""A sheet checked and stored at once, by a command: the same checks and the same storing as on the pages."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from training.core.db import db
from training.core.messages import Sentence
from training.core.tables import Sheet
from training.core.transaction import only_reading, unit_of_work
from training.imports.domain import ACCEPTED, TWICE, Line, Outcome, Problem, Verdict, line_of, packed
from training.imports.registry import Accepted, Context, DataChanged, ImportKind, Stored
from training.imports.services.starting import columns_of

TRIES = 3


@dataclass
class Tally:
    """How many rows came to what, and why those that were refused were: by number, in the order of the sheet."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, Sequence[Problem]]] = field(default_factory=list)


def run_sheet(
    kind: ImportKind, sheet: Sheet, context: Context, *, dry_run: bool, progress: Callable[[int, int], None]
) -> Tally:
    """Check a sheet chunk by chunk and store each chunk (all at once where the kind wants that) unless `dry_run`.

    Raises SheetRefused, and DataChanged where somebody else keeps changing the same data; chunks before that are stored.
    """
    places = columns_of(kind, sheet)
    lines = [line_of(number, cells, marks, places) for number, cells, marks in map(packed, sheet.rows)]
    size = len(lines) if kind.is_whole else kind.save_rows
    tally, seen = Tally(), dict[str, int]()
    for start in range(0, len(lines), size):
        part = lines[start : start + size]
        with only_reading():
            verdicts = list(_once(part, kind.check(part, context), seen))
        if not dry_run:
            verdicts = _store(kind, part, verdicts, context)
        _count(tally, part, verdicts)
        progress(start + len(part), len(lines))
    return tally


def _once(lines: Sequence[Line], verdicts: Sequence[Verdict], seen: dict[str, int]) -> Iterator[Verdict]:
    """The same verdicts, but a row is refused that has a key of a row above it."""
    for line, verdict in zip(lines, verdicts, strict=True):
        keys = {key.value: (key.column, key.found) for key in verdict.keys}
        if verdict.key:
            keys[verdict.key] = ("", verdict.key)
        repeated = [value for value in keys if value in seen]
        problems = tuple(
            Problem(*keys[value], Sentence(TWICE, {"what": keys[value][0], "row": str(seen[value])}))
            for value in repeated
        )
        for value in keys:
            seen.setdefault(value, line.number)
        if problems and verdict.outcome is not Outcome.REFUSED:
            yield Verdict(Outcome.REFUSED, verdict.label, problems=problems)
        else:
            yield verdict


def _store(kind: ImportKind, lines: Sequence[Line], verdicts: list[Verdict], context: Context) -> list[Verdict]:
    """Store what is accepted; the verdicts, but those of rows that could not be stored, or had come true, say so."""
    accepted = [
        Accepted.of(line, verdict.outcome.value, verdict.key, verdict.plan)
        for line, verdict in zip(lines, verdicts, strict=True)
        if verdict.outcome in ACCEPTED
    ]
    if not accepted:
        return verdicts
    for tries_left in reversed(range(TRIES)):
        try:
            with unit_of_work():
                stored = kind.store(accepted, context)
        except DataChanged:
            db.session.rollback()
            if not tries_left:
                raise
            continue
        break
    return [_as_stored(line, verdict, stored or Stored()) for line, verdict in zip(lines, verdicts, strict=True)]


def _as_stored(line: Line, verdict: Verdict, stored: Stored) -> Verdict:
    if line.number in stored.refused:
        return Verdict(Outcome.REFUSED, verdict.label, problems=stored.refused[line.number])
    return Verdict(Outcome.UNCHANGED, verdict.label) if line.number in stored.unchanged else verdict


def _count(tally: Tally, lines: Sequence[Line], verdicts: Sequence[Verdict]) -> None:
    tally.counts.update(verdict.outcome.value for verdict in verdicts)
    tally.refused.extend(
        (line.number, verdict.problems)
        for line, verdict in zip(lines, verdicts, strict=True)
        if verdict.outcome is Outcome.REFUSED
    )
