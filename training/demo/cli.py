"""`flask setup` makes an installation ready; `flask demo seed` fills a demo."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from training.accounts.queries import has_demo_accounts
from training.banks.services.folders import BanksInvalid, load_folders, shipped_folders
from training.core import clock
from training.core.commands import CommandGroup, PlainCommand
from training.core.config import REPOSITORY, Settings
from training.core.db import db
from training.core.health import newest_migration
from training.core.transaction import unit_of_work
from training.demo.imports import seed_import
from training.demo.seed import seed_today, seed_year
from training.rules.loader import SHIPPED_RULES, read_catalogue
from training.rules.services import load_rules

demo = CommandGroup("demo", help="The demo.")
LOADED_MARK = "loaded.sha256"


@demo.command("seed")
@click.option("--dry-run", is_flag=True, help="Make everything, store nothing.")
def seed(dry_run: bool) -> None:
    """Store the demo's units, people and year of attempts; only in demo mode, only once."""
    if not _settings().is_demo:
        raise click.ClickException("the demo is for demo mode only (NETRAL_MODE=demo)")
    if has_demo_accounts():
        click.echo("The demo is there already.")
        return
    now = clock.now()
    with unit_of_work():
        _tell(seed_year(now=now))
        if dry_run:
            _tell(seed_today(now=now))
            db.session.rollback()
            click.echo("Dry run: nothing stored.")
            return
    click.echo(f"  {seed_import(now=now)}")
    with unit_of_work():
        _tell(seed_today(now=now))


@click.command("setup", cls=PlainCommand)
@click.pass_context
@with_appcontext
def setup(context: click.Context) -> None:
    """Bring the database to the newest migration, load shipped rules and banks, and in demo mode the demo.

    What is up to date is left alone, so that a second start is quick.
    """
    if _revision() != newest_migration(Path(current_app.config["MIGRATIONS_DIR"])):
        upgrade()
    _load_shipped()
    if _settings().is_demo and not has_demo_accounts():
        click.echo("Making the demo (once):")
        context.invoke(seed)


def _tell(steps: Iterable[str]) -> None:
    for step in steps:
        click.echo(f"  {step}")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _revision() -> str | None:
    try:
        revision: str | None = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except DBAPIError:
        revision = None
    db.session.rollback()
    return revision


def _load_shipped() -> None:
    mark = _settings().data_dir / LOADED_MARK
    fingerprint = _fingerprint()
    if mark.is_file() and mark.read_text(encoding="ascii") == fingerprint:
        return
    entries, problems = read_catalogue(SHIPPED_RULES)
    if problems:
        raise click.ClickException("\n".join(map(str, problems)))
    with unit_of_work():
        load_rules(entries)
        try:
            reports = load_folders(shipped_folders())
        except BanksInvalid as invalid:
            raise click.ClickException("\n".join(map(str, invalid.problems))) from None
    for code, report in reports.items():
        click.echo(f"Bank {code}: {len(report.added)} added, {len(report.changed)} changed")
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprint, encoding="ascii")


def _fingerprint() -> str:
    """Of all shipped questions and of the database they were loaded into."""
    digest = hashlib.sha256(_settings().database_url.encode())
    for path in sorted((REPOSITORY / "questions").rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(REPOSITORY).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
