"""What happens to modules."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from training.core.db import db
from training.modules.models import LessonRead


def mark_lesson_read(user_id: int, lesson_id: int, *, now: datetime) -> None:
    """Remember that a person has read a lesson; the first time counts, a repeat is harmless."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(
        insert(LessonRead).values(user_id=user_id, lesson_id=lesson_id, read_at=now).on_conflict_do_nothing()
    )
