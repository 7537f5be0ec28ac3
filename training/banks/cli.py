"""`flask banks load|check|export`: bank folders in and out."""

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.exc import NoResultFound

from training.banks.formats.bank_yaml import write_bank
from training.banks.queries import bank_entry, bank_with_code, entries_of
from training.banks.services.folders import BanksInvalid, load_folders, read_folders, shipped_folders
from training.banks.services.loading import LoadReport
from training.core.commands import CommandGroup
from training.core.db import db
from training.core.transaction import unit_of_work
from training.core.yaml import Problem
from training.rules.loader import SHIPPED_RULES, read_catalogue

banks = CommandGroup("banks", help="Question banks as files.")
FOLDERS = click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))


@banks.command("load")
@FOLDERS
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
def load(folders: tuple[Path, ...], dry_run: bool) -> None:
    """Load bank FOLDERS (all shipped ones if none is named) with their modules; loading twice changes nothing."""
    with unit_of_work():
        reports = _or_complain(folders or tuple(shipped_folders()))
        if dry_run:
            db.session.rollback()
    for code, report in reports.items():
        click.echo(
            f"{code}: {len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged, "
            f"{len(report.kept)} kept as edited on the site, {len(report.missing)} no longer in the files"
        )
        for item_code in report.kept:
            click.echo(f"  kept {item_code}: it was edited on the site; export it to see the difference")
        for note in report.notes:
            click.echo(f"  {note}")
    if dry_run:
        click.echo("Dry run: nothing stored.")


@banks.command("check")
@FOLDERS
def check(folders: tuple[Path, ...]) -> None:
    """Check bank FOLDERS (all shipped ones if none is named) against the shipped rules; needs no database."""
    entries, problems = read_catalogue(SHIPPED_RULES)
    if problems:
        raise _complaint(problems)
    catalogue = {entry.id: entry.facts() for entry in entries}
    try:
        read = read_folders(folders or tuple(shipped_folders()), catalogue)
    except BanksInvalid as invalid:
        raise _complaint(invalid.problems) from None
    for folder, found in read.items():
        for advice in found.advice:
            click.echo(f"advice {advice}")
        click.echo(f"{folder.name}: {len(found.items)} items, {len(found.advice)} pieces of advice")


@banks.command("export")
@click.argument("code")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Name the files, write nothing.")
def export(code: str, target: Path, dry_run: bool) -> None:
    """Write the bank CODE as files below TARGET; `banks load` reads them back to the same content."""
    try:
        bank = bank_with_code(code)
    except NoResultFound:
        raise click.ClickException(f"no bank with code {code!r}") from None
    for name, text in write_bank(bank_entry(bank), entries_of(bank.id)).items():
        path = target / name
        if not dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        click.echo(str(path))


def _or_complain(folders: Sequence[Path]) -> dict[str, LoadReport]:
    try:
        return load_folders(folders)
    except BanksInvalid as invalid:
        raise _complaint(invalid.problems) from None


def _complaint(problems: Sequence[Problem]) -> click.ClickException:
    for problem in problems:
        click.echo(str(problem), err=True)
    return click.ClickException(f"{len(problems)} problems; nothing was stored")
