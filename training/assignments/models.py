"""Who must finish what by when, and whether they have."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training.core.db import Model, json_list, json_object, only_where, pk, utc
from training.modules.models import Module


class EnrolmentState(StrEnum):
    """Open until it is completed, once and for good, or ended without that."""

    OPEN = "open"
    COMPLETED = "completed"
    ENDED = "ended"


class EndedBecause(StrEnum):
    """Why an open enrolment ended: the assignment (or this cycle of it) was closed, or the person left."""

    CLOSED = "closed"
    LEFT = "left"


class ChangeKind(StrEnum):
    """What a supervisor may change in one person's duty."""

    EXTENDED = "extended"
    EXEMPTED = "exempted"
    EXEMPTION_LIFTED = "exemption_lifted"


class Assignment(Model):
    """A module for a group of people. `whom` is the rule: `{"units": [ids], "corps": [names]}`, units with subtrees.

    `opens_on`, `due_on` and `ended_at` are those of the current `cycle`; earlier ones are PastCycle rows.
    `enrolling_since` stands while a chain of jobs brings the enrolments in line, `enrolled_at` when one last did.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("due_on IS NULL OR due_on >= opens_on", name="due_after_opening"),
        Index("uq_assignments_form_token", "form_token", unique=True),
    )

    id: Mapped[pk]
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    whom: Mapped[json_object]
    opens_on: Mapped[date]
    due_on: Mapped[date | None]
    cycle: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[utc]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[utc | None]
    enrolling_since: Mapped[utc | None]
    enrolled_at: Mapped[utc | None]
    form_token: Mapped[str | None] = mapped_column(String(40))
    module: Mapped[Module] = relationship(lazy="raise_on_sql")


class PastCycle(Model):
    """A cycle of an assignment that a later one followed: its number and its dates."""

    __tablename__ = "past_cycles"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    id: Mapped[pk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    number: Mapped[int]
    opens_on: Mapped[date]
    due_on: Mapped[date | None]
    ended_at: Mapped[utc]


class Enrolment(Model):
    """One person's duty in one cycle of an assignment, or (without assignment) a module taken on one's own.

    Completion is the first passed attempt, a fact with a date. `unit_id` is the unit it counts for: the person's primary
    one while it is open, the one of that moment from completion on. `due_on` is the later of the assignment's due date
    and `extended_until_on`. `valid_until_on` is the last day of validity of a completion, as on its certificate.
    `best_parts` is the best score among the attempts handed in, in parts of `domain/scores.py`; None without one.
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'completed', 'ended')", name="known_state"),
        CheckConstraint("(state = 'completed') = (completed_at IS NOT NULL)", name="completed_has_date"),
        CheckConstraint("(assignment_id IS NULL) = (cycle IS NULL)", name="cycle_of_assignment"),
        Index(
            "one_enrolment_per_assignment_cycle", "assignment_id", "cycle", "user_id",
            unique=True, **only_where("assignment_id IS NOT NULL"),
        ),
        Index(
            "one_open_self_enrolment", "user_id", "module_id",
            unique=True, **only_where("assignment_id IS NULL AND state = 'open'"),
        ),
        # All that decides how duties stand: reports count and sort from this index alone.
        Index(
            "ix_enrolments_standing", "assignment_id", "cycle", "unit_id", "state", "exempted_at", "attempts_started",
            "attempts_submitted", "due_on", "ended_because", "valid_until_on", "completed_at", "best_parts", "user_id",
        ),
        Index("ix_enrolments_unit_id_assignment_id", "unit_id", "assignment_id"),
    )  # fmt: skip

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    cycle: Mapped[int | None]
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default=EnrolmentState.OPEN)
    created_at: Mapped[utc]
    completed_at: Mapped[utc | None]
    completed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    ended_at: Mapped[utc | None]
    ended_because: Mapped[str | None] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    extended_until_on: Mapped[date | None]
    exempted_at: Mapped[utc | None]
    attempts_started: Mapped[int] = mapped_column(default=0, server_default="0")
    attempts_submitted: Mapped[int] = mapped_column(default=0, server_default="0")
    valid_until_on: Mapped[date | None]
    best_parts: Mapped[int | None]
    module: Mapped[Module] = relationship(lazy="raise_on_sql")
    assignment: Mapped[Assignment | None] = relationship(lazy="raise_on_sql")


class EnrolmentChange(Model):
    """What was changed in one person's duty, why and by whom; rows are only added. `due_on` is that of an extension."""

    __tablename__ = "enrolment_changes"
    __table_args__ = (
        CheckConstraint("kind IN ('extended', 'exempted', 'exemption_lifted')", name="known_kind"),
        CheckConstraint("(kind = 'extended') = (due_on IS NOT NULL)", name="extension_has_date"),
    )

    id: Mapped[pk]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[utc]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Reminder(Model):
    """A message to one person about some of their open duties: one a day (in the zone of their unit) at most.

    `email_id` is None until a job has written the message; `dropped_at`: there was nothing left to remind of.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("user_id", "on_day"),
        Index("ix_reminders_to_write", "id", **only_where("email_id IS NULL AND dropped_at IS NULL")),
    )

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    on_day: Mapped[date]
    enrolment_ids: Mapped[json_list]
    at: Mapped[utc]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    email_id: Mapped[int | None] = mapped_column(ForeignKey("emails.id"))
    dropped_at: Mapped[utc | None]
