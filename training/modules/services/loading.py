"""A module out of its files into the database; one that was changed on the site is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from training.core.db import db
from training.modules.loader import LessonEntry, ModuleEntry, ModuleFolder
from training.modules.models import Lesson, Module
from training.modules.services.filling import fill_certificate, fill_quiz
from training.modules.services.lessons import rendered
from training.quizzes.models import Quiz, QuizBank

FROM_FILE = "file"


def is_kept(slug: str) -> bool:
    """Whether a module of this name was changed or made on the site, so that its files do not touch it."""
    source = db.session.scalars(select(Module.source).where(Module.slug == slug)).one_or_none()
    return source is not None and source != FROM_FILE


def store_module(read: ModuleFolder, bank_id: int, *, now: datetime) -> Module | None:
    """A module as its files have it, drawing from a bank; loading the same files again changes nothing.

    One that `is_kept` must not come here. Lessons that left the files are retired, so that what people read stays known.
    """
    if read.module is None or read.quiz is None:
        return None
    module = db.session.scalars(select(Module).where(Module.slug == read.module.slug)).one_or_none()
    quiz = db.session.get_one(Quiz, module.quiz_id) if module else Quiz()
    fill_quiz(quiz, read.quiz)
    db.session.add(quiz)
    db.session.flush()
    if db.session.get(QuizBank, (quiz.id, bank_id)) is None:
        db.session.add(QuizBank(quiz_id=quiz.id, bank_id=bank_id))
    if module is None:
        module = Module(slug=read.module.slug, quiz_id=quiz.id, source=FROM_FILE, created_at=now)
        db.session.add(module)
    _fill_module(module, read.module)
    db.session.flush()
    _store_lessons(module.id, read.lessons)
    return module


def _fill_module(module: Module, entry: ModuleEntry) -> None:
    module.title = entry.title.to_data()
    module.summary = entry.summary.to_data()
    module.corps = [corps.value for corps in entry.corps]
    module.minutes = entry.minutes
    fill_certificate(module, entry.certificate)


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
        lesson.body_html = rendered(entry.body)
        lesson.topics = list(entry.topics)
        lesson.is_retired = False
        db.session.add(lesson)
    for gone in present.values():
        gone.is_retired = True
    db.session.flush()
