"""Reading modules and their lessons."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from training.core.db import db
from training.modules.models import Lesson, LessonRead, Module, ModuleState
from training.quizzes.models import QuizBank


def published_module(slug: str) -> Module:
    """A published module with its quiz. Raises NoResultFound."""
    return db.session.scalars(
        select(Module)
        .options(joinedload(Module.quiz))
        .where(Module.slug == slug, Module.state == ModuleState.PUBLISHED)
    ).one()


def modules_drawing_from(bank_id: int) -> Sequence[Module]:
    """The published modules whose quiz draws from a bank, with their quizzes."""
    drawing = select(QuizBank.quiz_id).where(QuizBank.bank_id == bank_id)
    return db.session.scalars(
        select(Module)
        .options(joinedload(Module.quiz))
        .where(Module.quiz_id.in_(drawing), Module.state == ModuleState.PUBLISHED)
        .order_by(Module.slug)
    ).all()


def lessons_of(module_id: int) -> Sequence[Lesson]:
    """The lessons of a module in order."""
    return db.session.scalars(
        select(Lesson)
        .where(Lesson.module_id == module_id, Lesson.is_retired.is_(False))
        .order_by(Lesson.position, Lesson.id)
    ).all()


def read_lesson_ids(user_id: int, lesson_ids: Collection[int]) -> set[int]:
    """Which of some lessons a person has marked as read."""
    return set(
        db.session.scalars(
            select(LessonRead.lesson_id).where(LessonRead.user_id == user_id, LessonRead.lesson_id.in_(lesson_ids))
        )
    )
