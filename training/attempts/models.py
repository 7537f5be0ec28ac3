"""One sitting of a quiz: its paper, fixed at the start, and what was answered."""

from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training.assignments.models import Enrolment
from training.core.db import BIG, Model, json_list, only_where, pk, share, utc
from training.quizzes.models import Feedback, Quiz


class AttemptState(StrEnum):
    """An attempt past its `closes_at` is still `open` here and read as expired everywhere."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Purpose(StrEnum):
    """Graded attempts belong to an enrolment and count; practice counts nowhere."""

    GRADED = "graded"
    PRACTICE = "practice"


class Attempt(Model):
    """`paper` is a list of `[item version id, option order]`; form values are places in that order.

    `marks` out of `out_of` are integers, set at submission, and compared exactly with the `cut_score`. That and the
    `feedback` policy are those of the start: what happens to the quiz later changes no result.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'submitted')", name="known_state"),
        CheckConstraint("marks BETWEEN 0 AND out_of", name="marks_within_range"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_moment"),
        CheckConstraint("(purpose = 'graded') = (enrolment_id IS NOT NULL)", name="graded_has_enrolment"),
        UniqueConstraint("enrolment_id", "number"),
        Index(
            "one_open_attempt_per_enrolment", "enrolment_id",
            unique=True, **only_where("state = 'open' AND enrolment_id IS NOT NULL"),
        ),
        Index(
            "one_open_practice", "participant_id", "quiz_id",
            unique=True, **only_where("state = 'open' AND enrolment_id IS NULL"),
        ),
        Index("ix_attempts_closes_at_open", "closes_at", **only_where("state = 'open' AND closes_at IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[pk]
    purpose: Mapped[str] = mapped_column(String(10), default=Purpose.GRADED)
    participant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BIG)
    paper: Mapped[json_list]
    cut_score: Mapped[share]
    feedback: Mapped[str] = mapped_column(String(40), default=Feedback.AFTER_PASS_OR_LAST_ATTEMPT)
    state: Mapped[str] = mapped_column(String(10), default=AttemptState.OPEN)
    started_at: Mapped[utc]
    closes_at: Mapped[utc | None]
    submitted_at: Mapped[utc | None]
    marks: Mapped[int | None]
    out_of: Mapped[int | None]
    passed: Mapped[bool | None]
    scoring_rule: Mapped[int | None]
    enrolment: Mapped[Enrolment | None] = relationship(lazy="raise_on_sql")
    quiz: Mapped[Quiz] = relationship(lazy="raise_on_sql")


class Response(Model):
    """What was chosen at one position (1..n) of a paper; `answer` is in the terms of the item's kind, None if cleared.

    `revision` counts the saves, so that a stale page or second device is noticed.
    """

    __tablename__ = "responses"
    __table_args__ = (CheckConstraint("marks BETWEEN 0 AND out_of", name="marks_within_range"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    is_flagged: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    answered_at: Mapped[utc]
    marks: Mapped[int | None]
    out_of: Mapped[int | None]


class AttemptTopic(Model):
    """How a handed-in attempt did in one topic: `correct` of its `items` were fully right.

    Written with the marks, so that the topics of a whole branch are summed without opening every paper.
    """

    __tablename__ = "attempt_topics"
    __table_args__ = (CheckConstraint("correct BETWEEN 0 AND items", name="correct_within_items"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    items: Mapped[int]
    correct: Mapped[int]
