"""One person's duty: dates, attempts with their scores, certificate, what was changed, reminders. Never an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from training.accounts.models import Membership, User
from training.assignments.models import Assignment, Enrolment, EnrolmentChange
from training.assignments.queries.duties import Duties
from training.assignments.queries.reminders import reminders_about
from training.attempts.models import Attempt
from training.certificates.models import Certificate
from training.core.db import db
from training.core.errors import NotFound
from training.core.i18n import own_words
from training.org.models import Unit
from training.reports.queries.people import DutyRow, row_of, with_all_columns

REMINDERS_SHOWN = 5


@dataclass(frozen=True)
class AttemptRow:
    """One graded attempt. `share` is None until it is handed in."""

    number: int
    started_at: datetime
    submitted_at: datetime | None
    share: Fraction | None
    passed: bool


@dataclass(frozen=True)
class ChangeRow:
    """An extension or exemption: what, why, when, by whom."""

    kind: str
    due_on: date | None
    reason: str
    at: datetime
    by: str | None


@dataclass(frozen=True)
class DutyDetails:
    """A duty with all that a supervisor may know of it. `present_unit` where it is another than the duty counts for.

    `owner_path` is of the unit that assigned it; `others` are duties of the same person, `reminders` those about it, as rows (at,
    sent_at, refused_at), the latest first.
    """

    duty: DutyRow
    module_title: dict[str, Any]
    owner_path: str
    is_extended: bool
    present_unit: str | None
    attempts: list[AttemptRow]
    certificate: str | None
    changes: list[ChangeRow]
    reminders: Sequence[Any]
    others: list[DutyRow]


def duty_details(enrolment_id: int, *, paths: Sequence[str], now: datetime) -> DutyDetails:
    """A duty of an assignment that counts for a unit in some subtrees; five statements. Raises NotFound."""
    person = select(Enrolment.user_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    rows = db.session.execute(
        with_all_columns(Duties(tuple(paths), None, now))
        .add_columns(
            _owner_path().label("owner_path"),
            (Enrolment.extended_until_on == Enrolment.due_on).label("is_extended"),
            _certificate().label("certificate"),
        )
        .where(Enrolment.user_id == person)
        .order_by(Enrolment.created_at.desc(), Enrolment.id.desc())
    ).all()
    row = next((one for one in rows if one.id == enrolment_id), None)
    if row is None:
        raise NotFound
    present = _present_unit(row.user_id)
    return DutyDetails(
        duty=row_of(row),
        module_title=row.module_title,
        owner_path=row.owner_path,
        is_extended=bool(row.is_extended),
        present_unit=present.name if present is not None and present.id != row.unit_id else None,
        attempts=_attempts(enrolment_id),
        certificate=row.certificate,
        changes=_changes(enrolment_id),
        reminders=reminders_about(enrolment_id, limit=REMINDERS_SHOWN),
        others=[row_of(other) for other in rows if other.id != enrolment_id],
    )


def _owner_path() -> ColumnElement[str]:
    owner = aliased(Unit)
    return select(owner.path).where(owner.id == Assignment.unit_id).correlate(Assignment).scalar_subquery()


def _present_unit(user_id: int) -> Any:
    return db.session.execute(
        select(Unit.id, Unit.name)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.user_id == user_id, Membership.to_on.is_(None), Membership.is_primary)
    ).one_or_none()


def _attempts(enrolment_id: int) -> list[AttemptRow]:
    rows = db.session.execute(
        select(
            Attempt.number, Attempt.started_at, Attempt.submitted_at, Attempt.marks, Attempt.out_of, Attempt.passed
        )
        .where(Attempt.enrolment_id == enrolment_id)
        .order_by(Attempt.number)
    ).all()  # fmt: skip
    return [
        AttemptRow(
            number=row.number,
            started_at=row.started_at,
            submitted_at=row.submitted_at,
            share=Fraction(row.marks, row.out_of) if row.out_of else None,
            passed=row.passed is True,
        )
        for row in rows
    ]


def _certificate() -> ColumnElement[str]:
    """The number of the certificate that stands, of each row."""
    return (
        select(Certificate.number)
        .where(
            Certificate.enrolment_id == Enrolment.id,
            Certificate.superseded_by_id.is_(None),
            Certificate.revoked_at.is_(None),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def _changes(enrolment_id: int) -> list[ChangeRow]:
    by = aliased(User)
    rows = db.session.execute(
        select(EnrolmentChange, by.full_name)
        .outerjoin(by, by.id == EnrolmentChange.by_id)
        .where(EnrolmentChange.enrolment_id == enrolment_id)
        .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
    ).all()
    return [ChangeRow(change.kind, change.due_on, own_words(change.reason), change.at, name) for change, name in rows]
