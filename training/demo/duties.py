"""What a supervisor of the demo did for people: an extension, an exemption, a reminder; and what an admin plans next."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from training.accounts.models import User
from training.assignments.domain.planning import Plan
from training.assignments.models import Assignment, Enrolment, EnrolmentState, Reminder
from training.assignments.services.adjusting import Act, exempt_duties, extend_duties
from training.assignments.services.planning import plan_assignment
from training.core.db import db
from training.core.i18n import long_date
from training.modules.models import Module
from training.notifications.models import Email
from training.org.models import Unit

SUPERVISOR, ADMIN, REMINDED = "atasan@netral.example", "admin@netral.example", "peserta@netral.example"
EXTENDED, EXEMPTED = 3, 2


def adjust_duties(title: str, *, now: datetime, today: date) -> str | None:
    """Extend and exempt some of the open duties of an assignment, and remind somebody of theirs; None without any."""
    actor_id = _id_of(SUPERVISOR)
    open_ids = _open_duties(title)
    if not open_ids:
        return None
    chosen, exempt = open_ids[:EXTENDED], open_ids[EXTENDED : EXTENDED + EXEMPTED]
    act = Act(actor_id, "Bertugas di posko bencana sampai pertengahan bulan", now - timedelta(days=2))
    extend_duties(_these(chosen), today + timedelta(days=14), act)
    exempt_duties(_these(exempt), Act(actor_id, "Tugas belajar di luar daerah", now - timedelta(days=5)))
    _remind(title, actor_id, now=now - timedelta(days=1), day=today - timedelta(days=1))
    return f"{len(chosen)} extensions, {len(exempt)} exemptions, a reminder"


def plan_next(owner: Unit, *, now: datetime, today: date) -> str | None:
    """An assignment that opens in two weeks; None without its module."""
    module = db.session.scalars(select(Module).where(Module.slug == "netralitas-asn")).one_or_none()
    if module is None:
        return None
    plan = Plan(
        module_id=module.id,
        title="Netralitas ASN bagi pegawai baru",
        unit_ids=(owner.id,),
        corps=("pppk",),
        opens_on=today + timedelta(days=14),
        due_on=today + timedelta(days=60),
    )
    plan_assignment(plan, owner, token=f"demo-{owner.id}", actor_id=_id_of(ADMIN), now=now)
    return "an assignment that opens in two weeks"


def _open_duties(title: str) -> list[int]:
    """Open duties of people other than who signs in to try things out."""
    statement = (
        select(Enrolment.id)
        .join(Assignment, Assignment.id == Enrolment.assignment_id)
        .join(User, User.id == Enrolment.user_id)
        .where(Assignment.title == title, Enrolment.state == EnrolmentState.OPEN, User.email.is_(None))
        .order_by(Enrolment.id)
    )
    return list(db.session.scalars(statement))


def _remind(title: str, actor_id: int, *, now: datetime, day: date) -> None:
    duty_id, user_id, module, due_on = db.session.execute(
        select(Enrolment.id, Enrolment.user_id, Module.title, Enrolment.due_on)
        .join(Assignment, Assignment.id == Enrolment.assignment_id)
        .join(Module, Module.id == Enrolment.module_id)
        .join(User, User.id == Enrolment.user_id)
        .where(Assignment.title == title, User.email == REMINDED)
    ).one()
    duty = {
        "module": module["id"],
        "assignment": title,
        "due_on": long_date(due_on) if due_on else "",
        "is_overdue": True,
    }
    context = {"duties": [duty], "unit": "Dinas Kesehatan"}
    email = Email(kind="reminder", user_id=user_id, context=context, created_at=now, sent_at=now)
    db.session.add(email)
    db.session.flush()
    db.session.add(
        Reminder(user_id=user_id, on_day=day, enrolment_ids=[duty_id], at=now, by_id=actor_id, email_id=email.id)
    )


def _id_of(email: str) -> int:
    return db.session.scalars(select(User.id).where(User.email == email)).one()


def _these(ids: Sequence[int]) -> Select[int]:
    return select(Enrolment.id).where(Enrolment.id.in_(ids))
