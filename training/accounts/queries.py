"""What the account pages show."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select, true
from sqlalchemy.exc import DBAPIError

from training.accounts.domain import read_identifier
from training.accounts.domain.search import read_search
from training.accounts.models import KeptSearch, LoginSession, Membership, User
from training.core.db import db
from training.org.models import Unit


def account_of(user_id: int) -> tuple[User, Membership | None, Unit | None]:
    """A person with their primary membership and its unit."""
    row = db.session.execute(
        select(User, Membership, Unit)
        .outerjoin(Membership, (Membership.user_id == User.id) & Membership.to_on.is_(None) & Membership.is_primary)
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(User.id == user_id)
    ).one()
    return row[0], row[1], row[2]


def open_sessions_of(user_id: int, *, now: datetime, idle: timedelta) -> list[LoginSession]:
    """Where a person is signed in now, latest first; after `idle` without activity a session is over."""
    return list(db.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now,
            LoginSession.last_seen_at >= now - idle,
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id)
        .limit(20)
    ))  # fmt: skip


def user_named(name: str) -> User:
    """A person by e-mail, service number or login name, for commands. Raises NoResultFound, MultipleResultsFound."""
    typed = read_identifier(name)
    names = {
        User.email: typed.email,
        User.service_number: typed.service_number,
        User.login_name: typed.login_name,
    }  # fmt: skip
    return db.session.scalars(
        select(User).where(or_(*(column == value for column, value in names.items() if value)))
    ).one()


def has_demo_accounts() -> bool:
    """Whether anybody of the demo is in this database; False where it has no tables yet."""
    try:
        return db.session.scalar(select(exists().where(User.is_demo))) is True
    except DBAPIError:
        db.session.rollback()
        return False


def latest_unit_id(user_id: int) -> int | None:
    """The unit of a person's primary membership, or of their last one; None for those who never had any."""
    return db.session.scalars(
        select(Membership.unit_id)
        .where(Membership.user_id == user_id, Membership.is_primary)
        .order_by(Membership.id.desc())
        .limit(1)
    ).one_or_none()


def people_in(unit_id: int) -> int:
    """How many people belong to a unit itself now, on secondment or not."""
    return db.session.scalars(
        select(func.count()).select_from(Membership).where(Membership.unit_id == unit_id, Membership.to_on.is_(None))
    ).one()


def kept_search(key: str, user_id: int) -> str | None:
    """The words of a person's own search; None when it was forgotten or is somebody else's. One statement, none for ""."""
    if not key:
        return None
    return db.session.scalars(
        select(KeptSearch.words).where(KeptSearch.key == key, KeptSearch.user_id == user_id)
    ).one_or_none()


def matches(typed: str) -> ColumnElement[bool]:
    """Condition on User and primary Membership, which the statement joins: all words occur in name, e-mail, login name or
    unit, or the digits in the number; upper and lower case are one.

    Units are looked through once, not once for each person.
    """
    terms = read_search(typed)
    if terms.is_empty or terms.digits:
        return person_matches(typed)
    return and_(*(or_(person_has(word), Membership.unit_id.in_(_units_called(word))) for word in terms.words))


def person_matches(typed: str) -> ColumnElement[bool]:
    """The same condition on User alone."""
    terms = read_search(typed)
    if terms.is_empty:
        return true()
    if terms.digits:
        return or_(
            User.service_number.contains(terms.digits, autoescape=True),
            User.login_name.contains(terms.digits, autoescape=True),
        )
    return and_(*(person_has(word) for word in terms.words))


def person_has(word: str) -> ColumnElement[bool]:
    """Whether one of a person's names holds a word, or their number its digits; addresses are kept in lower case."""
    others = [User.email, User.login_name, *([User.service_number] if word.isdigit() else [])]
    return or_(_holds(User.full_name, word), *(other.contains(word, autoescape=True) for other in others))


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a text holds a word, upper and lower case being one.

    A database may know only the cases of ASCII (SQLite, PostgreSQL with the locale C): words with other letters are
    looked for as they are, in capitals, and with the first one a capital. SQLite's LIKE folds ASCII by itself, and quicker.
    """
    spelt = [word] if word.isascii() else sorted({word, word.upper(), word.capitalize()})
    holds = column.contains if db.engine.dialect.name == "sqlite" else column.icontains
    return or_(*(holds(each, autoescape=True) for each in spelt))


def _units_called(word: str) -> Select[int]:
    return select(Unit.id).where(or_(_holds(Unit.name, word), _holds(Unit.code, word)))


def unit_of(user_id: int) -> ScalarSelect[int]:
    """The unit a person belongs to now, as a part of a statement."""
    return (
        select(Membership.unit_id)
        .where(Membership.user_id == user_id, Membership.to_on.is_(None), Membership.is_primary)
        .scalar_subquery()
    )
