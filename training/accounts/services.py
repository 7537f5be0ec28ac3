"""What happens to accounts: signing in and out, activation, passwords, and making people and grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, update

from training.accounts import throttle
from training.accounts.domain import Identifier, new_code, normal_code, password_problem, read_identifier
from training.accounts.login import start_session
from training.accounts.models import ActivationCode, Grant, LoginSession, Membership, User
from training.accounts.passwords import passwords
from training.audit.services import record
from training.core.access import Role
from training.core.db import aside, db
from training.core.errors import DomainError
from training.org.models import Unit

CODE_VALID_DAYS = 7
SIGN_IN_CANDIDATES = 2  # the same digits may be a NIP and an NRP
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


class CodeRefused(DomainError):
    """No such activation code, or it is used or too old; does not say which."""

    status = 400


class PasswordRefused(DomainError):
    """The new password breaks a rule; `problem` is that of `password_problem`."""

    status = 400

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


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
    record("signed_in", actor_id=user_id, object_kind="user", object_id=user_id)
    return token


def sign_out(session_id: str, *, now: datetime) -> None:
    """End one session; harmless when it has ended already."""
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def sign_out_everywhere(user_id: int, *, now: datetime, except_session_id: str | None = None) -> None:
    """End all sessions of a person, but for one where asked."""
    statement = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
    if except_session_id is not None:
        statement = statement.where(LoginSession.id != except_session_id)
    db.session.execute(statement.values(revoked_at=now))
    record("signed_out_everywhere", actor_id=user_id, object_kind="user", object_id=user_id)


def change_password(user_id: int, *, current: str, new: str, session_id: str, device: Device, now: datetime) -> None:
    """Replace a password and end all other sessions. Raises SignInRefused when the current one does not fit,
    PasswordRefused, TooMany or Busy."""
    limits = throttle.sign_in_limits(f"user {user_id}", device.address)
    with aside() as connection:
        user = connection.execute(_person(User.id == user_id)).one()
    _count_or_refuse(limits, now)
    if not passwords().verify(user.password_hash, current):
        raise SignInRefused
    new_hash = _checked_hash(new, user.full_name, user.email, user.service_number, user.login_name)
    changed = db.session.execute(
        update(User).where(User.id == user_id, User.password_hash == user.password_hash)
        .values(password_hash=new_hash).returning(User.id)
    ).one_or_none()  # fmt: skip
    if changed is None:
        raise SignInRefused
    throttle.forgive(limits, now=now)
    sign_out_everywhere(user_id, now=now, except_session_id=session_id)
    record("password_changed", actor_id=user_id, object_kind="user", object_id=user_id)


def activate(typed_code: str, new_password: str, *, device: Device, now: datetime) -> str:
    """Set a password with a single-use code; returns the token of a new session, all older ones end.

    Raises CodeRefused, PasswordRefused, TooMany or Busy.
    """
    limits = throttle.activation_limits(device.address)
    code = normal_code(typed_code)
    _count_or_refuse(limits, now)
    if code is None:
        raise CodeRefused
    usable = _usable(throttle.keyed_hash("code", code), now)
    with aside() as connection:
        user = connection.execute(_person(User.id.in_(select(ActivationCode.user_id).where(*usable)))).one_or_none()
    if user is None:
        raise CodeRefused
    new_hash = _checked_hash(new_password, user.full_name, user.email, user.service_number, user.login_name)
    used = db.session.execute(update(ActivationCode).where(*usable).values(used_at=now).returning(ActivationCode.id))
    if used.one_or_none() is None:
        raise CodeRefused
    db.session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
    sign_out_everywhere(user.id, now=now)
    throttle.forgive(limits, now=now)
    record("activated", actor_id=user.id, object_kind="user", object_id=user.id)
    return start_session(user.id, address_hash=throttle.keyed_hash(device.address), device=device.name, now=now)


def issue_activation_code(user_id: int, *, actor_id: int | None, now: datetime) -> str:
    """A fresh code, shown once and valid for CODE_VALID_DAYS; earlier unused codes of the person end."""
    db.session.execute(
        update(ActivationCode).where(ActivationCode.user_id == user_id, ActivationCode.used_at.is_(None))
        .values(used_at=now)
    )  # fmt: skip
    code = new_code()
    db.session.add(
        ActivationCode(
            user_id=user_id,
            code_hash=throttle.keyed_hash("code", normal_code(code) or ""),
            created_at=now,
            expires_at=now + timedelta(days=CODE_VALID_DAYS),
        )
    )
    db.session.flush()
    record("activation_code_issued", actor_id=actor_id, object_kind="user", object_id=user_id)
    return code


@dataclass(frozen=True)
class NewPerson:
    """A person to be made; e-mail and login name in lower case, the service number without spaces."""

    full_name: str
    corps: str
    email: str | None = None
    login_name: str | None = None
    service_kind: str | None = None
    service_number: str | None = None
    position: str | None = None


def create_user(person: NewPerson, unit: Unit, *, actor_id: int | None, now: datetime, today: date) -> User:
    """A person with their primary membership. Raises IntegrityError when a name or number is taken."""
    user = User(
        full_name=person.full_name,
        corps=person.corps,
        email=person.email,
        login_name=person.login_name,
        service_kind=person.service_kind,
        service_number=person.service_number,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(Membership(user_id=user.id, unit_id=unit.id, position=person.position, from_on=today))
    record("user_created", actor_id=actor_id, object_kind="user", object_id=user.id, unit_id=unit.id)
    db.session.flush()
    return user


def grant_role(
    user_id: int, role: Role, unit: Unit, *, from_on: date, until_on: date | None, actor_id: int | None
) -> Grant:
    """Give a role in a unit's subtree; the same open grant twice is one grant."""
    same = db.session.scalars(
        select(Grant).where(
            Grant.user_id == user_id,
            Grant.role == role,
            Grant.unit_id == unit.id,
            Grant.revoked_at.is_(None),
            Grant.until_on == until_on if until_on else Grant.until_on.is_(None),
        )
    ).first()
    if same is not None:
        return same
    grant = Grant(
        user_id=user_id, role=role, unit_id=unit.id, from_on=from_on, until_on=until_on, granted_by_id=actor_id
    )
    db.session.add(grant)
    db.session.flush()
    record(
        "role_granted", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit.id, facts={"role": role}
    )
    return grant


def _count_or_refuse(limits: Sequence[throttle.Limit], now: datetime) -> None:
    with db.engine.begin() as connection:
        broken = throttle.count_try(connection, limits, now=now)
    if broken:
        raise throttle.too_many(broken, now=now)


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


def _checked_hash(password: str, *personal: str | None) -> str:
    problem = password_problem(password, personal=[word for word in personal if word])
    if problem is not None:
        raise PasswordRefused(problem)
    return passwords().hash(password)


def _usable(code_hash: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ActivationCode.code_hash == code_hash,
        ActivationCode.used_at.is_(None),
        ActivationCode.expires_at > now,
    )


def _person(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(User.id, User.full_name, User.email, User.service_number, User.login_name, User.password_hash).where(
        condition, User.deactivated_at.is_(None)
    )
