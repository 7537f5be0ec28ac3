"""A module begins, is published, is taken back, and becomes the pattern of another."""

from collections.abc import Collection
from datetime import datetime

from training.audit.services import record
from training.banks.domain.texts import Text
from training.core.db import db
from training.modules.domain import Readiness, slug_for
from training.modules.errors import NotReady
from training.modules.loader import QuizEntry
from training.modules.models import Lesson, Module, ModuleState
from training.modules.queries import Managed, lessons_of, slugs_of_modules
from training.modules.services.editing import foreseen
from training.modules.services.filling import fill_quiz
from training.quizzes.models import Quiz, QuizBank
from training.quizzes.queries import bank_ids_of

FIRST_SETTINGS = {"cut_score": "0.70", "attempts_allowed": 3, "cool_down_minutes": 60, "blueprint": [{"count": 10}]}
FIRST_MINUTES = 20
FIRST_VALIDITY_MONTHS = 12
COPIED = ("summary", "corps", "minutes", "jp_hours", "legal_basis", "validity_months")
COPIED_OF_QUIZ = ("blueprint", "cut_score", "time_limit_seconds", "attempts_allowed", "cool_down_seconds", "feedback")
COPIED_OF_LESSON = ("slug", "position", "title", "minutes", "body", "body_html", "topics")


def create_module(
    title: Text, corps: Collection[str], owner_unit_id: int, *, actor_id: int | None, now: datetime
) -> Module:
    """A draft with the usual rules and nothing in it yet."""
    quiz = Quiz()
    fill_quiz(quiz, QuizEntry.model_validate(FIRST_SETTINGS))
    module = Module(
        summary={"id": ""},
        corps=list(corps),
        minutes=FIRST_MINUTES,
        certificate_title=title.to_data(),
        legal_basis={"id": ""},
        validity_months=FIRST_VALIDITY_MONTHS,
    )
    _store(module, quiz, title, owner_unit_id, now)
    _note("module_created", module, actor_id)
    return module


def duplicate_module(
    managed: Managed, title: Text, owner_unit_id: int, *, bank_ids: Collection[int], actor_id: int, now: datetime
) -> Module:
    """A draft with the same lessons, quiz and certificate, fed by those of its banks that are in `bank_ids`."""
    pattern = managed.module
    quiz = Quiz(**{name: getattr(managed.quiz, name) for name in COPIED_OF_QUIZ})
    module = Module(**{name: getattr(pattern, name) for name in COPIED}, certificate_title=title.to_data())
    _store(module, quiz, title, owner_unit_id, now)
    for lesson in lessons_of(pattern.id):
        db.session.add(Lesson(module_id=module.id, **{name: getattr(lesson, name) for name in COPIED_OF_LESSON}))
    for bank_id in sorted(bank_ids_of(managed.quiz.id).intersection(bank_ids)):
        db.session.add(QuizBank(quiz_id=quiz.id, bank_id=bank_id))
    _note("module_duplicated", module, actor_id, of=pattern.id)
    return module


def readiness_of(managed: Managed, bank_ids: set[int]) -> Readiness:
    """What publishing asks of a module, as it is now with the banks that feed it; one statement."""
    module = managed.module
    return Readiness(
        has_summary=bool(module.summary.get("id")),
        has_legal_basis=bool(module.legal_basis.get("id")),
        banks=len(bank_ids),
        feasibility=foreseen(managed.quiz.blueprint["draws"], bank_ids, module.corps),
    )


def publish_module(managed: Managed, *, actor_id: int) -> None:
    """Offer a module; a repeat is harmless. Raises NotReady while anything is missing."""
    if managed.module.state == ModuleState.PUBLISHED:
        return
    blockers = readiness_of(managed, bank_ids_of(managed.quiz.id)).blockers
    if blockers:
        raise NotReady(blockers)
    managed.module.state = ModuleState.PUBLISHED
    _note("module_published", managed.module, actor_id)


def retire_module(managed: Managed, *, actor_id: int) -> None:
    """Offer a module no longer; who is enrolled may finish it. A repeat is harmless."""
    if managed.module.state == ModuleState.RETIRED:
        return
    managed.module.state = ModuleState.RETIRED
    _note("module_retired", managed.module, actor_id)


def _store(module: Module, quiz: Quiz, title: Text, owner_unit_id: int, now: datetime) -> None:
    db.session.add(quiz)
    db.session.flush()
    module.quiz_id, module.owner_unit_id = quiz.id, owner_unit_id
    module.title, module.slug = title.to_data(), slug_for(title.id, slugs_of_modules())
    module.state, module.source, module.created_at = ModuleState.DRAFT, "site", now
    db.session.add(module)
    db.session.flush()


def _note(action: str, module: Module, actor_id: int | None, **facts: int) -> None:
    if action in ("module_published", "module_retired"):
        module.source = "site"
    record(
        action,
        actor_id=actor_id,
        object_kind="module",
        object_id=module.id,
        unit_id=module.owner_unit_id,
        facts={"slug": module.slug, **facts},
    )
    db.session.flush()
