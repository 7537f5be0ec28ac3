"""Units: offices, stations, villages, as a tree with a materialised path."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, pk, tree_path
from training.org.domain import UnitKind


class Unit(Model):
    """One node of the tree; `path` is `/1/17/204/`, its own id last, compared as a range."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        CheckConstraint("path LIKE '/%/'", name="path_form"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default=UnitKind.OFFICE)
    corps: Mapped[str | None] = mapped_column(String(20))
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Jakarta")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[tree_path] = mapped_column(unique=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
