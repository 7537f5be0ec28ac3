"""Jobs that are due, run as a worker would."""

from flask import Flask

from training.core.db import db
from training.jobs.worker import Outcome, run_next

MOST_JOBS = 500


def run_jobs(app: Flask) -> list[Outcome]:
    """Run what is due, and what that enqueues, until nothing is left; returns how each job ended."""
    db.session.commit()
    db.session.remove()
    outcomes: list[Outcome] = []
    while len(outcomes) < MOST_JOBS and (outcome := run_next(app)) is not None:
        outcomes.append(outcome)
    db.session.expire_all()
    return outcomes
