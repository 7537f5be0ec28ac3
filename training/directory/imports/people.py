"""Sheets of people: what their rows would change, and doing it.

With the option `complete_for` (the path of a branch) the sheet is said to be the complete list of its people: whoever
is missing in it is proposed as leaving.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from flask import url_for
from flask_babel import lazy_gettext as _l

from training.accounts.domain.people_facts import Verdict as PersonVerdict
from training.accounts.domain.people_matching import fold, signs_of
from training.accounts.domain.people_plan import UNIT_HEADING
from training.accounts.domain.people_sheet import COLUMNS, HEADING_OF
from training.accounts.domain.service_number import grouped
from training.accounts.services.people_import.bulk import Act
from training.accounts.services.people_import.checking import CheckedRow, RowToCheck, check_rows
from training.accounts.services.people_import.leaving import PERSON_KEY, leavers, let_go, present_count
from training.accounts.services.people_import.storing import RowToStore, StoredRow, store_rows
from training.core import clock
from training.core.access import Permission
from training.core.i18n import DEFAULT_ZONE
from training.core.messages import N_, Sentence
from training.imports.domain import Difference, Key, Line, Outcome, Problem, Told, Verdict, beginnings
from training.imports.registry import Accepted, Context, Extra, ImportKind, Missing, NextStep, Stored, Words, register
from training.imports.values import problems_of, refused_for
from training.rules.domain import CORPS_LABELS

KIND = "people"
COMPLETE_FOR = "complete_for"
LEAVES = "leaves"
MOST_OF_NAME = 250  # folding makes some letters three
ZEROS_IN_FRONT = N_(
    "nomor ini tersimpan sebagai bilangan. Bila aslinya diawali angka 0, angka itu sudah hilang: ubah Format Sel kolomnya "
    "menjadi Teks, lalu isi lagi."
)


def check_people(lines: Sequence[Line], context: Context) -> list[Verdict]:
    """A verdict for each row, as things stand."""
    checked = check_rows([_row(line) for line in lines], context.paths, now=context.now)
    return [_looked_at(row, line) for row, line in zip(checked, lines, strict=True)]


def _looked_at(row: CheckedRow, line: Line) -> Verdict:
    """The verdict on a row, with what the marks of its cells say."""
    verdict = _verdict(row, line.cells.get("name", ""))
    problems = problems_of(line, HEADING_OF, {"unit"})
    if problems:
        return refused_for(verdict, problems)
    if verdict.outcome is Outcome.ADDED and row.person and row.person.corps == "tni" and line.may_lack_zeros("number"):
        return replace(verdict, advice=(Problem(HEADING_OF["number"], line.cells["number"], Sentence(ZEROS_IN_FRONT)),))
    return verdict


def store_people(rows: Sequence[Accepted], context: Context) -> Stored:
    """Do what was shown, each row looked at once more under lock."""
    act = Act(context.actor_id, context.now, context.import_id)
    to_store = [RowToStore(row.number, row.plan, partial(_to_check, row)) for row in rows if LEAVES not in row.plan]
    stored = store_rows(to_store, context.paths, act)
    refused = {row.number: (row.problem,) for row in stored if row.problem}
    leaving = {row.plan[LEAVES]: row for row in rows if LEAVES in row.plan}
    if leaving:
        kept = let_go(list(leaving), str(context.options.get(COMPLETE_FOR, "")), context.paths, act)
        for person_id, msgid in kept.items():
            row = leaving[person_id]
            refused[row.number] = (Problem(HEADING_OF["name"], row.line.cells.get("name", ""), Sentence(msgid)),)
    unchanged = {row.number for row in stored if row.outcome is Outcome.UNCHANGED}
    return Stored(refused, _named_anew(stored, to_store), unchanged)


def missing_people(context: Context) -> Missing | None:
    """Whoever is not in a sheet that is said to be complete; None for one that is not."""
    branch = context.options.get(COMPLETE_FOR)
    if not branch or context.import_id is None or context.actor_id is None:
        return None
    today = clock.today_in(DEFAULT_ZONE, context.now)
    found = leavers(context.import_id, str(branch), context.paths, actor_id=context.actor_id, today=today)
    rows = [
        Extra(
            cells={
                "name": one.full_name,
                "number": one.service_number or "",
                "email": one.email or "",
                "login_name": one.login_name or "",
                "unit": one.unit_code,
            },
            verdict=Verdict(
                Outcome.LEFT,
                label=one.full_name,
                differences=_leaves_behind(one.unit_name, one.service_number),
                plan={LEAVES: one.id},
            ),
        )
        for one in found
    ]
    return Missing(rows, present_count(str(branch)))


def _to_check(row: Accepted) -> RowToCheck:
    return _row(row.line)


def _row(line: Line) -> RowToCheck:
    rounded = [name for name in line.marks if line.is_long_number(name)]
    return RowToCheck(line.number, line.cells, rounded)


def _verdict(row: CheckedRow, name: str) -> Verdict:
    found = row.verdict
    if row.person is None:
        return Verdict(Outcome.REFUSED, label=name, problems=found.problems)
    return Verdict(
        found.outcome,
        label=row.person.full_name,
        keys=_keys(row),
        problems=found.problems,
        differences=_differences(found),
        plan=found.plan() if found.outcome is not Outcome.REFUSED else {},
    )


def _keys(row: CheckedRow) -> tuple[Key, ...]:
    """What no other row may have: signs, the person; a name in its unit where there is nothing else.

    Signs that the person has already lead every row that has them to that person, so the person alone stands for them.
    """
    if row.person is None:
        return ()
    signs, person, name = signs_of(row.person), row.verdict.person, row.person.full_name
    if person is not None:
        theirs = {"number": person.service_number, "email": person.email, "login_name": person.login_name}
        known = [sign for sign in signs if theirs[sign[0]] == sign[1]]
        column, found = known[0] if known else ("name", name)
        new = [
            Key(f"{column}:{value}", HEADING_OF[column], value)
            for column, value in signs
            if (column, value) not in known
        ]
        return (Key(f"{PERSON_KEY}{person.id}", HEADING_OF[column], found), *new)
    keys = [Key(f"{column}:{value}", HEADING_OF[column], value) for column, value in signs]
    if not keys and row.verdict.unit is not None:
        keys.append(Key(f"name:{fold(name)[:MOST_OF_NAME]}:{row.verdict.unit.id}", HEADING_OF["name"], name))
    return tuple(keys)


def _differences(found: PersonVerdict) -> tuple[Difference, ...]:
    if found.outcome is Outcome.ADDED:
        return _new(found)
    return _shown(found.differences)


def _new(found: PersonVerdict) -> tuple[Difference, ...]:
    """What a new person is known by, and where."""
    return beginnings(
        (
            (UNIT_HEADING, found.unit.name if found.unit else ""),
            (HEADING_OF["corps"], CORPS_LABELS.get(found.changes.get("corps") or "", "")),
            (HEADING_OF["number"], grouped(found.changes.get("service_number") or "")),
            (HEADING_OF["email"], found.changes.get("email") or ""),
            (HEADING_OF["login_name"], found.changes.get("login_name") or ""),
            (HEADING_OF["position"], found.position or ""),
        )
    )


def _leaves_behind(unit_name: str, number: str | None) -> tuple[Difference, ...]:
    """What tells somebody who would leave from others of the same name."""
    known = [Difference(HEADING_OF["number"], grouped(number), "")] if number else []
    return (*known, Difference(UNIT_HEADING, unit_name, ""))


def _shown(parts: Iterable[Difference]) -> tuple[Difference, ...]:
    """The same with numbers and corps as people read them."""
    return tuple(
        Difference(part.column, _read(part.column, part.before), _read(part.column, part.after)) for part in parts
    )


def _read(column: Told, value: str) -> str:
    if column == HEADING_OF["number"]:
        return grouped(value)
    return CORPS_LABELS.get(value, value) if column == HEADING_OF["corps"] else value


def _named_anew(stored: Sequence[StoredRow], rows: Sequence[RowToStore]) -> dict[int, tuple[Difference, ...]]:
    """What new people are known by, where the check could only propose a login name: another may have been given."""
    return {
        row.number: _new(row.verdict)
        for row, asked in zip(stored, rows, strict=True)
        if row.outcome is Outcome.ADDED and row.verdict is not None and not row.verdict.sight and _is_nameless(asked)
    }


def _is_nameless(row: RowToStore) -> bool:
    cells = row.read().cells
    return not any(cells.get(column, "").strip() for column in ("number", "email", "login_name"))


PEOPLE = register(
    ImportKind(
        name=KIND,
        columns=COLUMNS,
        permission=Permission.MANAGE_PEOPLE,
        check=check_people,
        store=store_people,
        home=lambda _target: url_for("people.index"),
        words=Words(title=_l("Impor pegawai"), home=_l("Pegawai")),
        section="people",
        chunk_rows=1000,
        saved_at_once=500,
        guards_itself=True,
        missing=missing_people,
        left_template="people/left.html",
        after_adding=NextStep(_l("Buat kode aktivasi"), "codes.index", takes_file=True),
    )
)
