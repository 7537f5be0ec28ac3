"""What was done, by whom, to what: append-only, and the database itself keeps it so."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_object, pk, utc


class AuditEvent(Model):
    """One act. `facts` carries ids and values that matter, never passwords, codes or answers."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_object_kind_object_id", "object_kind", "object_id"),)

    id: Mapped[pk]
    at: Mapped[utc] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str | None] = mapped_column(String(60))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    facts: Mapped[json_object] = mapped_column(default=dict)
