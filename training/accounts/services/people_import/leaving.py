"""People whom a sheet leaves out that is said to be the complete list of a branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal, or_, select

from training.accounts.models import Grant, Membership, User
from training.accounts.services.grants import LastAdmin
from training.accounts.services.people import deactivate
from training.accounts.services.people_import.bulk import Act
from training.core import clock
from training.core.db import db
from training.core.messages import N_
from training.imports.models import ImportKey
from training.org.models import Unit
from training.org.queries import is_within, is_within_any

PERSON_KEY = "person:"
GONE_OR_MOVED = N_("Orang ini sudah keluar atau pindah sejak berkas diperiksa.")
LAST_ADMIN = N_("Orang ini admin terakhir di cabangnya. Jadikan orang lain admin lebih dahulu.")


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody of the branch who is not in the sheet."""

    id: int
    full_name: str
    service_number: str | None
    email: str | None
    login_name: str | None
    unit_code: str
    unit_name: str


def leavers(import_id: int, branch: str, paths: Sequence[str], *, actor_id: int, today: date) -> list[Leaver]:
    """Active people of a branch whom no row means, in order of unit and name.

    Left out are the one who brings the sheet and whoever holds a role outside `paths`: they do not go by a sheet.
    """
    meant = exists().where(
        ImportKey.import_id == import_id, ImportKey.value == literal(PERSON_KEY).concat(cast(User.id, String))
    )
    role_elsewhere = (
        select(Grant.user_id)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            Grant.revoked_at.is_(None),
            or_(Grant.until_on.is_(None), Grant.until_on >= today),
            ~is_within_any(paths),
        )
        .correlate(None)
    )
    columns = (User.id, User.full_name, User.service_number, User.email, User.login_name, Unit.code, Unit.name)
    statement = (
        _present(select(*columns), branch)
        .where(is_within_any(paths), ~meant, User.id.not_in(role_elsewhere), User.id != actor_id)
        .order_by(Unit.name, Unit.id, User.full_name, User.id)
    )
    return [Leaver(*row) for row in db.session.execute(statement)]


def present_count(branch: str) -> int:
    """How many active people belong to a branch."""
    return int(db.session.scalars(_present(select(func.count()), branch)).one())


def let_go(person_ids: Sequence[int], branch: str, paths: Sequence[str], act: Act) -> dict[int, str]:
    """Make people inactive who still belong to the branch; by id, why some were not (marked sentences)."""
    rows = db.session.execute(
        _present(select(User.id, Unit.zone), branch).where(is_within_any(paths), User.id.in_(person_ids))
    )
    zones = {row.id: row.zone for row in rows}
    refused = {}
    for person_id in sorted(person_ids):
        if person_id not in zones:
            refused[person_id] = GONE_OR_MOVED
            continue
        try:
            deactivate(person_id, on=clock.today_in(zones[person_id], act.now), actor_id=act.actor_id, now=act.now)
        except LastAdmin:
            refused[person_id] = LAST_ADMIN
    return refused


def _present(statement: Select[*tuple[Any, ...]], branch: str) -> Select[*tuple[Any, ...]]:
    """Active people with their primary unit, in a branch."""
    is_theirs: ColumnElement[bool] = (
        (Membership.user_id == User.id) & Membership.is_primary & Membership.to_on.is_(None)
    )
    return (
        statement.select_from(User)
        .join(Membership, is_theirs)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.deactivated_at.is_(None), is_within(branch))
    )
