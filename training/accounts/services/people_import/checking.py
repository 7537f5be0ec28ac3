"""What some rows of a sheet would change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from training.accounts.domain.people_facts import Known, Verdict
from training.accounts.domain.people_plan import verdict_on
from training.accounts.domain.people_sheet import SheetPerson, read_person
from training.accounts.domain.person_cells import login_name_candidates
from training.accounts.models import User
from training.accounts.services.people_import.facts import known_for
from training.core import clock
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.core.many import among
from training.imports.domain import Outcome, Problem


class RowToCheck(NamedTuple):
    """A row as it was read: its number in the sheet, cells by column name, columns whose number lost its last digits."""

    number: int
    cells: Mapping[str, str]
    rounded: Collection[str] = ()


class CheckedRow(NamedTuple):
    """What a row says, where it can be read, and what would become of it."""

    number: int
    person: SheetPerson | None
    verdict: Verdict


def check_rows(rows: Sequence[RowToCheck], branches: Sequence[str], *, now: datetime) -> list[CheckedRow]:
    """A verdict for each row, in their order, as things stand; rows are compared with what is there, not with each other.

    `branches` are the paths whose people may be changed.
    """
    today = clock.today_in(DEFAULT_ZONE, now)
    read = [read_person(row.number, row.cells, today=today, rounded=row.rounded) for row in rows]
    people = [person for person in read if isinstance(person, SheetPerson)]
    known = known_for(people, branches, today=today)
    checked = [_checked(row.number, found, known, today) for row, found in zip(rows, read, strict=True)]
    return _with_login_names(checked)


def _checked(number: int, found: SheetPerson | list[Problem], known: Known, today: date) -> CheckedRow:
    if isinstance(found, SheetPerson):
        return CheckedRow(number, found, verdict_on(found, known, today=today))
    return CheckedRow(number, None, Verdict(Outcome.REFUSED, problems=tuple(found)))


def _with_login_names(checked: Sequence[CheckedRow]) -> list[CheckedRow]:
    """The same, with a login name proposed for each new person who has neither number nor address nor such a name.

    It is none that another row asks for by itself.
    """
    nameless = {row.number: row.verdict for row in checked if _is_nameless(row.verdict)}
    if not nameless:
        return list(checked)
    taken = _taken(candidate for verdict in nameless.values() for candidate in _candidates(verdict))
    taken |= {row.person.login_name for row in checked if row.person and row.person.login_name}
    named = []
    for row in checked:
        if row.number not in nameless:
            named.append(row)
            continue
        chosen = next((name for name in _candidates(row.verdict) if name not in taken), None)
        taken.add(chosen or "")
        changes = {**row.verdict.changes, "login_name": chosen}
        named.append(row._replace(verdict=row.verdict._replace(changes=changes)))
    return named


def _is_nameless(verdict: Verdict) -> bool:
    keys = ("service_number", "email", "login_name")
    return verdict.outcome is Outcome.ADDED and not any(verdict.changes.get(key) for key in keys)


def _candidates(verdict: Verdict) -> list[str]:
    return login_name_candidates(verdict.changes["full_name"] or "", verdict.unit.code if verdict.unit else "")


def _taken(candidates: Iterable[str]) -> set[str]:
    wanted = set(candidates)
    if not wanted:
        return set()
    return {name for name in db.session.scalars(select(User.login_name).where(among(User.login_name, wanted))) if name}
