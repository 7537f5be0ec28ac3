"""What each row of a sheet would do to a bank."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import NoResultFound

from training.banks.domain.checks import Finding, findings
from training.banks.domain.drafts import ItemDraft, draft_findings
from training.banks.domain.item import ItemEntry, State
from training.banks.formats.spreadsheet import ReadRow, column_of, read_row
from training.banks.models import Bank
from training.banks.queries.banks import bank_to_change
from training.banks.queries.standing import Standing, drafts_by_version, standings
from training.banks.services.sheets.differences import differences_between, is_same
from training.core.explain import explain, worth_telling
from training.core.messages import N_, Sentence
from training.imports.domain import Line, Outcome, Problem, Verdict
from training.imports.registry import Context
from training.rules.domain import RuleFacts
from training.rules.queries import all_facts

STATE_OPTION = "state"
HASH_CHARACTERS = 8
STEM_SHOWN = 100
UNKNOWN_RULE = "unknown_rule"
NOT_YOURS = N_("Bank soal ini tidak dapat Anda ubah lagi.")
PROPOSED = N_("Kode ini kami usulkan. Isi kolom kode bila Anda ingin kode lain.")
BLOCKS = N_("Belum dapat disetujui: %(told)s")
KNOWN_RULE = N_("kode aturan dari katalog")
NEAR_RULE = N_("kode aturan dari katalog; mungkin maksudnya %(rule)s")


@dataclass(frozen=True)
class _Known:
    """What all rows of a chunk are compared with."""

    bank: Bank
    catalogue: Mapping[str, RuleFacts]
    standings: Mapping[str, Standing]
    drafts: Mapping[int, ItemDraft]
    state: State

    def draft(self, version: Any) -> ItemDraft | None:
        return self.drafts.get(version.id) if version else None


def check_items(lines: Sequence[Line], context: Context) -> list[Verdict]:
    """A verdict for each row; reads only. Statements: nine or so for each 500 rows."""
    try:
        bank = bank_to_change(context.target_id or 0, context.paths)
    except NoResultFound:
        return [Verdict(Outcome.REFUSED, problems=(Problem("", "", Sentence(NOT_YOURS)),)) for _line in lines]
    codes = [_written_code(line) or _proposed_code(line, bank) for line in lines]
    there = standings(bank.id, set(codes))
    versions = {version.id for standing in there.values() for version in (standing.base, standing.approved) if version}
    state = State.APPROVED if context.options.get(STATE_OPTION) == State.APPROVED else State.DRAFT
    known = _Known(bank, all_facts(), there, drafts_by_version(versions), state)
    return [_verdict(line, code, known) for line, code in zip(lines, codes, strict=True)]


def plan_data(draft: ItemDraft) -> dict[str, Any]:
    """A draft as JSON."""
    data = {**vars(draft), "case_on": draft.case_on.isoformat() if draft.case_on else None}
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return plain


def _written_code(line: Line) -> str:
    return line.cells.get("kode", "").lower()


def _proposed_code(line: Line, bank: Bank) -> str:
    """A code that the content alone decides: the same row gets the same code whenever it is brought."""
    draft = _read(line, None).draft
    said = json.dumps(plan_data(draft), sort_keys=True, ensure_ascii=False).encode()
    ending = base64.b32encode(hashlib.sha256(said).digest()).decode().lower()[:HASH_CHARACTERS]
    return f"{bank.code}-{ending}"


def _read(line: Line, before: ItemDraft | None) -> ReadRow:
    return read_row(line.cells, line.marks, line.shown, before)


def _verdict(line: Line, code: str, known: _Known) -> Verdict:
    standing = known.standings.get(code)
    before = known.draft(standing.base) if standing else None
    row = _read(line, before)
    label = f"{code} · {line.shown('pertanyaan')[:STEM_SHOWN]}"
    problems = row.problems
    if not problems and standing and before and _is_there_already(row.draft, standing, before, known):
        return Verdict(Outcome.UNCHANGED, label, code)
    found = _looked_over(line, row.draft, code, known.catalogue)
    problems = (*problems, *found.impossible)
    if known.state is State.APPROVED:
        problems = (*problems, *found.blocking)
    elif not problems:
        problems = _gaps(line, row.draft, code)
    if problems:
        return Verdict(Outcome.REFUSED, label, code, problems=_each_cell_once(problems))
    advice = found.advice
    if known.state is State.DRAFT:
        advice = (*map(_as_advice, found.blocking), *advice)
    if not _written_code(line):
        advice = (Problem("kode", "", Sentence(PROPOSED)), *advice)
    differences = differences_between(before, row.draft, standing, known.state) if before and standing else ()
    plan = {
        "code": code,
        "item_id": standing.item_id if standing else None,
        "base": standing.fingerprint() if standing else None,
        "draft": plan_data(row.draft),
    }
    outcome = Outcome.CHANGED if standing else Outcome.ADDED
    return Verdict(outcome, label, code, differences=differences, advice=advice, plan=plan)


def _is_there_already(draft: ItemDraft, standing: Standing, before: ItemDraft, known: _Known) -> bool:
    if known.state is State.APPROVED and standing.unfinished is not None:
        return False
    return is_same(draft, before)


def _gaps(line: Line, draft: ItemDraft, code: str) -> tuple[Problem, ...]:
    """What keeps a row from being an item at all, also as a draft: drafts that lack something are written by form."""
    try:
        ItemEntry.model_validate(draft.to_data(code, State.DRAFT))
    except ValidationError as error:
        told = worth_telling(error.errors())
    else:
        return ()
    return tuple(
        Problem(column, _found(line, column), explain({**found, "loc": ()}))
        for found in told
        for column in [column_of(tuple(found["loc"]))]
    )


@dataclass(frozen=True)
class _Found:
    """What the checks find: what no version can hold, what blocks approval, what is merely advised."""

    impossible: tuple[Problem, ...]
    blocking: tuple[Problem, ...]
    advice: tuple[Problem, ...]


def _looked_over(line: Line, draft: ItemDraft, code: str, catalogue: Mapping[str, RuleFacts]) -> _Found:
    groups: dict[str, list[Problem]] = {"impossible": [], "blocking": [], "advice": []}
    for finding in _findings(draft, code, catalogue):
        group = "impossible" if finding.code == UNKNOWN_RULE else finding.severity.value
        groups[group].append(_problem(line, finding, catalogue))
    return _Found(**{name: tuple(problems) for name, problems in groups.items()})


def _findings(draft: ItemDraft, code: str, catalogue: Mapping[str, RuleFacts]) -> list[Finding]:
    try:
        return findings(ItemEntry.model_validate(draft.to_data(code, State.DRAFT)), catalogue)
    except ValidationError:
        return draft_findings(draft, code, catalogue)


def _problem(line: Line, finding: Finding, catalogue: Mapping[str, RuleFacts]) -> Problem:
    column = column_of(finding.field)
    if finding.code == UNKNOWN_RULE:
        rule = str(finding.values.get("rule", ""))
        near = get_close_matches(rule, catalogue, n=1)
        expected = Sentence(NEAR_RULE, {"rule": near[0]}) if near else Sentence(KNOWN_RULE)
        return Problem(column, rule, expected)
    values = {name: str(value) for name, value in finding.values.items()}
    return Problem(column, _found(line, column), Sentence(finding.text, values))


def _found(line: Line, column: str) -> str:
    return line.cells.get(column, "")


def _as_advice(problem: Problem) -> Problem:
    return Problem(problem.column, problem.found, Sentence(BLOCKS, {"told": str(problem.expected)}))


def _each_cell_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problem of each cell: what is said of a cell later mostly follows from it."""
    return tuple({(problem.column, problem.found): problem for problem in reversed(problems)}.values())[::-1]
