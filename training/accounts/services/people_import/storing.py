"""Doing what rows of a sheet say: looked at once more under lock, then in bulk.

Between the check and now somebody may have changed the same people. A row whose change is no longer the one that was
shown is refused; one that has come true meanwhile changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from training.accounts.domain.people_facts import Verdict
from training.accounts.domain.people_sheet import HEADING_OF
from training.accounts.models import User
from training.accounts.services.people import reactivate
from training.accounts.services.people_import.bulk import Act, add_people, change_people, place_people
from training.accounts.services.people_import.checking import CheckedRow, RowToCheck, check_rows
from training.core.db import db, rows_of
from training.core.many import among
from training.core.messages import N_, Sentence
from training.imports.domain import Outcome, Problem
from training.org.models import Unit

CHANGED_MEANWHILE = N_(
    "Data orang ini berubah setelah berkas diperiksa, sehingga baris ini tidak disimpan. Unggah berkasnya sekali lagi untuk "
    "melihat keadaan terbaru."
)
NO_LOGIN_NAME = N_("Tidak ada nama masuk yang masih bebas untuk nama ini. Isi kolom Nama Masuk.")


@dataclass(frozen=True, slots=True)
class RowToStore:
    """A row with what its check said (`Verdict.fingerprint`)."""

    row: RowToCheck
    plan: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredRow:
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
    _lock(rows)
    checked = check_rows([row.row for row in rows], branches, now=act.now)
    agreed = [_agreed(row.plan, now) for row, now in zip(rows, checked, strict=True)]
    todo = [row.verdict for row in agreed]
    changed = [verdict for verdict in todo if verdict.outcome in (Outcome.CHANGED, Outcome.MOVED)]
    change_people(changed, act)
    for verdict in changed:
        if verdict.returns:
            _return(verdict, act)
    place_people([verdict for verdict in changed if verdict.moves_or_promotes and not verdict.returns], act)
    new = [verdict for verdict in todo if verdict.outcome is Outcome.ADDED]
    ids = iter(add_people(new, act))
    return [_stored(row, next(ids) if row.verdict.outcome is Outcome.ADDED else None) for row in agreed]


def _lock(rows: Sequence[RowToStore]) -> None:
    """Nobody else changes these people, or closes or moves these units, until this transaction ends."""
    people = sorted({row.plan["person"] for row in rows if row.plan.get("person")})
    units = sorted({row.plan["unit"] for row in rows if row.plan.get("unit")})
    if people:
        rows_of(select(User.id).where(among(User.id, people)).order_by(User.id).with_for_update(), {})
    if units:
        rows_of(select(Unit.id).where(among(Unit.id, units)).order_by(Unit.id).with_for_update(read=True), {})


def _agreed(plan: Mapping[str, Any], now: CheckedRow) -> CheckedRow:
    """The row, refused unless it still means what was shown, or means nothing any more."""
    verdict = now.verdict
    if verdict.outcome in (Outcome.UNCHANGED, Outcome.REFUSED):
        return now
    if verdict.fingerprint() != dict(plan):
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
    if verdict.outcome is Outcome.ADDED and new_id is None:
        late = _refused(row, "name", row.person.full_name if row.person else "", CHANGED_MEANWHILE)
        return StoredRow(row.number, Outcome.REFUSED, problem=late.verdict.problems[0])
    person_id = new_id if verdict.person is None else verdict.person.id
    return StoredRow(row.number, verdict.outcome, person_id, verdict)
