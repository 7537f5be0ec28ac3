"""Housekeeping of the queue itself."""

from training.core import clock
from training.jobs.registry import job
from training.jobs.services import forget_done


@job("jobs.forget_done", every_seconds=600)
def forget() -> None:
    """Delete a batch of what was done more than a week ago; failed jobs are kept."""
    forget_done(now=clock.now())
