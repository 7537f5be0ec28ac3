"""What a quiz asks for: kisi-kisi, nilai ambang, and the rules of the game."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_object, pk, share


class Feedback(StrEnum):
    """When a participant sees keys and rationales; never while an attempt is under way."""

    AFTER_PASS_OR_LAST_ATTEMPT = "after_pass_or_last_attempt"  # noqa: S105 - to pass a quiz, not a door
    AFTER_EACH_ATTEMPT = "after_each_attempt"
    NEVER = "never"


class Quiz(Model):
    """`blueprint` is that of `quizzes.domain.blueprint`; a missing limit means none."""

    __tablename__ = "quizzes"
    __table_args__ = (
        CheckConstraint("cut_score BETWEEN 0 AND 10000", name="cut_score_is_a_share"),
        CheckConstraint("time_limit_seconds IS NULL OR time_limit_seconds > 0", name="time_limit_positive"),
        CheckConstraint("attempts_allowed IS NULL OR attempts_allowed > 0", name="attempts_allowed_positive"),
        CheckConstraint("cool_down_seconds >= 0", name="cool_down_not_negative"),
    )

    id: Mapped[pk]
    blueprint: Mapped[json_object]
    cut_score: Mapped[share]
    time_limit_seconds: Mapped[int | None]
    attempts_allowed: Mapped[int | None]
    cool_down_seconds: Mapped[int] = mapped_column(default=0)
    feedback: Mapped[str] = mapped_column(String(40), default=Feedback.AFTER_PASS_OR_LAST_ATTEMPT)


class QuizBank(Model):
    """A bank that a quiz draws from."""

    __tablename__ = "quiz_banks"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"), primary_key=True, index=True)
