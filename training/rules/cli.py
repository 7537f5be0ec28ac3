"""`flask rules load`."""

import click

from training.core.commands import CommandGroup
from training.core.db import db
from training.core.transaction import unit_of_work
from training.rules.loader import SHIPPED_RULES, read_catalogue
from training.rules.services import load_rules

rules = CommandGroup("rules", help="The rule catalogue.")


@rules.command("load")
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
def load(dry_run: bool) -> None:
    """Load `questions/rules/`; loading twice changes nothing."""
    entries, problems = read_catalogue(SHIPPED_RULES)
    if problems:
        for problem in problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(f"{len(problems)} problems; nothing was stored")
    with unit_of_work():
        added, changed = load_rules(entries)
        if dry_run:
            db.session.rollback()
    click.echo(
        f"{len(entries)} rules: {added} added, {changed} changed.{' Dry run: nothing stored.' if dry_run else ''}"
    )
