"""Activation codes and passwords."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, select, update

from training.accounts import throttle
from training.accounts.domain import new_code, normal_code, password_problem
from training.accounts.login import start_session
from training.accounts.models import ActivationCode, User
from training.accounts.passwords import passwords
from training.accounts.queries import unit_of
from training.accounts.services.signing import Device, SignInRefused, end_sessions, sign_out_everywhere
from training.audit.services import record, record_many
from training.core.db import aside, db
from training.core.errors import DomainError

CODE_VALID_DAYS = 7


class CodeRefused(DomainError):
    """No such activation code, or it is used or too old; does not say which."""

    status = 400


class PasswordRefused(DomainError):
    """The new password breaks a rule; `problem` is that of `password_problem`."""

    status = 400

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


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
    record("password_changed", actor_id=user_id, object_kind="user", object_id=user_id, unit_id=unit_of(user_id))


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
    end_sessions(user.id, now=now)
    throttle.forgive(limits, now=now)
    record("activated", actor_id=user.id, object_kind="user", object_id=user.id, unit_id=unit_of(user.id))
    return start_session(user.id, address_hash=throttle.keyed_hash(device.address), device=device.name, now=now)


def issue_activation_code(user_id: int, *, actor_id: int | None, now: datetime) -> str:
    """A fresh code, shown once and valid for CODE_VALID_DAYS; earlier unused codes of the person end."""
    code = new_code()
    _replace_codes({user_id: code}, now)
    record("activation_code_issued", actor_id=actor_id, object_kind="user", object_id=user_id, unit_id=unit_of(user_id))
    return code


def store_activation_codes(
    codes: Mapping[int, str], unit_ids: Mapping[int, int], *, unit_id: int, actor_id: int | None, now: datetime
) -> None:
    """Codes that were made for a list of the branch of `unit_id` (`new_code`), by person; `unit_ids`: where each works.

    Earlier unused codes of these people end. Four statements, however many people.
    """
    _replace_codes(codes, now)
    record(
        "activation_codes_listed", actor_id=actor_id, object_kind="unit", object_id=unit_id, unit_id=unit_id,
        facts={"count": len(codes)},
    )  # fmt: skip
    record_many(
        "activation_code_in_list", ((user_id, unit_ids.get(user_id)) for user_id in codes), actor_id=actor_id,
        object_kind="user",
    )  # fmt: skip


def _replace_codes(codes: Mapping[int, str], now: datetime) -> None:
    db.session.execute(
        update(ActivationCode).where(ActivationCode.user_id.in_(list(codes)), ActivationCode.used_at.is_(None))
        .values(used_at=now),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    rows = [
        {
            "user_id": user_id,
            "code_hash": throttle.keyed_hash("code", normal_code(code) or ""),
            "created_at": now,
            "expires_at": now + timedelta(days=CODE_VALID_DAYS),
        }
        for user_id, code in codes.items()
    ]
    db.session.execute(insert(ActivationCode), rows)


def _count_or_refuse(limits: Sequence[throttle.Limit], now: datetime) -> None:
    with db.engine.begin() as connection:
        broken = throttle.count_try(connection, limits, now=now)
    if broken:
        raise throttle.too_many(broken, now=now)


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
