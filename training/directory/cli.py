"""`flask org import FILE` and `flask people import FILE`: the same checks as on the pages, in the whole installation."""

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from training.core import clock
from training.core.commands import CommandGroup
from training.core.errors import DomainError
from training.core.tables import SheetUnreadable, read_sheet
from training.directory.imports.people import PEOPLE
from training.directory.imports.units import MAY_PLANT, UNITS
from training.imports.domain import Outcome, spellings
from training.imports.registry import Context, ImportKind
from training.imports.services.direct import Tally, run_sheet

EVERYWHERE = ("/",)
REFUSED_SHOWN = 20
SOME_REFUSED = 3

org = CommandGroup("org", help="The tree of units.")
people = CommandGroup("people", help="People.")

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")


@org.command("import")
@FILE
@DRY_RUN
def import_units(file: Path, dry_run: bool) -> None:
    """Bring units from FILE (.xlsx or .csv); a new unit without a parent begins a tree.

    Ends with 0 when every row was fine, 3 when some were refused (the rest is stored), 1 when the file will not do.
    """
    _run(UNITS, file, dry_run=dry_run, options={MAY_PLANT: True})


@people.command("import")
@FILE
@DRY_RUN
def import_people(file: Path, dry_run: bool) -> None:
    """Bring people from FILE (.xlsx or .csv).

    Ends with 0 when every row was fine, 3 when some were refused (the rest is stored), 1 when the file will not do.
    """
    _run(PEOPLE, file, dry_run=dry_run, options={})


def _run(kind: ImportKind, file: Path, *, dry_run: bool, options: Mapping[str, Any]) -> None:
    context = Context(import_id=None, actor_id=None, target_id=None, paths=EVERYWHERE, options=options, now=clock.now())
    try:
        sheet = read_sheet(file.read_bytes(), file.name, wanted=spellings(kind.columns), max_rows=kind.max_rows)
        with _bar(len(sheet.rows)) as bar:
            tally = run_sheet(kind, sheet, context, dry_run=dry_run, progress=lambda done, _total: _move(bar, done))
    except OSError as error:
        raise click.ClickException(f"{file.name} cannot be read: {error.strerror}") from None
    except (SheetUnreadable, DomainError) as refusal:
        raise click.ClickException(str(refusal.message)) from None
    _tell(tally, dry_run=dry_run)
    if tally.refused:
        sys.exit(SOME_REFUSED)


def _bar(rows: int) -> Any:
    """Progress on a terminal; nothing where nobody watches."""
    return click.progressbar(length=rows, label="rows", file=sys.stderr) if sys.stderr.isatty() else nullcontext()


def _move(bar: Any, done: int) -> None:
    if bar is not None:
        bar.update(done - bar.pos)


def _tell(tally: Tally, *, dry_run: bool) -> None:
    for number, problems in tally.refused[:REFUSED_SHOWN]:
        told = "; ".join(f"{problem.column} «{problem.found}»: {problem.expected}" for problem in problems)
        click.echo(f"row {number} refused: {told}", err=True)
    if len(tally.refused) > REFUSED_SHOWN:
        click.echo(f"… and {len(tally.refused) - REFUSED_SHOWN} more", err=True)
    counts = ", ".join(f"{tally.counts[outcome]} {outcome.value}" for outcome in Outcome if tally.counts[outcome])
    click.echo(f"{'Dry run, nothing stored: ' if dry_run else ''}{counts or 'no rows'}.")
