"""What happens to modules."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from training.core.db import db
from training.core.markdown import render_markdown
from training.modules.loader import LessonEntry, ModuleEntry, ModuleFolder, QuizEntry
from training.modules.models import Lesson, LessonRead, Module
from training.quizzes.domain.blueprint import Blueprint
from training.quizzes.models import Quiz, QuizBank


def mark_lesson_read(user_id: int, lesson_id: int, *, now: datetime) -> None:
    """Remember that a person has read a lesson; the first time counts, a repeat is harmless."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(
        insert(LessonRead).values(user_id=user_id, lesson_id=lesson_id, read_at=now).on_conflict_do_nothing()
    )


def store_module(read: ModuleFolder, bank_id: int, *, now: datetime) -> Module | None:
    """A module as its files have it, drawing from a bank; loading the same files again changes nothing.

    A module changed on the site is left as it is. Lessons that left the files are retired, so that what people read
    stays known.
    """
    if read.module is None or read.quiz is None:
        return None
    module = db.session.scalars(select(Module).where(Module.slug == read.module.slug)).one_or_none()
    if module is not None and module.source != "file":
        return module
    quiz = db.session.get_one(Quiz, module.quiz_id) if module else Quiz()
    _fill_quiz(quiz, read.quiz)
    db.session.add(quiz)
    db.session.flush()
    if db.session.get(QuizBank, (quiz.id, bank_id)) is None:
        db.session.add(QuizBank(quiz_id=quiz.id, bank_id=bank_id))
    if module is None:
        module = Module(slug=read.module.slug, quiz_id=quiz.id, source="file", created_at=now)
        db.session.add(module)
    _fill_module(module, read.module)
    db.session.flush()
    _store_lessons(module.id, read.lessons)
    return module


def _fill_quiz(quiz: Quiz, entry: QuizEntry) -> None:
    quiz.blueprint = Blueprint(draws=entry.blueprint).model_dump(mode="json")
    quiz.cut_score = entry.cut_score
    quiz.time_limit_seconds = entry.time_limit_minutes * 60 if entry.time_limit_minutes else None
    quiz.attempts_allowed = entry.attempts_allowed
    quiz.cool_down_seconds = entry.cool_down_minutes * 60
    quiz.feedback = entry.feedback.value


def _fill_module(module: Module, entry: ModuleEntry) -> None:
    module.title = entry.title.to_data()
    module.summary = entry.summary.to_data()
    module.corps = [corps.value for corps in entry.corps]
    module.minutes = entry.minutes
    module.certificate_title = entry.certificate.title.to_data()
    module.jp_hours = entry.certificate.jp_hours
    module.legal_basis = entry.certificate.legal_basis.to_data()
    module.validity_months = entry.certificate.validity_months


def _store_lessons(module_id: int, entries: Sequence[LessonEntry]) -> None:
    present = {
        lesson.slug: lesson for lesson in db.session.scalars(select(Lesson).where(Lesson.module_id == module_id))
    }
    for position, entry in enumerate(entries, start=1):
        lesson = present.pop(entry.slug, None) or Lesson(module_id=module_id, slug=entry.slug)
        lesson.position = position
        lesson.title = entry.head.title.to_data()
        lesson.minutes = entry.head.minutes
        lesson.body = entry.body
        lesson.body_html = {language: str(render_markdown(text)) for language, text in entry.body.items()}
        lesson.topics = list(entry.topics)
        lesson.is_retired = False
        db.session.add(lesson)
    for gone in present.values():
        gone.is_retired = True
    db.session.flush()
