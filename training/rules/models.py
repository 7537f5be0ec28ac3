"""The rule catalogue as it stands in `questions/rules/`."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, json_list, json_object


class Rule(Model):
    """A clause of law; the id is that of the files. `search_text` is all its words in lower case."""

    __tablename__ = "rules"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    instrument: Mapped[str] = mapped_column(String(300))
    article: Mapped[str] = mapped_column(String(300))
    regime: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(40), index=True)
    binds: Mapped[json_list]
    phases: Mapped[json_list]
    text: Mapped[str] = mapped_column(Text)
    sanction: Mapped[json_object]
    status: Mapped[str] = mapped_column(String(20))
    status_note: Mapped[str] = mapped_column(Text, default="")
    question_hint: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[json_list]
    confidence: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[str] = mapped_column(String(30))
    search_text: Mapped[str] = mapped_column(Text)
    valid_from_on: Mapped[date | None]
    valid_until_on: Mapped[date | None]
