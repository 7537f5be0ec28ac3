"""Where people go, their duties go."""

from datetime import datetime

from training.assignments.services.following import end_for_leaver, follow_person, reopen_for_returner


def follow(_sender: object, *, user_id: int, unit_id: int, **_more: object) -> None:
    """A person moved: open enrolments count for the new unit."""
    follow_person(user_id, unit_id)


def end(_sender: object, *, user_id: int, now: datetime) -> None:
    """A person left: what is open ends."""
    end_for_leaver(user_id, now=now)


def reopen(_sender: object, *, user_id: int, unit_id: int, **_more: object) -> None:
    """A person is back: what ended then is open again, where it still runs."""
    reopen_for_returner(user_id, unit_id)
