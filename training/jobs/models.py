"""The queue: a job is a row, written in the transaction that needs it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_object, only_where, pk, utc

UNFINISHED = "state IN ('queued', 'running')"
KEYED_AND_UNFINISHED = f"key IS NOT NULL AND {UNFINISHED}"


class JobState(StrEnum):
    """Queued (also: waiting for its next try), running under a lease, done, or failed for good."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work. `args` carries ids, never models; a `key` makes it unique while it is not finished."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="known_state"),
        CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="running_has_lease"),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease_ends"),
        Index("ix_jobs_due", "run_after", "id", **only_where(UNFINISHED)),
        Index("ix_jobs_done", "finished_at", **only_where("state = 'done'")),
        Index("one_unfinished_job_per_key", "key", unique=True, **only_where(KEYED_AND_UNFINISHED)),
    )

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(80))
    args: Mapped[json_object]
    key: Mapped[str | None] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    run_after: Mapped[utc]
    tries: Mapped[int] = mapped_column(default=0)
    tries_allowed: Mapped[int] = mapped_column(default=8)
    leased_until: Mapped[utc | None]
    lease: Mapped[str | None] = mapped_column(String(40))
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[utc]
    finished_at: Mapped[utc | None]
