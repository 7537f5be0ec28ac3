"""`flask users create|grant|code`: admin by command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask_babel import force_locale, gettext
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from training.accounts.domain import ServiceKind, read_identifier
from training.accounts.domain.service_number import NumberRefused, read_service_number
from training.accounts.models import User
from training.accounts.queries import user_named
from training.accounts.services.credentials import issue_activation_code
from training.accounts.services.grants import grant_role
from training.accounts.services.people import IdentifierTaken, NewPerson, create_user
from training.core import clock
from training.core.access import Role
from training.core.commands import CommandGroup
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.core.transaction import unit_of_work
from training.org.models import Unit
from training.org.queries import unit_with_code
from training.rules.domain import Corps

users = CommandGroup("users", help="People and their roles.")
MAX_NAME_CHARACTERS = 200
MAX_CHARACTERS = {"--email": 254, "--login-name": 60, "--service-number": 30}
DAY = click.DateTime(formats=["%Y-%m-%d"])
DRY_RUN = click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")


@users.command("create")
@click.argument("full_name")
@click.option("--unit", "unit_code", required=True, help="Code of the unit the person works in.")
@click.option("--corps", type=click.Choice([corps.value for corps in Corps]), required=True)
@click.option("--email", help="E-mail address.")
@click.option("--login-name", help="For people without e-mail and service number.")
@click.option("--service-kind", type=click.Choice([kind.value for kind in ServiceKind]))
@click.option("--service-number", help="NIP or NRP; spaces are dropped.")
@click.option("--position", help="Jabatan.")
@DRY_RUN
def create(full_name: str, unit_code: str, dry_run: bool, **fields: str | None) -> None:
    """Make a person and print an activation code, valid once within seven days."""
    person = _person(full_name, fields)
    with _one_line_errors(), unit_of_work():
        unit = _unit(unit_code)
        today = clock.today_in(unit.zone, clock.now())
        user = create_user(person, unit, actor_id=None, now=clock.now(), today=today)
        code = issue_activation_code(user.id, actor_id=None, now=clock.now())
        if dry_run:
            db.session.rollback()
            click.echo("Dry run: nothing stored.")
            return
    click.echo(f"User {user.id} created in {unit.name}. Activation code: {code}")


@users.command("grant")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--unit", "unit_code", required=True, help="The role holds in this unit and all below it.")
@click.option("--from", "from_on", type=DAY, help="First day; today if not given.")
@click.option("--until", "until_on", type=DAY, help="Last day; no end if not given.")
@DRY_RUN
def grant(
    name: str, role: str, unit_code: str, from_on: datetime | None, until_on: datetime | None, dry_run: bool
) -> None:
    """Give the person NAME (e-mail, NIP/NRP or login name) a ROLE."""
    with _one_line_errors(), unit_of_work():
        unit, user = _unit(unit_code), _user(name)
        today = clock.today_in(unit.zone, clock.now())
        first = from_on.date() if from_on else today
        last = until_on.date() if until_on else None
        _check_days(first, last, today)
        grant_role(user.id, Role(role), unit, from_on=first, until_on=last, actor_id=None)
        if dry_run:
            db.session.rollback()
            click.echo("Dry run: nothing stored.")
            return
    until = f" until {last.isoformat()}" if last else ""
    click.echo(f"{user.full_name} is {role} for {unit.name} and all below it from {first.isoformat()}{until}.")


@users.command("code")
@click.argument("name")
@DRY_RUN
def code(name: str, dry_run: bool) -> None:
    """Print a new activation code for the person NAME; earlier ones end."""
    with _one_line_errors(), unit_of_work():
        user = _user(name)
        fresh = issue_activation_code(user.id, actor_id=None, now=clock.now())
        if dry_run:
            db.session.rollback()
            click.echo("Dry run: nothing stored.")
            return
    click.echo(f"Activation code for {user.full_name}: {fresh}")


def _person(full_name: str, fields: dict[str, str | None]) -> NewPerson:
    if not (fields["email"] or fields["login_name"] or fields["service_number"]):
        raise click.ClickException("give --email, --service-number or --login-name: the person must be able to sign in")
    if bool(fields["service_number"]) != bool(fields["service_kind"]):
        raise click.ClickException("--service-number and --service-kind go together")
    number = _text("--service-number", fields["service_number"], "service_number", "must be digits")
    if number is not None:
        _check_number(number, corps=fields["corps"] or "", kind=fields["service_kind"] or "")
    return NewPerson(
        full_name=_text("the name", full_name) or "",
        corps=fields["corps"] or "",
        email=_text("--email", fields["email"], "email", "must be an address such as nama@contoh.go.id"),
        login_name=_text("--login-name", fields["login_name"], "login_name", "must not look like an address"),
        service_kind=fields["service_kind"],
        service_number=number,
        position=_text("--position", fields["position"]),
    )


def _check_number(number: str, *, corps: str, kind: str) -> None:
    """The same rule as in sheets and on pages, told in the language of commands."""
    try:
        read = read_service_number(number, corps, today=clock.today_in(DEFAULT_ZONE, clock.now()))
    except NumberRefused as refused:
        with force_locale("en"):
            told = gettext(refused.reason.msgid, **refused.reason.values)
        raise click.ClickException(f"--service-number: {told}") from None
    if read is None or read.kind != kind:
        raise click.ClickException(f"--service-kind {kind} does not go with --corps {corps}")


def _text(what: str, typed: str | None, part: str | None = None, rule: str = "") -> str | None:
    """What was typed for an option, as it is kept: `part` of an identifier, or just trimmed."""
    if typed is None:
        return None
    value = typed.strip() if part is None else getattr(read_identifier(typed), part)
    if value is None:
        raise click.ClickException(f"{what} {rule}")
    if not 0 < len(value) <= MAX_CHARACTERS.get(what, MAX_NAME_CHARACTERS):
        raise click.ClickException(f"{what} must have 1 to {MAX_CHARACTERS.get(what, MAX_NAME_CHARACTERS)} characters")
    return str(value)


def _unit(code_of_unit: str) -> Unit:
    try:
        return unit_with_code(code_of_unit)
    except NoResultFound:
        raise click.ClickException(f"no unit with code {code_of_unit!r}") from None


def _user(name: str) -> User:
    try:
        return user_named(name)
    except NoResultFound:
        raise click.ClickException(f"nobody is called {name!r}") from None
    except MultipleResultsFound:
        raise click.ClickException(f"{name!r} is the number of several people: name this one by e-mail") from None


def _check_days(first: date, last: date | None, today: date) -> None:
    """The first day may be past, so that a role can be entered afterwards; the last one may not."""
    if last is not None and last < first:
        raise click.ClickException("--until is before the first day")
    if last is not None and last < today:
        raise click.ClickException("--until is past")


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except IdentifierTaken:
        raise click.ClickException("that e-mail, service number or login name is taken") from None
