"""Who is signed in: the cookie holds a random id, a row holds the rest, and every request looks the row up.

Sign-out, deactivation and expiry therefore work at once. One statement a request; grants only for those who have any.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from sqlalchemy import Date, bindparam, exists, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased

from training.accounts.domain import GrantFacts
from training.accounts.models import Grant, LoginSession, Membership, User
from training.core import clock
from training.core.access import EVERYONE, Permission, Role, required_permission, roles_with
from training.core.config import Settings
from training.core.db import UtcMoment, db, is_reading
from training.core.error_pages import error_response, wants_json
from training.core.i18n import DEFAULT_ZONE
from training.core.logging import get_logger
from training.core.transaction import read_now, record_after_rollback
from training.org.models import Unit

SEEN_EVERY_SECONDS = 300
SECONDS_PER_MINUTE = 60
COOKIE_KEY = "_user_id"  # where Flask-Login looks for it
DEVICE_MAX_CHARACTERS = 80

_primary = aliased(Membership)
PRINCIPAL = (  # built once: the same object is compiled once, and every request runs it
    select(
        LoginSession.id.label("session_id"),
        LoginSession.last_seen_at,
        User.id,
        User.full_name,
        User.corps,
        Unit.id.label("unit_id"),
        Unit.path.label("unit_path"),
        Unit.zone,
        exists()
        .where(
            Grant.user_id == User.id,
            Grant.revoked_at.is_(None),
            Grant.until_on.is_(None) | (Grant.until_on >= bindparam("today", type_=Date())),
        )
        .label("has_grants"),
    )
    .join(User, User.id == LoginSession.user_id)
    .outerjoin(_primary, (_primary.user_id == User.id) & _primary.to_on.is_(None) & _primary.is_primary)
    .outerjoin(Unit, Unit.id == _primary.unit_id)
    .where(
        LoginSession.id == bindparam("key"),
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > bindparam("now", type_=UtcMoment()),
        User.deactivated_at.is_(None),
    )
)

NEW_SESSION = insert(LoginSession.__table__)  # type: ignore[arg-type]  # a Table; the attribute is typed more widely

log = get_logger()
manager = LoginManager()
manager.session_protection = None


@dataclass(frozen=True)
class Principal:
    """The person behind a request: what each page needs to know of them. `unit_path` is that of the primary unit."""

    id: int
    session_id: str
    token: str
    full_name: str
    corps: str
    zone: str
    unit_id: int | None
    unit_path: str | None
    has_grants: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token

    @cached_property
    def grants(self) -> tuple[GrantFacts, ...]:
        """Roles in force today; one statement, none for those who are only participants."""
        return grants_of(self.id, zone=self.zone) if self.has_grants else ()

    def may(self, permission: Permission) -> bool:
        """Whether any of one's roles gives a permission somewhere."""
        return permission in EVERYONE or any(grant.role in roles_with(permission) for grant in self.grants)

    def paths_with(self, permission: Permission) -> tuple[str, ...]:
        """Unit paths below which a permission holds; queries turn them into ranges."""
        return tuple(grant.unit_path for grant in self.grants if grant.role in roles_with(permission))


def init_login(app: Flask) -> None:
    """Load the person of each request and check the permission its view names; a view that names none is refused."""
    manager.init_app(app, add_context_processor=False)  # error pages are rendered when nobody can be looked up
    app.before_request(_check_access)


def start_session(user_id: int, *, address_hash: str, device: str, now: datetime) -> str:
    """A new signed-in browser; returns the random id for its cookie."""
    settings: Settings = current_app.config["SETTINGS"]
    token = secrets.token_urlsafe(32)
    values = {
        "id": session_key(token),
        "user_id": user_id,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": now + timedelta(seconds=settings.session_lifetime_seconds),
        "address_hash": address_hash,
        "device": device[:DEVICE_MAX_CHARACTERS],
    }
    db.session.connection().execute(NEW_SESSION, values)
    return token


def put_in_cookie(token: str) -> None:
    """Begin a cookie of one's own for a session: whatever the cookie held before, but the language, is gone.

    A session that this browser had before ends.
    """
    language, earlier = session.get("language"), session.get(COOKIE_KEY)
    session.clear()
    if earlier:
        end = update(LoginSession).where(
            LoginSession.id == session_key(str(earlier)), LoginSession.revoked_at.is_(None)
        )
        db.session.execute(end.values(revoked_at=clock.now()))
    if language:
        session["language"] = language
    session[COOKIE_KEY] = token


def session_key(token: str) -> str:
    """How a session's id is kept: hashed, so that a copy of the table signs nobody in."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def load_principal(token: str) -> Principal | None:
    """The person of a request, or None. Reads the session's row: in the reader's session of a GET, else beside it."""
    now = clock.now()
    row = read_now(PRINCIPAL, {"key": session_key(str(token)), "now": now, "today": now.date()}).one_or_none()
    if row is None:
        return None
    idle = now - row.last_seen_at
    settings: Settings = current_app.config["SETTINGS"]
    if idle > timedelta(seconds=settings.session_idle_seconds):
        g.idle_minutes = settings.session_idle_seconds // SECONDS_PER_MINUTE
        return None
    if idle > timedelta(seconds=SEEN_EVERY_SECONDS):
        record_after_rollback(lambda: _mark_seen(row.session_id, now))
    return _principal(str(token), row)


def grants_of(user_id: int, *, zone: str) -> tuple[GrantFacts, ...]:
    """A person's roles in force today (in their zone), with the path of each unit."""
    statement = (
        select(Grant.role, Unit.path, Grant.from_on, Grant.until_on)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(Grant.user_id == user_id, Grant.revoked_at.is_(None))
        .order_by(Grant.id)
    )
    rows = read_now(statement).all()
    today = clock.today_in(zone, clock.now())
    facts = (GrantFacts(Role(role), path, from_on, until_on) for role, path, from_on, until_on in rows)
    return tuple(grant for grant in facts if grant.holds_on(today))


def _principal(token: str, row: Any) -> Principal | None:
    if row is None:
        return None
    principal = Principal(
        id=row.id,
        session_id=row.session_id,
        token=token,
        full_name=row.full_name,
        corps=row.corps,
        zone=row.zone or DEFAULT_ZONE,
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        has_grants=bool(row.has_grants),
    )
    g.zone = principal.zone
    return principal


def _mark_seen(session_id: str, now: datetime) -> None:
    try:
        db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=now))
        db.session.flush()
    except OperationalError:
        db.session.rollback()
        log.warning("last_seen_not_recorded")


def _check_access() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    permission = required_permission(current_app.view_functions[request.endpoint])
    if permission is None:
        return error_response(403)
    if permission is Permission.PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    return None if current_user.may(permission) else error_response(403)


def _readable_path() -> str | None:
    """The address of a POST, where a page can be read there too: after signing in one is back at the same question."""
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter is not None and adapter.test(request.path, "GET") else None


def _why_signed_out() -> str:
    minutes: int | None = g.pop("idle_minutes", None)
    why = (
        _("Anda keluar karena %(minutes)d menit tidak ada kegiatan.", minutes=minutes)
        if minutes
        else _("Anda sudah keluar di perangkat ini.")
    )
    if is_reading():
        return f"{why} {_('Jawaban Anda tersimpan. Masuk untuk melanjutkan.')}"
    not_stored = _(
        "Kiriman terakhir belum tersimpan; yang tersimpan sebelumnya tetap ada. Masuk, lalu periksa dan kirim lagi."
    )
    return f"{why} {not_stored}"


def _ask_to_sign_in() -> Response:
    if wants_json():
        return error_response(401)
    if session.pop(COOKIE_KEY, None) is not None:
        flash(_why_signed_out())
    back_to = request.full_path.rstrip("?") if is_reading() else _readable_path()
    response = redirect(url_for("accounts.login", next=back_to), 303)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # Werkzeug's Response, as Flask returns it
