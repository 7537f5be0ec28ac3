"""`flask certificates revoke`."""

import click

from training.certificates.domain import NumberMistyped, normalise_number
from training.certificates.services import revoke_certificate
from training.core import clock
from training.core.commands import CommandGroup
from training.core.db import db
from training.core.transaction import unit_of_work

certificates = CommandGroup("certificates", help="Certificates.")


@certificates.command("revoke")
@click.argument("number")
@click.option("--reason", required=True, help="Shown to everyone who checks the certificate.")
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
def revoke(number: str, reason: str, dry_run: bool) -> None:
    """Revoke the certificate NUMBER for good."""
    try:
        normal = normalise_number(number)
    except NumberMistyped:
        raise click.ClickException(f"{number} is mistyped") from None
    if not reason.strip():
        raise click.ClickException("--reason is empty: everyone who checks the certificate will read it")
    with unit_of_work():
        done = revoke_certificate(normal, reason=reason.strip()[:300], actor_id=None, now=clock.now())
        if dry_run:
            db.session.rollback()
    if not done:
        raise click.ClickException(f"no certificate {normal} in force")
    click.echo(f"{normal} revoked.{' Dry run: nothing stored.' if dry_run else ''}")
