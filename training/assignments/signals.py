"""What assignments announce."""

from dataclasses import dataclass
from datetime import date, datetime

from blinker import Namespace

_signals = Namespace()


@dataclass(frozen=True)
class Completion:
    """An enrolment was completed: by which attempt, with how many marks out of how many, when, in which unit.

    `completed_on` is the day in that unit's zone, `valid_until_on` the last day of validity (None: no end).
    """

    enrolment_id: int
    attempt_id: int
    marks: int
    out_of: int
    completed_at: datetime
    unit_id: int | None
    completed_on: date
    valid_until_on: date | None


enrolment_completed = _signals.signal("enrolment-completed")
"""Sent with `completion=Completion(...)`, inside the transaction that completed it."""
