"""Enrolments and attempts."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from training.accounts.models import User
from training.assignments.models import Assignment, Enrolment
from training.assignments.services.enrolling import enrol_assigned, enrol_oneself
from training.attempts.models import Attempt, Response
from training.attempts.services.answer import Sent, save_answer
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.banks.models import ItemVersion
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit

STARTED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def make_assignment(
    module: Module, unit: Unit, *, due_on: date | None = None, opens_on: date = date(2026, 1, 5)
) -> Assignment:
    """A module assigned to a unit and all below it; everyone there is enrolled."""
    assignment = Assignment(
        module_id=module.id,
        unit_id=unit.id,
        title="Penugasan uji",
        whom={"units": [unit.id], "corps": []},
        opens_on=opens_on,
        due_on=due_on,
        created_at=STARTED_AT,
    )
    db.session.add(assignment)
    db.session.flush()
    enrol_assigned(assignment, now=STARTED_AT)
    db.session.commit()
    return assignment


def make_enrolment(user: User, module: Module) -> int:
    """The id of an enrolment that a person made on their own."""
    enrolment_id = enrol_oneself(user.id, module.slug, corps=user.corps, now=STARTED_AT)
    db.session.commit()
    return enrolment_id


def make_attempt(user: User, enrolment_id: int, *, seed: int = 1, now: datetime = STARTED_AT) -> int:
    """The id of an open attempt."""
    attempt_id = start_attempt(enrolment_id, Taker(user.id, user.corps), seed=seed, now=now)
    db.session.commit()
    return attempt_id


def places_of_keys(attempt_id: int) -> dict[int, list[str]]:
    """The right form values of each position of a paper."""
    attempt = db.session.get_one(Attempt, attempt_id)
    found = {}
    for position, (version_id, order) in enumerate(attempt.paper, start=1):
        content = db.session.get_one(ItemVersion, version_id).content
        keys = [index for index, option in enumerate(content["options"]) if option.get("key")]
        found[position] = [str(order.index(key)) for key in keys]
    return found


def answer_attempt(user: User, attempt_id: int, *, correct: int, now: datetime = STARTED_AT) -> None:
    """Answer every question: the first `correct` ones right, the others wrong."""
    for position, right in places_of_keys(attempt_id).items():
        order = db.session.get_one(Attempt, attempt_id).paper[position - 1][1]
        wrong = next(str(place) for place in range(len(order)) if str(place) not in right)
        values = right if position <= correct else [wrong]
        save_answer(attempt_id, position, Sent(values, None, 0), participant_id=user.id, now=now)
    db.session.commit()


def make_submitted(user: User, enrolment_id: int, *, correct: int, seed: int = 1, now: datetime = STARTED_AT) -> int:
    """The id of an attempt that was handed in ten minutes after `now` with so many right answers."""
    attempt_id = make_attempt(user, enrolment_id, seed=seed, now=now)
    answer_attempt(user, attempt_id, correct=correct, now=now)
    submit_attempt(attempt_id, participant_id=user.id, now=now + timedelta(minutes=10))
    db.session.commit()
    return attempt_id


def responses_of(attempt_id: int) -> dict[int, Response]:
    """Stored responses by position."""
    rows = db.session.scalars(select(Response).where(Response.attempt_id == attempt_id))
    return {row.position: row for row in rows}


def enrolment_state(enrolment_id: int) -> str:
    """The state of an enrolment."""
    return db.session.execute(select(Enrolment.state).where(Enrolment.id == enrolment_id)).scalar_one()
