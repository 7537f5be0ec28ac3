"""How one person's duty stands; `queries/duty.py` has the same rule in SQL."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class DutyStatus(StrEnum):
    """One word for a duty. *Overdue* is no status: it stands beside the last three."""

    PASSED = "passed"
    LAPSED = "lapsed"
    EXEMPT = "exempt"
    OUT_OF_ATTEMPTS = "out_of_attempts"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


DUE: Literal["due"] = "due"
"""As a filter: every status but exempt, which are those that a share is taken of."""
StatusFilter = DutyStatus | Literal["due"]


def read_status_filter(text: str) -> StatusFilter | None:
    """What an address names; None for what is no filter."""
    if text == DUE:
        return DUE
    return DutyStatus(text) if text in set(DutyStatus) else None


@dataclass(frozen=True)
class Duty:
    """What decides the status. `state` as in EnrolmentState; `attempts_allowed` None means no limit."""

    state: str
    is_exempt: bool
    due_on: date | None
    valid_until_on: date | None
    attempts_started: int
    attempts_submitted: int
    attempts_allowed: int | None


def duty_status(duty: Duty, *, today: date) -> DutyStatus:
    """The status on a day of the unit's zone; the last day of validity still counts.

    Who passed has passed, exempt or not; who ended without passing stands where they stopped.
    """
    if duty.state == "completed":
        is_valid = duty.valid_until_on is None or duty.valid_until_on >= today
        return DutyStatus.PASSED if is_valid else DutyStatus.LAPSED
    if duty.is_exempt:
        return DutyStatus.EXEMPT
    if duty.attempts_allowed is not None and duty.attempts_submitted >= duty.attempts_allowed:
        return DutyStatus.OUT_OF_ATTEMPTS
    return DutyStatus.IN_PROGRESS if duty.attempts_started else DutyStatus.NOT_STARTED


def is_overdue(duty: Duty, *, today: date) -> bool:
    """Whether somebody still has to do it and the due date is past, on a day of the unit's zone."""
    return duty.state == "open" and not duty.is_exempt and duty.due_on is not None and duty.due_on < today
