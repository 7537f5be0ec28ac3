"""`flask reports verify`: the screens' figures against a recount from the raw rows."""

from datetime import datetime

import click
from sqlalchemy import select

from training.assignments.domain.tally import Tally
from training.assignments.queries.duties import Duties
from training.assignments.queries.figures import tallies
from training.assignments.queries.paging import count_of
from training.core import clock
from training.core.commands import CommandGroup
from training.core.db import db
from training.org.models import Unit
from training.reports.queries.recount import Recount, all_cycles, recount

reports = CommandGroup("reports", help="Figures for supervisors.")
MOST_LINES = 50


@reports.command("verify")
def verify() -> None:
    """Count everything again from attempts, certificates, memberships and changes; fails when anything differs."""
    now = clock.now()
    counted = recount(now=now)
    differences = [*counted.differences, *_against_screens(counted, now=now)]
    for line in differences[:MOST_LINES]:
        click.echo(line)
    if len(differences) > MOST_LINES:
        click.echo(f"… and {len(differences) - MOST_LINES} more")
    told = f"{counted.duties} duties in {len(counted.tallies)} units and cycles counted again"
    if differences:
        raise click.ClickException(f"{told}: {len(differences)} differences")
    click.echo(f"{told}: all agree.")


def _against_screens(counted: Recount, *, now: datetime) -> list[str]:
    """Every cycle as a supervisor of everything sees it: its tallies, and how many its list has."""
    tops = tuple(db.session.scalars(select(Unit.path).where(Unit.parent_id.is_(None)).order_by(Unit.path)))
    lines = []
    for assignment_id, number in all_cycles():
        duties = Duties(paths=tops, cycles=((assignment_id, number),), now=now)
        shown = {path: tally for (path, _assignment), tally in tallies(duties).items()}
        own = {
            path: tally
            for (path, one, cycle), tally in counted.tallies.items()
            if (one, cycle) == (assignment_id, number)
        }
        for path in sorted(shown.keys() | own.keys()):
            lines += _compared(f"assignment {assignment_id}-{number}, unit {path}", shown.get(path), own.get(path))
        listed, expected = count_of(duties), sum(tally.all for tally in own.values())
        if listed != expected:
            lines.append(f"assignment {assignment_id}-{number}: the list has {listed}, counted {expected}")
    return lines


def _compared(where: str, shown: Tally | None, counted: Tally | None) -> list[str]:
    one, other = shown or Tally(), counted or Tally()
    return [
        f"{where}: {name} is {value}, counted {expected}"
        for name, value, expected in zip(Tally._fields, one, other, strict=True)
        if value != expected
    ]
