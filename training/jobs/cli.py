"""`flask jobs work|list|retry`."""

import os
import signal
from types import FrameType

import click
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from training.core import clock
from training.core.commands import CommandGroup
from training.core.db import db
from training.core.transaction import unit_of_work
from training.jobs.models import Job, JobState
from training.jobs.queries import jobs_in
from training.jobs.services import RetryRefused, retry_job
from training.jobs.worker import Outcome, plan_periodic, run_next, work

jobs = CommandGroup("jobs", help="The queue of work that follows a request.")

PARENT_VARIABLE = "NETRAL_PARENT_PID"
OPEN_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)
ERROR_COLUMNS = 100


@jobs.command("work")
@click.option("--once", is_flag=True, help="Run one job that is due, then end.")
@click.option("--until-empty", is_flag=True, help="Run what is due, then end.")
def work_command(once: bool, until_empty: bool) -> None:
    """Run jobs as they become due, until SIGTERM or Ctrl-C; the job under way is finished first."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the documented way to the app itself
    if once or until_empty:
        _drain(app, limit=1 if once else None)
    else:
        work(app, should_stop=StopRequest.listening())


@jobs.command("list")
@click.option("--state", type=click.Choice([state.value for state in JobState]), help="Only jobs in this state.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def list_command(state: str | None, limit: int) -> None:
    """Show jobs, the newest first; without --state those that are queued, running or failed for good."""
    found = jobs_in([JobState(state)] if state else OPEN_STATES, limit=limit)
    for job in found:
        click.echo(_line(job))
    if not found:
        click.echo("No jobs.")


@jobs.command("retry")
@click.argument("job_id", type=click.IntRange(1, 2**63 - 1))
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
def retry_command(job_id: int, dry_run: bool) -> None:
    """Give the job JOB_ID, which failed for good, all its tries again."""
    try:
        with unit_of_work():
            retry_job(job_id, now=clock.now())
            if dry_run:
                db.session.rollback()
    except RetryRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Job {job_id} is queued again.{' Dry run: nothing stored.' if dry_run else ''}")


class StopRequest:
    """Whether the worker should end: a signal came, or the process that started it is gone."""

    def __init__(self, parent_pid: int | None) -> None:
        self.came = False
        self.parent_pid = parent_pid

    @classmethod
    def listening(cls) -> "StopRequest":
        """One that hears SIGTERM and SIGINT, and watches the parent if NETRAL_PARENT_PID names it."""
        parent = os.environ.get(PARENT_VARIABLE, "")
        request = cls(int(parent) if parent.isascii() and parent.isdigit() else None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, request.hear)
        return request

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        """A signal came. Only a flag is set: a lock taken in a handler could be one that the worker holds."""
        self.came = True

    def __call__(self) -> bool:
        """Whether to end now."""
        return self.came or (self.parent_pid is not None and os.getppid() != self.parent_pid)


def _drain(app: Flask, *, limit: int | None) -> None:
    done = failed = 0
    try:
        plan_periodic(app)
        while (limit is None or done + failed < limit) and (outcome := run_next(app)) is not None:
            done += outcome is Outcome.DONE
            failed += outcome is not Outcome.DONE
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be used: {type(error).__name__}") from None
    click.echo(f"{done} jobs done, {failed} failed.")
    if failed:
        raise click.ClickException("Some jobs failed; see `flask jobs list`.")


def _line(job: Job) -> str:
    error = (job.last_error or "").partition("\n")[0][:ERROR_COLUMNS]
    due = job.run_after.strftime("%Y-%m-%d %H:%M:%SZ")
    return f"{job.id:>8}  {job.state:<7}  {job.tries}/{job.tries_allowed}  {due}  {job.name}  {error}".rstrip()
