"""Lessons: read by participants, written, ordered and taken out by authors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from training.audit.services import record
from training.banks.domain.texts import Text
from training.core.db import db
from training.core.markdown import render_markdown
from training.modules.domain import dead_links, fingerprint, moved, slug_for, topics_cited
from training.modules.errors import LinksDead, PartChanged
from training.modules.models import Lesson, LessonRead, Module
from training.modules.queries import lessons_of


@dataclass(frozen=True)
class LessonText:
    """A lesson as it was typed; `body` is Markdown by language, `id` always there."""

    title: Text
    minutes: int
    body: dict[str, str]


def rendered(body: Mapping[str, str]) -> dict[str, str]:
    """The HTML of a lesson's Markdown, by language."""
    return {language: str(render_markdown(text)) for language, text in body.items()}


def mark_lesson_read(user_id: int, lesson_id: int, *, now: datetime) -> None:
    """Remember that a person has read a lesson; the first time counts, a repeat is harmless."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(
        insert(LessonRead).values(user_id=user_id, lesson_id=lesson_id, read_at=now).on_conflict_do_nothing()
    )


def lesson_mark(lesson: Lesson) -> str:
    """The fingerprint of a lesson as it is stored."""
    return fingerprint([lesson.title, lesson.minutes, lesson.body])


def add_lesson(module: Module, text: LessonText, topic_of: Mapping[str, str], *, actor_id: int) -> Lesson:
    """A new lesson at the end of a module. `topic_of` is the catalogue: topic by rule id. Raises LinksDead."""
    _check_links(text, topic_of)
    taken = set(db.session.scalars(select(Lesson.slug).where(Lesson.module_id == module.id)))
    lesson = Lesson(
        module_id=module.id, slug=slug_for(text.title.id, taken), position=len(lessons_of(module.id)) + 1, topics=[]
    )
    _fill(lesson, text, topic_of)
    db.session.add(lesson)
    db.session.flush()
    _note("lesson_added", module, lesson, actor_id)
    return lesson


def save_lesson(
    module: Module, lesson: Lesson, text: LessonText, topic_of: Mapping[str, str], *, seen: str, actor_id: int
) -> None:
    """Change a lesson that the page knew as `seen`. Raises PartChanged or LinksDead."""
    if lesson_mark(lesson) != seen:
        raise PartChanged
    _check_links(text, topic_of)
    _fill(lesson, text, topic_of)
    _note("lesson_changed", module, lesson, actor_id)


def move_lesson(module: Module, lesson: Lesson, step: int, *, actor_id: int) -> None:
    """Move a lesson so many places (-1: up); at the ends nothing happens."""
    lessons = {other.id: other for other in lessons_of(module.id)}
    if lesson.id not in lessons:
        return
    for position, lesson_id in enumerate(moved(list(lessons), lesson.id, step), start=1):
        lessons[lesson_id].position = position
    _note("lessons_ordered", module, lesson, actor_id)


def show_lesson(module: Module, lesson: Lesson, *, is_shown: bool, actor_id: int) -> None:
    """Take a lesson out of a module, or put it back at its end; who read it stays known. A repeat is harmless."""
    if lesson.is_retired != is_shown:
        return
    lesson.is_retired = not is_shown
    db.session.flush()
    others = [other for other in lessons_of(module.id) if other.id != lesson.id]
    for position, other in enumerate([*others, lesson], start=1):
        other.position = position
    _note("lesson_put_back" if is_shown else "lesson_taken_out", module, lesson, actor_id)


def _fill(lesson: Lesson, text: LessonText, topic_of: Mapping[str, str]) -> None:
    lesson.title = text.title.to_data()
    lesson.minutes = text.minutes
    lesson.body = text.body
    lesson.body_html = rendered(text.body)
    lesson.topics = topics_cited(text.body["id"], topic_of)


def _check_links(text: LessonText, topic_of: Mapping[str, str]) -> None:
    dead = [(language, line, rule) for language, body in text.body.items() for line, rule in dead_links(body, topic_of)]
    if dead:
        raise LinksDead(dead)


def _note(action: str, module: Module, lesson: Lesson, actor_id: int) -> None:
    module.source = "site"
    record(
        action,
        actor_id=actor_id,
        object_kind="module",
        object_id=module.id,
        unit_id=module.owner_unit_id,
        facts={"lesson_id": lesson.id, "slug": lesson.slug},
    )
    db.session.flush()
