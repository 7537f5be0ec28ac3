"""What assignments announce."""

from dataclasses import dataclass
from datetime import datetime

from blinker import Namespace

_signals = Namespace()


@dataclass(frozen=True)
class Completion:
    """An enrolment was completed: by which attempt, with how many marks out of how many, when, in which unit."""

    enrolment_id: int
    attempt_id: int
    marks: int
    out_of: int
    completed_at: datetime
    unit_id: int | None


enrolment_completed = _signals.signal("enrolment-completed")
"""Sent with `completion=Completion(...)`, inside the transaction that completed it."""
