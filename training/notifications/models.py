"""What is to be said to whom, and what became of it."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_object, pk, utc


class Email(Model):
    """One message to a person: `kind` names its templates, `context` what they fill in (no address, no name).

    It is sent to the address the person has then. `refused_with` is the SMTP code of a refusal for good.
    """

    __tablename__ = "emails"

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    context: Mapped[json_object]
    created_at: Mapped[utc]
    sent_at: Mapped[utc | None]
    refused_at: Mapped[utc | None]
    refused_with: Mapped[int | None]
