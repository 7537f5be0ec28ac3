"""`flask attempts recompute`: stored answers must give the stored marks."""

import click
from sqlalchemy import func, select

from training.attempts.models import Attempt, AttemptState, Purpose
from training.attempts.services.recompute import recompute_after
from training.core.commands import CommandGroup
from training.core.db import db
from training.core.transaction import unit_of_work

attempts = CommandGroup("attempts", help="Attempts and their marks.")
NAMED_AT_MOST = 20


@attempts.command("recompute")
@click.option("--check", "only_check", is_flag=True, help="Only compare; exit 1 when something differs.")
@click.option("--dry-run", is_flag=True, help="The same as --check, without the exit code.")
def recompute(only_check: bool, dry_run: bool) -> None:
    """Mark every submitted attempt again from its stored answers; a pass is never taken away.

    In parts, each a transaction of its own, so that no participant waits long for it.
    """
    store = not (only_check or dry_run)
    with unit_of_work():
        handed_in = select(func.count(Attempt.id)).where(
            Attempt.state == AttemptState.SUBMITTED, Attempt.purpose == Purpose.GRADED
        )
        total = db.session.scalar(handed_in) or 0
    done, last_id, different = 0, 0, list[int]()
    with click.progressbar(length=total, label="Attempts") as bar:
        while True:
            with unit_of_work():
                batch = recompute_after(last_id, store=store)
            if batch.last_id is None:
                break
            done, last_id = done + batch.attempts, batch.last_id
            different.extend(batch.different)
            bar.update(batch.attempts)
    click.echo(f"{done} attempts marked again, {len(different)} differ from what is stored.")
    if different and only_check:
        raise click.ClickException(f"attempts {', '.join(map(str, different[:NAMED_AT_MOST]))} differ")
