"""Counting again, the slow way: from attempts, certificates, memberships and the log of changes, one duty at a time.

It shares no expression with the statements of the screens, so that the two can disagree.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from training.accounts.models import Membership
from training.assignments.domain.tally import Tally
from training.assignments.models import Assignment, Enrolment, EnrolmentChange, PastCycle
from training.attempts.models import Attempt, AttemptTopic
from training.certificates.models import Certificate
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz

AT_ONCE = 2000
MILLION = 1_000_000
NO_ATTEMPTS: Mapping[str, Any] = {"started": 0, "submitted": 0, "without_topics": 0, "best_parts": None}

Key = tuple[str, int, int]
"""Path of the unit, assignment, cycle."""


@dataclass(frozen=True)
class Recount:
    """Tallies by unit and cycle, and what the columns of enrolments say otherwise than the rows they were made from."""

    tallies: dict[Key, Tally]
    differences: list[str]
    duties: int


def all_cycles() -> list[tuple[int, int]]:
    """Every cycle of every assignment."""
    current = db.session.execute(select(Assignment.id, Assignment.cycle)).all()
    past = db.session.execute(select(PastCycle.assignment_id, PastCycle.number)).all()
    return sorted((row[0], row[1]) for row in [*current, *past])


def recount(*, now: datetime) -> Recount:
    """Count every duty again."""
    counts: dict[Key, Counter[str]] = {}
    differences: list[str] = []
    duties = 0
    for row, facts in _duties():
        duties += 1
        differences += _differences(row, facts)
        if row.path is None or (row.state == "ended" and row.ended_because != "closed"):
            continue
        today = now.astimezone(ZoneInfo(row.zone)).date()
        counted = counts.setdefault((row.path, row.assignment_id, row.cycle), Counter())
        counted[_status(row, facts, today)] += 1
        if row.state == "open" and not facts["is_exempt"] and row.due_on is not None and row.due_on < today:
            counted["overdue"] += 1
    return Recount({key: Tally(**counted) for key, counted in counts.items()}, differences, duties)


def _status(row: Any, facts: Mapping[str, Any], today: date) -> str:
    """The status of a duty, from the rows behind it."""
    if row.state == "completed":
        until = facts["valid_until_on"]
        return "lapsed" if until is not None and until < today else "passed"
    if facts["is_exempt"]:
        return "exempt"
    if row.attempts_allowed is not None and facts["submitted"] >= row.attempts_allowed:
        return "out_of_attempts"
    return "in_progress" if facts["started"] else "not_started"


def _differences(row: Any, facts: Mapping[str, Any]) -> Iterator[str]:
    expected = {
        "attempts_started": facts["started"],
        "attempts_submitted": facts["submitted"],
        "best_parts": facts["best_parts"],
        "valid_until_on": facts["valid_until_on"] if row.state == "completed" else None,
        "is_exempt": facts["is_exempt"],
        "unit_id": {"open": facts["unit_id"], "completed": row.completed_unit_id}.get(row.state, row.unit_id),
    }
    found = {
        "attempts_started": row.attempts_started,
        "attempts_submitted": row.attempts_submitted,
        "best_parts": row.best_parts,
        "valid_until_on": row.valid_until_on,
        "is_exempt": row.exempted_at is not None,
        "unit_id": row.unit_id,
    }
    for name, counted in expected.items():
        if found[name] != counted:
            yield f"enrolment {row.id}: {name} is {found[name]}, counted {counted}"
    if facts["without_topics"]:
        yield f"enrolment {row.id}: {facts['without_topics']} attempts have no topics"


def _duties() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every enrolment of an assignment with what its own rows say, AT_ONCE at a time."""
    last = 0
    while True:
        rows = db.session.execute(
            select(
                Enrolment.id, Enrolment.user_id, Enrolment.assignment_id, Enrolment.cycle, Enrolment.state,
                Enrolment.ended_because, Enrolment.due_on, Enrolment.exempted_at, Enrolment.attempts_started,
                Enrolment.attempts_submitted, Enrolment.valid_until_on, Enrolment.unit_id,
                Enrolment.best_parts, Enrolment.completed_unit_id, Unit.path, Unit.zone, Quiz.attempts_allowed,
            )
            .join(Module, Module.id == Enrolment.module_id)
            .join(Quiz, Quiz.id == Module.quiz_id)
            .outerjoin(Unit, Unit.id == Enrolment.unit_id)
            .where(Enrolment.assignment_id.is_not(None), Enrolment.id > last)
            .order_by(Enrolment.id)
            .limit(AT_ONCE)
        ).all()  # fmt: skip
        if not rows:
            return
        yield from _with_facts(rows)
        last = rows[-1].id


def _with_facts(rows: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    ids, people = [row.id for row in rows], [row.user_id for row in rows]
    attempts = _attempts(ids)
    until = dict(
        db.session.execute(
            select(Certificate.enrolment_id, Certificate.valid_until_on).where(
                Certificate.enrolment_id.in_(ids), Certificate.superseded_by_id.is_(None)
            )
        ).all()
    )
    homes = dict(
        db.session.execute(
            select(Membership.user_id, Membership.unit_id).where(
                Membership.user_id.in_(people), Membership.to_on.is_(None), Membership.is_primary
            )
        ).all()
    )
    exempt = _exempt(ids)
    for row in rows:
        yield (
            row,
            {
                **attempts.get(row.id, NO_ATTEMPTS),
                "valid_until_on": until.get(row.id),
                "unit_id": homes.get(row.user_id),
                "is_exempt": row.id in exempt,
            },
        )


def _attempts(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Attempts begun, handed in, and handed in without their topics, and the best score, by enrolment."""
    found: dict[int, dict[str, Any]] = {}
    topics = select(func.count()).where(AttemptTopic.attempt_id == Attempt.id).correlate(Attempt).scalar_subquery()
    for row in db.session.execute(
        select(Attempt.enrolment_id, Attempt.state, Attempt.marks, Attempt.out_of, topics.label("topics")).where(
            Attempt.enrolment_id.in_(ids)
        )
    ):
        facts = found.setdefault(row.enrolment_id, dict(NO_ATTEMPTS))
        facts["started"] += 1
        if row.state == "submitted":
            facts["submitted"] += 1
            facts["without_topics"] += not row.topics
            parts = int(Fraction(row.marks, row.out_of) * MILLION)
            facts["best_parts"] = parts if facts["best_parts"] is None else max(parts, facts["best_parts"])
    return found


def _exempt(ids: list[int]) -> set[int]:
    """Who is exempt as the log of changes tells it: the last word counts."""
    last: dict[int, str] = {}
    for enrolment_id, kind in db.session.execute(
        select(EnrolmentChange.enrolment_id, EnrolmentChange.kind)
        .where(EnrolmentChange.enrolment_id.in_(ids), EnrolmentChange.kind != "extended")
        .order_by(EnrolmentChange.id)
    ):
        last[enrolment_id] = kind
    return {enrolment_id for enrolment_id, kind in last.items() if kind == "exempted"}
