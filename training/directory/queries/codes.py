"""Who gets an activation code: read beside the request's transaction, before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, select

from training.accounts.models import Membership, User
from training.audit.models import AuditEvent
from training.core.db import aside
from training.directory.domain import PersonState
from training.directory.queries.people import PeopleFilter, conditions_of, without_code
from training.directory.slips import Recipient
from training.imports.models import Import
from training.org.domain import ids_on
from training.org.models import Unit

MAX_DIGITS = 18


@dataclass(frozen=True)
class Brought:
    """An import of people, and whose it is."""

    import_id: int
    actor_id: int


@dataclass(frozen=True)
class Wish:
    """For whom: the checked people `ids`, else everybody in `branch` ("": all one's own) who never signed in.

    With `brought`, of these only whom that import added. Without `again`, those are left out who have a code that still opens their account.
    """

    paths: tuple[str, ...]
    ids: tuple[int, ...] = ()
    branch: str = ""
    again: bool = False
    brought: Brought | None = None


def recipients_counts(wish: Wish, *, now: datetime) -> tuple[int, int]:
    """How many there are without `again`, and with it; one statement, since each looks at everybody."""
    without = func.count() if wish.ids else func.count().filter(without_code(now))
    statement = (
        select(without, func.count())
        .select_from(User)
        .join(Membership, Membership.user_id == User.id)
        .where(*_conditions(wish))
    )
    with aside() as connection:
        counted, counted_again = connection.execute(statement).one()
        return counted, counted_again


def recipients(wish: Wish, *, now: datetime, most: int) -> list[Recipient]:
    """Them, by unit and name, `most` at most."""
    left_out = [] if wish.ids or wish.again else [without_code(now)]
    statement = (
        select(
            User.id, User.full_name, User.service_number, func.coalesce(User.service_number, User.email, User.login_name),
            Unit.id, Unit.name, Unit.code,
        )
        .select_from(User)
        .join(Membership, Membership.user_id == User.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(*_conditions(wish), *left_out)
        .order_by(func.lower(Unit.name), Unit.id, func.lower(User.full_name), User.id)
        .limit(most)
    )  # fmt: skip
    with aside() as connection:
        return [Recipient(*row) for row in connection.execute(statement)]


def agency_of(path: str) -> str:
    """The name of the agency that a branch belongs to."""
    with aside() as connection:
        return str(connection.execute(select(Unit.name).where(Unit.id == ids_on(path)[0])).scalar_one())


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    """Those of User and Membership, whether or not there is a code."""
    state = PersonState.ACTIVE if wish.ids else PersonState.UNUSED
    conditions: list[ColumnElement[bool]] = conditions_of(PeopleFilter(wish.paths, branch=wish.branch, state=state))
    if wish.ids:
        conditions.append(User.id.in_(wish.ids))
    elif wish.brought is not None:
        conditions.append(User.id.in_(_added_by(wish.brought)))
    return conditions


def _added_by(brought: Brought) -> Any:
    """The ids of the people that an import made, as the log has them between its beginning and its end."""
    return (
        select(cast(AuditEvent.object_id, Integer))
        .join(Import, (Import.id == brought.import_id) & (Import.actor_id == brought.actor_id))
        .where(
            AuditEvent.at.between(Import.created_at, Import.changed_at),
            AuditEvent.actor_id == brought.actor_id,
            AuditEvent.action == "user_created",
            AuditEvent.facts["import_id"].as_integer() == brought.import_id,
        )
    )


def numbers_in(values: Sequence[str]) -> tuple[int, ...]:
    """The ids among what a form sent, each once, in order."""
    return tuple(
        dict.fromkeys(
            int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS
        )
    )
