"""The demo reads like a year that has happened: its log in order, every status a duty can have, people who have signed in."""

from sqlalchemy import exists, select

from tests.journeys.site import Site
from training.accounts.models import LoginSession, User
from training.assignments.domain.duty import DutyStatus
from training.assignments.models import Assignment, Enrolment
from training.assignments.queries.duties import Duties
from training.assignments.queries.figures import tally_of
from training.attempts.models import Attempt
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db


def test_the_log_is_in_the_order_of_time(site: Site) -> None:
    with site.database():
        moments = list(db.session.scalars(select(AuditEvent.at).order_by(AuditEvent.id)))
    assert moments == sorted(moments)
    assert (moments[-1] - moments[0]).days > 365


def test_there_are_duties_of_every_status_and_late_ones(site: Site) -> None:
    with site.database():
        cycles = tuple((number, 1) for number in db.session.scalars(select(Assignment.id)))
        tally = tally_of(Duties(("/",), cycles, clock.now()))
    counts = {status: getattr(tally, status.value) for status in DutyStatus}
    assert all(counts.values()), counts
    assert tally.overdue


def test_whoever_took_part_has_signed_in(site: Site) -> None:
    took_part = exists().where(Attempt.enrolment_id == Enrolment.id, Enrolment.user_id == User.id)
    came = exists().where(LoginSession.user_id == User.id)
    with site.database():
        strangers = select(User.full_name).where(User.is_demo, took_part, ~came)
        assert list(db.session.scalars(strangers)) == []
