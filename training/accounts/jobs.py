"""Housekeeping of sign-in counters."""

from training.accounts.throttle import forget_old_tries
from training.core import clock
from training.jobs.registry import job


@job("accounts.forget_old_tries", every_seconds=3600)
def forget() -> None:
    """Drop counters of windows that ended hours ago."""
    forget_old_tries(now=clock.now())
