"""Signing in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from training.accounts import throttle
from training.accounts.domain import Identifier, read_identifier
from training.accounts.login import start_session
from training.accounts.models import LoginSession, User
from training.accounts.passwords import passwords
from training.accounts.queries import unit_of
from training.audit.services import record
from training.core.db import db
from training.core.errors import DomainError

SIGN_IN_CANDIDATES = 4  # the same digits may be a NIP, two sorts of NRP and a login name
CANDIDATES = (
    select(User.id, User.password_hash)
    .where(
        (User.email == bindparam("email"))
        | (User.service_number == bindparam("service_number"))
        | (User.login_name == bindparam("login_name")),
        User.deactivated_at.is_(None),
    )
    .order_by(User.id)
    .limit(SIGN_IN_CANDIDATES)
)


class SignInRefused(DomainError):
    """Name and password do not fit together; does not say which."""

    status = 400


@dataclass(frozen=True)
class Device:
    """Where a request comes from: its network address, and what the browser calls itself."""

    address: str
    name: str


@dataclass(frozen=True)
class _Candidate:
    id: int
    password_hash: str | None


def sign_in(typed: str, password: str, *, device: Device, now: datetime) -> str:
    """The token of a new session. Raises SignInRefused, TooMany or Busy.

    The try is counted first, the password checked next, both outside the request's transaction; unknown names take the
    same steps and the same time as known ones.
    """
    identifier = read_identifier(typed)
    limits = throttle.sign_in_limits(identifier.canonical, device.address)
    address_hash = throttle.keyed_hash(device.address)
    with db.engine.begin() as connection:
        candidates = _candidates(connection, identifier)
        broken = throttle.count_try(connection, limits, now=now)
        if broken and _is_spared(connection, broken, candidates, address_hash):
            broken = set()
        if broken:
            throttle.take_back(connection, set(limits) - broken, now=now)
    if broken:
        raise throttle.too_many(broken, now=now)
    user_id = _matching(candidates, password)
    if user_id is None:
        raise SignInRefused
    token = start_session(user_id, address_hash=address_hash, device=device.name, now=now)
    throttle.forgive(limits, now=now)
    record("signed_in", actor_id=user_id, object_kind="user", object_id=user_id, unit_id=unit_of(user_id))
    return token


def sign_out(session_id: str, *, now: datetime) -> None:
    """End one session; harmless when it has ended already."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def sign_out_everywhere(user_id: int, *, now: datetime, except_session_id: str | None = None) -> None:
    """End all sessions of a person, but for one where asked, as something they did."""
    end_sessions(user_id, now=now, except_session_id=except_session_id)
    record("signed_out_everywhere", actor_id=user_id, object_kind="user", object_id=user_id, unit_id=unit_of(user_id))


def end_sessions(user_id: int, *, now: datetime, except_session_id: str | None = None) -> None:
    """The same without a word in the log, where it goes with something that has its own."""
    statement = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
    if except_session_id is not None:
        statement = statement.where(LoginSession.id != except_session_id)
    db.session.execute(statement.values(revoked_at=now))


def _candidates(connection: Connection, identifier: Identifier) -> list[_Candidate]:
    found = connection.execute(CANDIDATES, {
        "email": identifier.email,
        "service_number": identifier.service_number,
        "login_name": identifier.login_name,
    })  # fmt: skip
    return [_Candidate(user_id, password_hash) for user_id, password_hash in found]


def _matching(candidates: list[_Candidate], password: str) -> int | None:
    for candidate in candidates or [_Candidate(0, None)]:
        if passwords().verify(candidate.password_hash, password):
            return candidate.id
    return None


def _is_spared(
    connection: Connection, broken: set[throttle.Limit], candidates: list[_Candidate], address_hash: str
) -> bool:
    """Whether only limits stand in the way that do not bar an address where the person has signed in before."""
    if not all(limit.spares_known_addresses for limit in broken):
        return False
    known = select(LoginSession.id).where(
        LoginSession.user_id.in_([candidate.id for candidate in candidates]), LoginSession.address_hash == address_hash
    )
    return connection.execute(known.limit(1)).first() is not None
