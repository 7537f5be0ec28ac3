"""Where people go, their duties go; and what those who write modules want to know of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from training.assignments.models import Assignment
from training.assignments.services.following import end_for_leaver, follow_people, follow_person, reopen_for_returner
from training.core.db import db


def follow(_sender: object, *, user_id: int, unit_id: int, **_more: object) -> None:
    """A person moved: open enrolments count for the new unit."""
    follow_person(user_id, unit_id)


def follow_all(_sender: object, *, unit_ids: Mapping[int, int], **_more: object) -> None:
    """Many people moved: the same for all of them."""
    follow_people(unit_ids)


def end(_sender: object, *, user_id: int, now: datetime) -> None:
    """A person left: what is open ends."""
    end_for_leaver(user_id, now=now)


def reopen(_sender: object, *, user_id: int, unit_id: int, now: datetime) -> None:
    """A person is back: what ended then is open again, where it still runs."""
    reopen_for_returner(user_id, unit_id, now=now)


def count_running(_sender: object, *, module_ids: Sequence[int], running: dict[int, int]) -> None:
    """Add how many assignments of each module are under way."""
    counts = db.session.execute(
        select(Assignment.module_id, func.count(Assignment.id))
        .where(Assignment.module_id.in_(module_ids), Assignment.ended_at.is_(None))
        .group_by(Assignment.module_id)
    )
    for module_id, count in counts:
        running[module_id] = running.get(module_id, 0) + count
