"""Modules as authors make them on the site."""

from datetime import UTC, datetime

from training.banks.domain.texts import Text
from training.banks.models import Bank
from training.core.db import db
from training.modules.models import Lesson, Module
from training.modules.queries import Managed
from training.modules.services.lessons import LessonText, add_lesson
from training.modules.services.states import create_module
from training.org.models import Unit
from training.quizzes.models import Quiz, QuizBank

MADE_AT = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)


def make_module_draft(
    unit: Unit,
    title: str = "Pelatihan unit",
    *,
    bank: Bank | None = None,
    items: int = 2,
    lessons: int = 1,
    actor_id: int,
) -> Module:
    """A draft of a unit for pns, complete but for a missing bank: `items` on paper, so many lessons."""
    module = create_module(Text(id=title), ["pns"], unit.id, actor_id=actor_id, now=MADE_AT)
    module.summary, module.legal_basis = {"id": "Ringkasan."}, {"id": "Pasal 24 UU 20/2023"}
    quiz = db.session.get_one(Quiz, module.quiz_id)
    quiz.blueprint = {"draws": [{"count": items, "topics": [], "difficulties": [], "tags": []}]}
    if bank is not None:
        db.session.add(QuizBank(quiz_id=quiz.id, bank_id=bank.id))
    for number in range(1, lessons + 1):
        make_lesson(module, f"Pelajaran {number}", actor_id=actor_id)
    db.session.commit()
    return module


def make_lesson(module: Module, title: str, body: str = "Isi **penting**.", *, actor_id: int) -> Lesson:
    """A lesson at the end of a module."""
    lesson = add_lesson(module, LessonText(Text(id=title), 3, {"id": body}), {}, actor_id=actor_id)
    db.session.commit()
    return lesson


def managed(module: Module) -> Managed:
    """A module as its services take it."""
    return Managed(
        db.session.get_one(Module, module.id),
        db.session.get_one(Quiz, module.quiz_id),
        db.session.get(Unit, module.owner_unit_id) if module.owner_unit_id else None,
        is_editable=True,
    )
