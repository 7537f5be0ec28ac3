"""Write down what was done, in the transaction that does it."""

from typing import Any

from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db


def record(
    action: str,
    *,
    actor_id: int | None,
    object_kind: str,
    object_id: int | str | None = None,
    unit_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add one act ("certificate_revoked") to the log; it is written with the next flush and kept if that commits.

    `actor_id` None: a command or a job. `facts` are JSON: ids and values that matter, never passwords, codes, answers.
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
