"""Certificates by holder, by enrolment, by number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from training.certificates.domain import Standing, standing_of
from training.certificates.models import Certificate
from training.core.db import db


@dataclass(frozen=True)
class CertificateCard:
    """A certificate as lists show it."""

    number: str
    title: dict[str, Any]
    completed_on: date
    valid_until_on: date | None
    status: Standing


def cards_of(certificates: Iterable[Certificate], *, today: date) -> list[CertificateCard]:
    """Certificates with their standing on a day."""
    return [
        CertificateCard(
            number=certificate.number,
            title=certificate.snapshot["module_title"],
            completed_on=certificate.completed_on,
            valid_until_on=certificate.valid_until_on,
            status=status_on(certificate, today),
        )
        for certificate in certificates
    ]


def status_on(certificate: Certificate, day: date) -> Standing:
    """How a certificate stands on a day."""
    return standing_of(
        valid_until_on=certificate.valid_until_on,
        is_revoked=certificate.revoked_at is not None,
        is_superseded=certificate.superseded_by_id is not None,
        today=day,
    )


def certificates_of(holder_id: int) -> list[Certificate]:
    """All certificates of a person, the latest first."""
    return list(
        db.session.scalars(
            select(Certificate)
            .where(Certificate.holder_id == holder_id)
            .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        )
    )


def own_certificate(number: str, *, holder_id: int) -> Certificate:
    """A certificate of a person by its number. Raises NoResultFound for anybody else's."""
    return db.session.scalars(
        select(Certificate).where(Certificate.number == number, Certificate.holder_id == holder_id)
    ).one()


def certificate_with_number(number: str) -> tuple[Certificate, str | None] | None:
    """A certificate and the number of the one that replaced it; None when there is none; one statement."""
    successor = aliased(Certificate)
    row = db.session.execute(
        select(Certificate, successor.number)
        .outerjoin(successor, successor.id == Certificate.superseded_by_id)
        .where(Certificate.number == number)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def number_for_enrolment(enrolment_id: int) -> str | None:
    """The number of the certificate that an enrolment earned, if it did and nobody revoked it."""
    return db.session.scalars(
        select(Certificate.number).where(
            Certificate.enrolment_id == enrolment_id,
            Certificate.superseded_by_id.is_(None),
            Certificate.revoked_at.is_(None),
        )
    ).one_or_none()
