"""People, how they sign in, where they belong and which roles they hold there."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training.core.db import Model, only_where, pk, utc


class User(Model):
    """A person. The service number is text (leading zeros); `e-mail` and `login_name` are kept in lower case."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("(service_kind IS NULL) = (service_number IS NULL)", name="number_with_kind"),
        CheckConstraint(
            "email IS NOT NULL OR service_number IS NOT NULL OR login_name IS NOT NULL", name="can_be_named"
        ),
        Index(
            "one_user_per_service_number", "service_number", "service_kind",
            unique=True, **only_where("service_number IS NOT NULL"),
        ),
        Index("ix_users_name_in_order", func.lower(text("full_name")), "id"),
        Index("ix_users_number_in_order", text("(service_number IS NULL)"), "service_number", "id"),
        Index("ix_users_deactivated", "deactivated_at", **only_where("deactivated_at IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[pk]
    full_name: Mapped[str] = mapped_column(String(200))
    corps: Mapped[str] = mapped_column(String(20))
    service_kind: Mapped[str | None] = mapped_column(String(20))
    service_number: Mapped[str | None] = mapped_column(String(30))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    login_name: Mapped[str | None] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[utc]
    deactivated_at: Mapped[utc | None]


class ActivationCode(Model):
    """A single-use code for the first sign-in or a forgotten password; only its hash is kept."""

    __tablename__ = "activation_codes"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[utc]
    expires_at: Mapped[utc]
    used_at: Mapped[utc | None]


class LoginSession(Model):
    """One signed-in browser. The cookie holds a random id, this row its hash; a revoked row ends it at once."""

    __tablename__ = "login_sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[utc]
    last_seen_at: Mapped[utc]
    expires_at: Mapped[utc]
    revoked_at: Mapped[utc | None]
    address_hash: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(80), default="")


class Membership(Model):
    """A person in a unit during `[from_on, to_on)`; never changed in place, closed and opened anew."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_it_begins"),
        Index(
            "one_open_primary_membership", "user_id",
            unique=True, **only_where("to_on IS NULL AND is_primary"),
        ),
        Index("ix_memberships_unit_id_open", "unit_id", **only_where("to_on IS NULL")),
        Index(
            "ix_memberships_open_primary_unit_id_user_id", "unit_id", "user_id",
            **only_where("to_on IS NULL AND is_primary"),
        ),
    )  # fmt: skip

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    position: Mapped[str | None] = mapped_column(String(200))
    is_primary: Mapped[bool] = mapped_column(default=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Grant(Model):
    """A role held in the subtree of a unit, from–until (the last day included)."""

    __tablename__ = "grants"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),)

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[utc | None]


class KeptSearch(Model):
    """What a person typed into a search for people: kept here, so that it stands in no address and in no log."""

    __tablename__ = "kept_searches"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    kept_at: Mapped[utc] = mapped_column(index=True)


class Throttle(Model):
    """How often something was tried in one window of time; `key` holds a keyed hash, never a name or an address."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    window_started_at: Mapped[utc] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)
