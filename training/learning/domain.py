"""How one enrolment stands, from its attempts and its dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from training.attempts.domain.timing import cool_down_ends_at, is_expired

QUIZ_SECONDS_PER_ITEM = 45
OPEN = "open"


class Status(StrEnum):
    """One word for an enrolment, as its tag shows it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    WAITING = "waiting"
    OUT_OF_ATTEMPTS = "out_of_attempts"
    EXEMPT = "exempt"
    COMPLETED = "completed"
    ENDED = "ended"


@dataclass(frozen=True)
class Sitting:
    """One attempt of an enrolment, as far as its standing goes. `share` is None until it is handed in."""

    id: int
    number: int
    is_open: bool
    items: int
    closes_at: datetime | None
    submitted_at: datetime | None
    share: Fraction | None
    passed: bool


@dataclass(frozen=True)
class QuizLimits:
    """The limits of a quiz; None means none."""

    attempts_allowed: int | None
    cool_down_seconds: int
    time_limit_seconds: int | None


@dataclass(frozen=True)
class Standing:
    """What may be done next in an enrolment. `open_sitting` can still be answered; `stale_sitting` ran out of time."""

    status: Status
    open_sitting: Sitting | None
    stale_sitting: Sitting | None
    attempts_left: int | None
    next_attempt_at: datetime | None
    can_start: bool
    best: Sitting | None

    @property
    def is_used_up(self) -> bool:
        """Whether no attempt is left and none is under way."""
        return self.attempts_left == 0 and self.open_sitting is None


def turn_of(standing: Standing) -> int:
    """Where an enrolment stands among several in one module, 0 first: what can be done now, later, no more; then the rest."""
    if standing.status == Status.COMPLETED:
        return 5
    if standing.status == Status.ENDED:
        return 4
    if standing.status == Status.EXEMPT:
        return 3
    if standing.is_used_up:
        return 2
    return 0 if standing.next_attempt_at is None else 1


def standing_of(
    state: str,
    due_on: date | None,
    sittings: Sequence[Sitting],
    limits: QuizLimits,
    *,
    now: datetime,
    today: date,
    is_exempt: bool = False,
) -> Standing:
    """The standing of an enrolment; `sittings` in the order of their numbers. Who is exempt may still take it."""
    unfinished = sittings[-1] if sittings and sittings[-1].is_open else None
    is_over = unfinished is not None and is_expired(unfinished.closes_at, now=now)
    running = None if is_over else unfinished
    left = None if limits.attempts_allowed is None else max(0, limits.attempts_allowed - len(sittings))
    opens_at = _opens_at(sittings, limits)
    waits_until = opens_at if opens_at is not None and opens_at > now and left != 0 and running is None else None
    can_start = running is None and waits_until is None and left != 0 and state != Status.ENDED
    handed_in = [sitting for sitting in sittings if sitting.share is not None]
    status = _status(state, due_on, bool(sittings), running is not None, waits_until is not None, left, today)
    if is_exempt and state == OPEN:
        status = Status.EXEMPT
    return Standing(
        status=status,
        open_sitting=running,
        stale_sitting=unfinished if is_over else None,
        attempts_left=left,
        next_attempt_at=waits_until,
        can_start=can_start,
        best=max(handed_in, key=lambda sitting: (sitting.share or Fraction(0), -sitting.number), default=None),
    )


def quiz_seconds(items: int) -> int:
    """How long a quiz takes, roughly."""
    return items * QUIZ_SECONDS_PER_ITEM


def _opens_at(sittings: Sequence[Sitting], limits: QuizLimits) -> datetime | None:
    if not sittings:
        return None
    last = sittings[-1]
    ended_at = last.submitted_at or last.closes_at
    return None if ended_at is None else cool_down_ends_at(ended_at, limits.cool_down_seconds)


def _status(
    state: str, due_on: date | None, started: bool, is_running: bool, waits: bool, left: int | None, today: date
) -> Status:
    if state in (Status.COMPLETED, Status.ENDED):
        return Status(state)
    if due_on is not None and due_on < today:
        return Status.OVERDUE
    if is_running:
        return Status.IN_PROGRESS
    if left == 0:
        return Status.OUT_OF_ATTEMPTS
    if waits:
        return Status.WAITING
    return Status.IN_PROGRESS if started else Status.NOT_STARTED
