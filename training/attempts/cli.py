"""`flask attempts recompute`: stored answers must give the stored marks."""

from collections.abc import Iterator
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import func, select, update

from training.attempts.models import Attempt, AttemptState
from training.attempts.services.submit import answers_of, mark_paper
from training.core.db import db
from training.core.transaction import unit_of_work

attempts = AppGroup("attempts", help="Attempts and their marks.")
AT_ONCE = 500


@attempts.command("recompute")
@click.option("--check", "only_check", is_flag=True, help="Only compare; exit 1 when something differs.")
@click.option("--dry-run", is_flag=True, help="The same as --check, without the exit code.")
def recompute(only_check: bool, dry_run: bool) -> None:
    """Mark every submitted attempt again from its stored answers; a pass is never taken away."""
    with unit_of_work():
        total = db.session.scalar(
            select(func.count(Attempt.id)).where(Attempt.state == AttemptState.SUBMITTED)
        ) or 0  # fmt: skip
        different = []
        with click.progressbar(length=total, label="Attempts") as bar:
            for attempt in _submitted():
                score = mark_paper(attempt.paper, answers_of(attempt.id)).score
                if (score.marks, score.out_of) != (attempt.marks, attempt.out_of):
                    different.append(attempt.id)
                    if not (only_check or dry_run):
                        _store(attempt.id, score.marks, score.out_of, score.passes(attempt.cut_score))
                bar.update(1)
    click.echo(f"{total} attempts marked again, {len(different)} differ from what is stored.")
    if different and only_check:
        raise click.ClickException(f"attempts {', '.join(map(str, different[:20]))} differ")


def _submitted() -> Iterator[Any]:
    last = 0
    while True:
        rows = db.session.execute(
            select(Attempt.id, Attempt.paper, Attempt.marks, Attempt.out_of, Attempt.cut_score)
            .where(Attempt.state == AttemptState.SUBMITTED, Attempt.id > last)
            .order_by(Attempt.id)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def _store(attempt_id: int, marks: int, out_of: int, passes: bool) -> None:
    values = {"marks": marks, "out_of": out_of, **({"passed": True} if passes else {})}
    db.session.execute(
        update(Attempt).where(Attempt.id == attempt_id).values(**values),
        execution_options={"synchronize_session": False},
    )
