"""Write messages, and send one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from sqlalchemy import insert, select, update

from training.accounts.models import User
from training.core.config import Settings
from training.core.db import aside, db
from training.core.mail import Letter, Refused, send
from training.jobs.services import enqueue
from training.notifications.models import Email

SEND_JOB = "notifications.send_email"
NO_ADDRESS = 553


def can_send() -> bool:
    """Whether this installation has a mail server."""
    return _settings().smtp is not None


def write_emails(kind: str, messages: Sequence[tuple[int, dict[str, Any]]], *, now: datetime) -> list[int]:
    """Messages to people as (user id, context of the templates), each sent by a job of its own; returns their ids."""
    if not messages:
        return []
    rows = [{"kind": kind, "user_id": user_id, "context": context, "created_at": now} for user_id, context in messages]
    ids = list(db.session.scalars(insert(Email).returning(Email.id, sort_by_parameter_order=True), rows))
    for email_id in ids:
        enqueue(SEND_JOB, email_id=email_id)
    return ids


def send_email(email_id: int, *, now: datetime) -> bool:
    """Send a message that was not sent yet; False when the server refused it for good, or it is done already.

    The database is only read before the server has answered: its lock is held for nobody's mail. Whoever dies between
    the server's answer and the commit sends it once more, under the same Message-ID. Raises what is worth another try.
    """
    with aside() as connection:
        row = connection.execute(
            select(Email.kind, Email.context, Email.sent_at, Email.refused_at, User.email, User.full_name)
            .join(User, User.id == Email.user_id)
            .where(Email.id == email_id, User.deactivated_at.is_(None))
        ).one_or_none()
    if row is None or row.sent_at is not None or row.refused_at is not None:
        return False
    settings = _settings()
    if settings.smtp is None:
        raise RuntimeError("no mail server is set (NETRAL_SMTP_URL)")
    try:
        if not row.email:
            raise Refused(NO_ADDRESS)
        letter = compose_letter(row.kind, row.context, to=row.email, name=row.full_name, email_id=email_id)
        send(letter, server=settings.smtp, sender=settings.mail_from)
    except Refused as refused:
        _mark(email_id, refused_at=now, refused_with=refused.code)
        return False
    _mark(email_id, sent_at=now)
    return True


def compose_letter(kind: str, context: dict[str, Any], *, to: str, name: str, email_id: int) -> Letter:
    """A message out of its three templates, `emails/<kind>.{subject.txt,txt,html}`."""
    settings = _settings()
    values = {**context, "name": name, "base_url": settings.base_url}
    return Letter(
        to=to,
        subject=render_template(f"emails/{kind}.subject.txt", **values),
        text=render_template(f"emails/{kind}.txt", **values),
        html=render_template(f"emails/{kind}.html", **values),
        message_id=f"<netral.{email_id}@{urlsplit(settings.base_url).hostname}>",
    )


def _mark(email_id: int, **values: Any) -> None:
    db.session.execute(update(Email).where(Email.id == email_id).values(**values))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
