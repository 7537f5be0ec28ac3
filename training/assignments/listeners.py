"""Where people go, their duties go."""

from collections.abc import Mapping
from datetime import datetime

from training.assignments.services.following import end_for_leaver, follow_people, follow_person, reopen_for_returner


def follow(_sender: object, *, user_id: int, unit_id: int, **_more: object) -> None:
    """A person moved: open enrolments count for the new unit."""
    follow_person(user_id, unit_id)


def follow_all(_sender: object, *, unit_ids: Mapping[int, int], **_more: object) -> None:
    """Many people moved: the same for all of them."""
    follow_people(unit_ids)


def end(_sender: object, *, user_id: int, now: datetime) -> None:
    """A person left: what is open ends."""
    end_for_leaver(user_id, now=now)


def reopen(_sender: object, *, user_id: int, unit_id: int, **_more: object) -> None:
    """A person is back: what ended then is open again, where it still runs."""
    reopen_for_returner(user_id, unit_id)
