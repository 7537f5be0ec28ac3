"""What is learned: a few lessons in order, exactly one quiz, and what the certificate says."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training.core.db import Model, json_list, json_object, pk, utc
from training.quizzes.models import Quiz

SECONDS_PER_MINUTE = 60


class ModuleState(StrEnum):
    """Only a published module can be assigned or taken."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Module(Model):
    """`corps` are those it is meant for; `source` is `file` while nobody changed it on the site."""

    __tablename__ = "modules"
    __table_args__ = (
        CheckConstraint("validity_months IS NULL OR validity_months > 0", name="validity_positive"),
        CheckConstraint("jp_hours >= 0", name="jp_not_negative"),
    )

    id: Mapped[pk]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[json_object]
    summary: Mapped[json_object]
    corps: Mapped[json_list]
    minutes: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=ModuleState.PUBLISHED)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), unique=True)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    certificate_title: Mapped[json_object]
    jp_hours: Mapped[int] = mapped_column(default=0)
    legal_basis: Mapped[json_object]
    validity_months: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(10), default="site")
    created_at: Mapped[utc]
    quiz: Mapped[Quiz] = relationship(lazy="raise_on_sql")
    lessons: Mapped[list["Lesson"]] = relationship(lazy="raise_on_sql", order_by="Lesson.position")

    @property
    def duration_seconds(self) -> int:
        """How long all of it takes."""
        return self.minutes * SECONDS_PER_MINUTE


class Lesson(Model):
    """A short text: Markdown per language, and the HTML rendered from it when it was saved.

    `topics` are those of the rules it cites, most cited first; a weak result points back to the lessons by them.
    """

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("module_id", "slug"),)

    id: Mapped[pk]
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    title: Mapped[json_object]
    minutes: Mapped[int] = mapped_column(default=2)
    body: Mapped[json_object]
    body_html: Mapped[json_object]
    topics: Mapped[json_list] = mapped_column(default=list)
    is_retired: Mapped[bool] = mapped_column(default=False)

    @property
    def duration_seconds(self) -> int:
        """How long it takes to read."""
        return self.minutes * SECONDS_PER_MINUTE


class LessonRead(Model):
    """A person said that a lesson is read. Lessons are offered, never enforced."""

    __tablename__ = "lesson_reads"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), primary_key=True)
    read_at: Mapped[utc]
