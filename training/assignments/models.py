"""Who must finish what by when, and whether they have."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training.core.db import Model, json_object, only_where, pk, utc
from training.modules.models import Module


class EnrolmentState(StrEnum):
    """Open until it is completed, once and for good, or ended without that."""

    OPEN = "open"
    COMPLETED = "completed"
    ENDED = "ended"


class Assignment(Model):
    """A module for a group of people. `whom` is the rule: `{"units": [ids], "corps": [names]}`, units with subtrees."""

    __tablename__ = "assignments"
    __table_args__ = (CheckConstraint("due_on IS NULL OR due_on >= opens_on", name="due_after_opening"),)

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
    module: Mapped[Module] = relationship(lazy="raise_on_sql")


class Enrolment(Model):
    """One person's duty in one cycle of an assignment, or (without assignment) a module taken on one's own.

    Completion is the first passed attempt, a fact with a date; the unit is the primary one at that moment.
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
    module: Mapped[Module] = relationship(lazy="raise_on_sql")
    assignment: Mapped[Assignment | None] = relationship(lazy="raise_on_sql")
