"""Saving one part of a module: what it is for, its quiz, its certificate.

The module is locked by whoever loaded it to edit it (`queries.module_to_edit`), so what is compared here stays so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from training.audit.services import record
from training.banks.domain.texts import Text
from training.core.db import db
from training.modules.domain import Part, fingerprint
from training.modules.errors import BlueprintUnmetNow, PartChanged
from training.modules.loader import CertificateEntry, QuizEntry
from training.modules.models import Module, ModuleState
from training.modules.queries import Managed
from training.modules.services.filling import fill_certificate, fill_quiz, module_values, quiz_values
from training.quizzes.domain.blueprint import Blueprint
from training.quizzes.domain.feasibility import Feasibility, feasibility
from training.quizzes.models import QuizBank
from training.quizzes.queries import bank_ids_of, pools_of


@dataclass(frozen=True)
class General:
    """What a module is called, what it is about, and whom it is for; `minutes` is all of it together."""

    title: Text
    summary: Text
    corps: tuple[str, ...]
    minutes: int


def part_mark(module: Module, part: Part) -> str:
    """The fingerprint of the general or the certificate part as it is stored."""
    return fingerprint(module_values(module, part))


def quiz_mark(managed: Managed, bank_ids: set[int]) -> str:
    """The fingerprint of the quiz as it is stored."""
    return fingerprint(quiz_values(managed.quiz, bank_ids))


def foreseen(draws: Sequence[Any], bank_ids: Collection[int], corps: Sequence[str]) -> tuple[Feasibility, ...]:
    """How a blueprint would fare with some banks for some corps; one statement."""
    return feasibility(Blueprint(draws=tuple(draws)), pools_of(bank_ids, corps), corps)


def save_general(managed: Managed, entry: General, *, seen: str, actor_id: int) -> None:
    """Change the general part that the page knew as `seen`. Raises PartChanged or BlueprintUnmetNow."""
    module = managed.module
    before = module_values(module, Part.GENERAL)
    if fingerprint(before) != seen:
        raise PartChanged
    _refuse_unmet(managed, managed.quiz.blueprint["draws"], bank_ids_of(managed.quiz.id), entry.corps)
    module.title, module.summary = entry.title.to_data(), entry.summary.to_data()
    module.corps, module.minutes = list(entry.corps), entry.minutes
    _note(module, Part.GENERAL, before, module_values(module, Part.GENERAL), actor_id)


def save_certificate(managed: Managed, entry: CertificateEntry, *, seen: str, actor_id: int) -> None:
    """Change what certificates will say, if the page knew it as `seen`; issued ones stay. Raises PartChanged."""
    module = managed.module
    before = module_values(module, Part.CERTIFICATE)
    if fingerprint(before) != seen:
        raise PartChanged
    fill_certificate(module, entry)
    _note(module, Part.CERTIFICATE, before, module_values(module, Part.CERTIFICATE), actor_id)


def save_quiz(managed: Managed, entry: QuizEntry, bank_ids: set[int], *, seen: str, actor_id: int) -> None:
    """Change the quiz that the page knew as `seen`, and which banks feed it.

    Attempts under way and results stay as they are: they keep their paper, cut score and feedback policy.
    Raises PartChanged or BlueprintUnmetNow.
    """
    quiz, feeding = managed.quiz, bank_ids_of(managed.quiz.id)
    before = quiz_values(quiz, feeding)
    if fingerprint(before) != seen:
        raise PartChanged
    _refuse_unmet(managed, entry.blueprint, bank_ids, managed.module.corps)
    fill_quiz(quiz, entry)
    _feed(quiz.id, feeding, bank_ids)
    _note(managed.module, Part.QUIZ, before, quiz_values(quiz, bank_ids), actor_id)


def _feed(quiz_id: int, present: set[int], wanted: set[int]) -> None:
    gone = present - wanted
    if gone:
        db.session.execute(
            delete(QuizBank).where(QuizBank.quiz_id == quiz_id, QuizBank.bank_id.in_(gone)),
            execution_options={"synchronize_session": False},
        )
    db.session.add_all(QuizBank(quiz_id=quiz_id, bank_id=bank_id) for bank_id in sorted(wanted - present))


def _refuse_unmet(managed: Managed, draws: Sequence[Any], bank_ids: set[int], corps: Sequence[str]) -> None:
    if managed.module.state != ModuleState.PUBLISHED:
        return
    found = foreseen(draws, bank_ids, corps)
    if not all(each.is_met for each in found):
        raise BlueprintUnmetNow(found)


def _note(module: Module, part: Part, before: dict[str, Any], after: dict[str, Any], actor_id: int) -> None:
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    module.source = "site"
    record(
        "module_changed",
        actor_id=actor_id,
        object_kind="module",
        object_id=module.id,
        unit_id=module.owner_unit_id,
        facts={
            "part": part.value,
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        },
    )
    db.session.flush()
