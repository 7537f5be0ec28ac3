"""Write down what was done, in the transaction that does it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, insert

from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db


def record(
    action: str,
    *,
    actor_id: int | None,
    object_kind: str,
    object_id: int | str | None = None,
    unit_id: int | ColumnElement[int] | ScalarSelect[int] | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add one act ("certificate_revoked") to the log; it is written with the next flush and kept if that commits.

    `actor_id` None: a command or a job. `unit_id`: whose auditors see it, an id or a scalar subquery; None: those of the
    whole installation. `facts` are JSON: ids and values that matter, never passwords, codes, answers.
    """
    db.session.add(
        AuditEvent(
            at=clock.now(),
            actor_id=actor_id,
            action=action,
            object_kind=object_kind,
            object_id=None if object_id is None else str(object_id),
            unit_id=unit_id,
            facts=facts or {},
        )
    )


def record_many(
    action: str, objects: Iterable[tuple[int, int | None]], *, actor_id: int | None, object_kind: str
) -> None:
    """Add the same act for many objects, pairs of id and unit id, in one statement."""
    at = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "at": at,
            "actor_id": actor_id,
            "action": action,
            "object_kind": object_kind,
            "object_id": str(object_id),
            "unit_id": unit_id,
            "facts": {},
        }
        for object_id, unit_id in objects
    ]
    if rows:
        db.session.execute(insert(AuditEvent), rows)
