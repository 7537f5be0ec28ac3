"""People are reminded of what they have not finished, once a day at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from training.accounts.queries import unit_of
from training.assignments.models import Enrolment, Reminder
from training.assignments.queries.reminding import open_duties, remindable, senders_of
from training.audit.services import record
from training.core.db import db
from training.core.statements import insert_into
from training.jobs.services import enqueue
from training.notifications.services import write_emails

WRITE_JOB = "assignments.write_reminders"
AT_ONCE = 200
ROWS_AT_ONCE = 1000
KIND = "reminder"


@dataclass(frozen=True)
class Reminded:
    """How many people get a message, have no address, were reminded today already, were refused by their server today.

    `done` duties need no reminder; for those that are `used_up` it would be of no use.
    """

    sent: int
    without_address: int
    already: int
    done: int
    refused: int = 0
    used_up: int = 0


def remind(enrolment_ids: Collection[int], *, actor_id: int, now: datetime) -> Reminded:
    """Remind the people behind these duties; whoever calls has checked that the actor may see them."""
    return remind_chosen(select(Enrolment.id).where(Enrolment.id.in_(enrolment_ids)), actor_id=actor_id, now=now)


def remind_chosen(chosen: Select[int], *, actor_id: int, now: datetime) -> Reminded:
    """Remind the people behind the chosen duties, each once however many duties those are.

    A row per person and day decides who was faster: nobody gets two messages on one day. Jobs write and send them.
    """
    people = remindable(chosen, now=now)
    rows = [
        {
            "user_id": user_id,
            "on_day": one.on_day,
            "enrolment_ids": list(one.enrolment_ids),
            "at": now,
            "by_id": actor_id,
        }
        for user_id, one in people.with_address.items()
    ]
    sent = sum(_store(rows[start : start + ROWS_AT_ONCE]) for start in range(0, len(rows), ROWS_AT_ONCE))
    if sent:
        enqueue(WRITE_JOB)
        record(
            "reminders_sent", actor_id=actor_id, object_kind="reminder", unit_id=unit_of(actor_id),
            facts={"people": sent},
        )  # fmt: skip
    return Reminded(
        sent, people.without_address, len(rows) - sent + people.already, people.done, people.refused, people.used_up
    )


def write_reminders(*, now: datetime) -> int:
    """Write the messages of the next AT_ONCE reminders, with what their people have still to do; returns how many."""
    waiting = db.session.scalars(
        select(Reminder)
        .where(Reminder.email_id.is_(None), Reminder.dropped_at.is_(None))
        .order_by(Reminder.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    duties = open_duties([enrolment_id for one in waiting for enrolment_id in one.enrolment_ids], now=now)
    senders = senders_of({one.by_id for one in waiting if one.by_id is not None})
    to_write = [one for one in waiting if duties[one.user_id]]
    messages = [
        (one.user_id, {"duties": duties[one.user_id], "unit": senders.get(one.by_id or 0, "Netral")})
        for one in to_write
    ]
    for one, email_id in zip(to_write, write_emails(KIND, messages, now=now), strict=True):
        one.email_id = email_id
    for one in waiting:
        if not duties[one.user_id]:
            one.dropped_at = now
    return len(waiting)


def _store(rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    added = db.session.execute(
        insert_into(Reminder).values(rows).on_conflict_do_nothing().returning(Reminder.id)
    ).all()  # fmt: skip
    return len(added)
