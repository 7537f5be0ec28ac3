"""Banks of items. An item is identity, its versions are content; an attempt points at versions."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training.core.db import Model, json_list, json_object, only_where, pk, utc
from training.rules.models import Rule


class Bank(Model):
    """A collection of items, owned by a unit; a shipped bank has no owner and belongs to the whole installation."""

    __tablename__ = "banks"

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[json_object]
    description: Mapped[json_object]
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    created_at: Mapped[utc]


class Item(Model):
    """What stays the same about a butir soal: its code in its bank, and the case it varies."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("bank_id", "code"),)

    id: Mapped[pk]
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    code: Mapped[str] = mapped_column(String(80))
    bank: Mapped[Bank] = relationship(lazy="raise_on_sql")


class ItemVersion(Model):
    """One content of an item. Once approved it never changes; the database refuses it too.

    `content` is what its kind's schema describes; `family` is the case code that items of one dilemma share;
    `source` is `file` when it was loaded from a bank file, `site` when written on the site.

    Only a draft may be unfinished work (`is_complete` false): its content lacks what the schema asks for, and regime,
    topic or difficulty may be "". `revision` counts the saves of a draft, so that a second author is noticed.
    """

    __tablename__ = "item_versions"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint("state IN ('draft', 'in_review', 'approved', 'superseded', 'retired')", name="known_state"),
        CheckConstraint("is_complete OR state = 'draft'", name="unfinished_is_draft"),
        Index("one_approved_version_per_item", "item_id", unique=True, **only_where("state = 'approved'")),
        Index(
            "one_unfinished_version_per_item", "item_id",
            unique=True, **only_where("state IN ('draft', 'in_review')"),
        ),
        Index("ix_item_versions_approved", "topic", "difficulty", "item_id", **only_where("state = 'approved'")),
        # All that lists filter, sort and count by: on SQLite what stands behind the content is costly to reach.
        Index(
            "ix_item_versions_listed", "item_id", "number", "state", "topic", "difficulty", "created_by_id",
            "changed_by_id", "created_at", "changed_at",
        ),
    )  # fmt: skip

    id: Mapped[pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[json_object]
    content_hash: Mapped[str] = mapped_column(String(64))
    family: Mapped[str | None] = mapped_column(String(80))
    phases: Mapped[json_list]
    regime: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(40))
    difficulty: Mapped[str] = mapped_column(String(10))
    case_on: Mapped[date | None]
    tags: Mapped[json_list]
    source: Mapped[str] = mapped_column(String(10), default="site")
    created_at: Mapped[utc]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[utc | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_complete: Mapped[bool] = mapped_column(default=True, server_default=true())
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_at: Mapped[utc | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    item: Mapped[Item] = relationship(lazy="raise_on_sql")
    corps: Mapped[list["ItemVersionCorps"]] = relationship(lazy="raise_on_sql", order_by="ItemVersionCorps.corps")
    rules: Mapped[list["ItemVersionRule"]] = relationship(lazy="raise_on_sql", order_by="ItemVersionRule.position")


class ItemVersionCorps(Model):
    """A corps that an item version holds for."""

    __tablename__ = "item_version_corps"
    __table_args__ = (Index("ix_item_version_corps_corps", "corps", "version_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"), primary_key=True)
    corps: Mapped[str] = mapped_column(String(20), primary_key=True)


class ItemVersionWords(Model):
    """All words of an item version, folded (`domain/search.py`): apart from its content, so that a search reads no more."""

    __tablename__ = "item_version_words"

    version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class ItemVersionRule(Model):
    """A rule that backs the key of an item version, or (`is_background`) serves its rationales only."""

    __tablename__ = "item_version_rules"

    version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"), primary_key=True)
    rule_id: Mapped[str] = mapped_column(ForeignKey("rules.id"), primary_key=True, index=True)
    is_background: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    rule: Mapped[Rule] = relationship(lazy="raise_on_sql")
