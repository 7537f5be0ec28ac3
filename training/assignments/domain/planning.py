"""What an assignment is to be, and what may still be changed about it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

TITLE_MAX_CHARACTERS = 200
REASON_MAX_CHARACTERS = 300
MOST_UNITS = 200


class AssignmentState(StrEnum):
    """Where an assignment stands on a day: not open yet, under way, or closed."""

    RUNNING = "running"
    UPCOMING = "upcoming"
    ENDED = "ended"


@dataclass(frozen=True)
class Plan:
    """A module for the people of some units (with all below them) and corps; no corps means all the module is for."""

    module_id: int
    title: str
    unit_ids: tuple[int, ...]
    corps: tuple[str, ...]
    opens_on: date
    due_on: date | None


def assignment_state(opens_on: date, ended_at: datetime | None, *, today: date) -> AssignmentState:
    """The state on a day of the assigning unit's zone."""
    if ended_at is not None:
        return AssignmentState.ENDED
    return AssignmentState.UPCOMING if opens_on > today else AssignmentState.RUNNING
