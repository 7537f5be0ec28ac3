"""What happens to certificates."""

import secrets
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from training.accounts.models import User
from training.assignments.domain.dates import valid_until
from training.assignments.models import Enrolment
from training.assignments.signals import Completion
from training.audit.services import record
from training.banks.domain.texts import Text
from training.certificates.domain import RANDOM_BYTES, CertificateSnapshot, new_number
from training.certificates.models import Certificate
from training.core import clock
from training.core.db import db
from training.core.i18n import DEFAULT_ZONE
from training.modules.models import Module
from training.org.models import Unit
from training.org.queries import top_unit_of

NO_AGENCY = "Netral"
EXAMPLE_NAME = "Nama Peserta"


def issue_certificate(completion: Completion) -> None:
    """Write the certificate of a completed enrolment with a snapshot of all that is printed; once per enrolment."""
    enrolment, module, holder = db.session.execute(
        select(Enrolment, Module, User)
        .join(Module, Module.id == Enrolment.module_id)
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.id == completion.enrolment_id)
    ).one()
    unit = db.session.get(Unit, completion.unit_id) if completion.unit_id else None
    snapshot = _snapshot(completion, module, holder, unit)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    issued = db.session.execute(
        insert(Certificate)
        .values(
            number=snapshot.number,
            enrolment_id=enrolment.id,
            holder_id=holder.id,
            issued_at=completion.completed_at,
            completed_on=snapshot.completed_on,
            valid_until_on=snapshot.valid_until,
            snapshot=snapshot.to_json(),
        )
        .on_conflict_do_nothing()
        .returning(Certificate.id)
    ).scalar_one_or_none()
    if issued is not None:
        record(
            "certificate_issued",
            actor_id=holder.id,
            object_kind="certificate",
            object_id=issued,
            unit_id=completion.unit_id,
            facts={"enrolment_id": enrolment.id, "attempt_id": completion.attempt_id},
        )


def revoke_certificate(number: str, *, reason: str, actor_id: int | None, now: datetime) -> bool:
    """Revoke a certificate; False when it was revoked before or does not exist."""
    revoked = db.session.execute(
        update(Certificate)
        .where(Certificate.number == number, Certificate.revoked_at.is_(None))
        .values(revoked_at=now, revocation_reason=reason)
        .returning(Certificate.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if revoked is None:
        return False
    record("certificate_revoked", actor_id=actor_id, object_kind="certificate", object_id=revoked)
    return True


def example_snapshot(module: Module, owner: Unit | None, share: Fraction, *, now: datetime) -> CertificateSnapshot:
    """What a certificate of a module will say, for somebody invented; its number is never issued."""
    day = clock.today_in(owner.zone if owner else DEFAULT_ZONE, now)
    return CertificateSnapshot(
        agency=top_unit_of(owner).name if owner else NO_AGENCY,
        unit_name=owner.name if owner else "",
        participant_name=EXAMPLE_NAME,
        module_title=Text.model_validate(module.certificate_title),
        jp_hours=module.jp_hours,
        legal_basis=Text.model_validate(module.legal_basis),
        score=share,
        completed_on=day,
        valid_until=valid_until(day, module.validity_months),
        number=new_number(bytes(RANDOM_BYTES)),
        issued_at=now,
    )


def _snapshot(completion: Completion, module: Module, holder: User, unit: Unit | None) -> CertificateSnapshot:
    return CertificateSnapshot(
        agency=top_unit_of(unit).name if unit else NO_AGENCY,
        unit_name=unit.name if unit else "",
        participant_name=holder.full_name,
        module_title=Text.model_validate(module.certificate_title),
        jp_hours=module.jp_hours,
        legal_basis=Text.model_validate(module.legal_basis),
        score=Fraction(completion.marks, completion.out_of),
        completed_on=completion.completed_on,
        valid_until=completion.valid_until_on,
        number=new_number(secrets.token_bytes(RANDOM_BYTES)),
        issued_at=completion.completed_at,
    )
