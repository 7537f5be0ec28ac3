"""Reminders that were sent: which duties they were about, and whether they arrived."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select

from training.assignments.models import Enrolment, Reminder
from training.assignments.queries.duty import local_day
from training.core.db import db
from training.notifications.models import Email


def reminders_about(enrolment_id: int, *, limit: int) -> Sequence[Any]:
    """The latest reminders about a duty: rows (at, sent_at, refused_at)."""
    return db.session.execute(
        select(Reminder.at, Email.sent_at, Email.refused_at)
        .join(Enrolment, Enrolment.user_id == Reminder.user_id)
        .outerjoin(Email, Email.id == Reminder.email_id)
        .where(Enrolment.id == enrolment_id, Reminder.dropped_at.is_(None), _is_about())
        .order_by(Reminder.at.desc(), Reminder.id.desc())
        .limit(limit)
    ).all()


def reminded_on() -> ScalarSelect[date]:
    """The day of the latest reminder about each row's duty that was not refused."""
    return _latest(Email.refused_at.is_(None))


def refused_on() -> ScalarSelect[date]:
    """The day of the latest reminder about each row's duty that the server refused for good."""
    return _latest(Email.refused_at.is_not(None))


def has_reminder_today(now: datetime, *, refused: bool = False) -> ColumnElement[bool]:
    """Whether the person of each row has a reminder of today, in the zone of the joined Unit; or even a refused one."""
    todays = exists().where(Reminder.user_id == Enrolment.user_id, Reminder.on_day == local_day(now))
    if not refused:
        return todays
    return todays.where(exists().where(Email.id == Reminder.email_id, Email.refused_at.is_not(None)))


def _latest(condition: ColumnElement[bool]) -> ScalarSelect[date]:
    return (
        select(func.max(Reminder.on_day))
        .outerjoin(Email, Email.id == Reminder.email_id)
        .where(Reminder.user_id == Enrolment.user_id, Reminder.dropped_at.is_(None), _is_about(), condition)
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _is_about() -> ColumnElement[bool]:
    """Whether a reminder names the duty of the row."""
    if db.engine.dialect.name == "sqlite":
        named = func.json_each(Reminder.enrolment_ids).table_valued("value")
        return select(named.c.value).where(named.c.value == Enrolment.id).correlate(Enrolment, Reminder).exists()
    return Reminder.enrolment_ids.op("@>", is_comparison=True)(func.to_jsonb(Enrolment.id))
