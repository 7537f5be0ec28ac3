"""Proof of completion, with a snapshot of all that is printed on it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_object, only_where, pk, utc


class Certificate(Model):
    """One per completed enrolment; superseded only by a re-issue. What is printed never changes: it is `snapshot`."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("(revoked_at IS NULL) = (revocation_reason IS NULL)", name="revoked_with_reason"),
        Index(
            "one_certificate_per_enrolment", "enrolment_id", unique=True, **only_where("superseded_by_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[pk]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    issued_at: Mapped[utc]
    completed_on: Mapped[date]
    valid_until_on: Mapped[date | None]
    snapshot: Mapped[json_object]
    revoked_at: Mapped[utc | None]
    revocation_reason: Mapped[str | None] = mapped_column(String(300))
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
