"""Housekeeping of sign-in counters and kept searches."""

from training.accounts.services.searches import forget_old_searches
from training.accounts.throttle import forget_old_tries
from training.core import clock
from training.jobs.registry import job


@job("accounts.forget_old_tries", every_seconds=3600)
def forget() -> None:
    """Drop counters of windows that ended hours ago."""
    forget_old_tries(now=clock.now())


@job("accounts.forget_old_searches", every_seconds=24 * 3600)
def forget_searches() -> None:
    """Drop what people looked for days ago."""
    forget_old_searches(now=clock.now())
