"""The chains that check and save, and the housekeeping."""

from training.core import clock
from training.imports.services.checking import check_next
from training.imports.services.ending import forget_old, give_up_stuck
from training.imports.services.saving import SAVE, save_next
from training.imports.services.starting import CHECK
from training.jobs.registry import job

TRIES = 4


@job(CHECK, tries_allowed=TRIES)
def check(import_id: int, round: int, position: int) -> None:
    """Check one chunk of rows."""
    check_next(import_id, round=round, position=position, now=clock.now())


@job(SAVE, tries_allowed=TRIES)
def save(import_id: int, done: int) -> None:
    """Save the next rows, or all."""
    save_next(import_id, done=done, now=clock.now())


@job("imports.forget", every_seconds=600)
def forget() -> None:
    """Give up what is stuck; forget what is old, a batch at a time."""
    give_up_stuck(now=clock.now())
    forget_old(now=clock.now())
