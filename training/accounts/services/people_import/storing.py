"""Doing what rows of a sheet say: looked at once more under lock, then in bulk.

Between the check and now somebody may have changed the same people. A row whose change is no longer the one that was
shown is refused; one that has come true meanwhile changes nothing. Where all that a verdict rests on is as it was, it
still holds (`certain`); the other rows are checked again from their cells.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from training.accounts.domain.people_facts import SIGHT, Verdict
from training.accounts.domain.people_sheet import HEADING_OF
from training.accounts.services.people import reactivate
from training.accounts.services.people_import.bulk import Act, add_people, change_people, place_people
from training.accounts.services.people_import.certain import certain_verdicts, hold
from training.accounts.services.people_import.checking import CheckedRow, RowToCheck, check_rows
from training.core.db import db
from training.core.messages import N_, Sentence
from training.imports.domain import Outcome, Problem
from training.org.models import Unit

CHANGED_MEANWHILE = N_(
    "Data orang ini berubah setelah berkas diperiksa, sehingga baris ini tidak disimpan. Unggah berkasnya sekali lagi untuk "
    "melihat keadaan terbaru."
)
NO_LOGIN_NAME = N_("Tidak ada nama masuk yang masih bebas untuk nama ini. Isi kolom Nama Masuk.")


class RowToStore(NamedTuple):
    """A row with what its check said (`Verdict.plan`); its cells are read where that will not do."""

    number: int
    plan: Mapping[str, Any]
    read: Callable[[], RowToCheck]


class StoredRow(NamedTuple):
    """What was done: who it is about, or why nothing was."""

    number: int
    outcome: Outcome
    person_id: int | None = None
    verdict: Verdict | None = None
    problem: Problem | None = None


def store_rows(rows: Sequence[RowToStore], branches: Sequence[str], act: Act) -> list[StoredRow]:
    """Do what was shown, in the current transaction; one result a row, in their order.

    Raises IntegrityError when somebody took an address in this very moment: the caller rolls back and tries again.
    """
    agreed = _looked_at_again(rows, branches, act)
    todo = [row.verdict for row in agreed]
    changed = [verdict for verdict in todo if verdict.outcome in (Outcome.CHANGED, Outcome.MOVED)]
    change_people(changed, act)
    for verdict in changed:
        if verdict.returns:
            _return(verdict, act)
    place_people([verdict for verdict in changed if verdict.moves_or_promotes and not verdict.returns], act)
    added = [row for row in agreed if row.verdict.outcome is Outcome.ADDED]
    ids = add_people([row.verdict for row in added], act)
    made = {row.number: person_id for row, person_id in zip(added, ids, strict=True) if person_id is not None}
    late = {row.number for row in added} - made.keys()
    found = _found_late([row for row in rows if row.number in late], branches, act)
    return [found.get(row.number) or _stored(row, made.get(row.number)) for row in agreed]


def _looked_at_again(rows: Sequence[RowToStore], branches: Sequence[str], act: Act) -> list[CheckedRow]:
    """Each row as it is to be stored now, while nobody else changes its person or its unit."""
    plans = [row.plan for row in rows]
    certain = certain_verdicts(plans, hold(plans), branches, now=act.now)
    doubtful = [row for row, verdict in zip(rows, certain, strict=True) if verdict is None]
    checked = iter(check_rows([row.read() for row in doubtful], branches, now=act.now) if doubtful else ())
    return [
        _agreed(row.plan, next(checked)) if verdict is None else CheckedRow(row.number, None, verdict)
        for row, verdict in zip(rows, certain, strict=True)
    ]


def _found_late(rows: Sequence[RowToStore], branches: Sequence[str], act: Act) -> dict[int, StoredRow]:
    """What became of new people whom somebody else made in this very moment: as they should be, or refused."""
    if not rows:
        return {}
    found = {}
    for row in check_rows([row.read() for row in rows], branches, now=act.now):
        is_there = row.verdict.outcome is Outcome.UNCHANGED
        name = row.person.full_name if row.person else ""
        found[row.number] = _stored(row if is_there else _refused(row, "name", name, CHANGED_MEANWHILE), None)
    return found


def _agreed(plan: Mapping[str, Any], now: CheckedRow) -> CheckedRow:
    """The row, refused unless it still means what was shown, or means nothing any more."""
    verdict = now.verdict
    if verdict.outcome in (Outcome.UNCHANGED, Outcome.REFUSED):
        return now
    if verdict.fingerprint() != {name: value for name, value in plan.items() if name != SIGHT}:
        return _refused(now, "name", now.person.full_name if now.person else "", CHANGED_MEANWHILE)
    if verdict.outcome is Outcome.ADDED and not _can_be_named(verdict.changes):
        return _refused(now, "login_name", "", NO_LOGIN_NAME)
    return now


def _can_be_named(changes: Mapping[str, str | None]) -> bool:
    return any(changes[name] for name in ("service_number", "email", "login_name"))


def _refused(row: CheckedRow, column: str, found: str, msgid: str) -> CheckedRow:
    problem = Problem(HEADING_OF[column], found, Sentence(msgid))
    return CheckedRow(row.number, row.person, Verdict(Outcome.REFUSED, problems=(problem,)))


def _return(verdict: Verdict, act: Act) -> None:
    person, unit = verdict.person, verdict.unit
    if person is None or unit is None:
        raise ValueError("who returns, and where to, is known")
    reactivate(
        person.id, db.session.get_one(Unit, unit.id), on=act.on(unit), actor_id=act.actor_id, now=act.now,
        position=verdict.position,
    )  # fmt: skip


def _stored(row: CheckedRow, new_id: int | None) -> StoredRow:
    verdict = row.verdict
    if verdict.outcome is Outcome.REFUSED:
        return StoredRow(row.number, verdict.outcome, problem=verdict.problems[0])
    person_id = new_id if verdict.person is None else verdict.person.id
    return StoredRow(row.number, verdict.outcome, person_id, verdict)
