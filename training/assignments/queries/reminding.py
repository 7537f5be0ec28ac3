"""Who of some chosen people can be reminded, and who not."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, not_, select

from training.accounts.models import Membership, User
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import is_overdue_sql, is_used_up
from training.assignments.queries.paging import count_of
from training.assignments.queries.reminders import has_reminder_today
from training.core import clock
from training.core.db import db
from training.core.i18n import DEFAULT_LANGUAGE, DEFAULT_ZONE, long_date
from training.modules.models import Module
from training.org.models import Unit
from training.quizzes.models import Quiz

REACHED, SILENT, ALREADY, REFUSED, USED_UP = "reached", "silent", "already", "refused", "used_up"


@dataclass(frozen=True)
class Reachable:
    """One person to write to: their day, and the open duties that were chosen."""

    on_day: date
    enrolment_ids: tuple[int, ...]


@dataclass(frozen=True)
class Remindable:
    """People by id who can be written to; how many have no address, were reminded today, were refused by their server today,
    or have a duty with all attempts used up; how many duties are done.
    """

    with_address: dict[int, Reachable]
    without_address: int
    already: int
    refused: int
    done: int
    used_up: int


def remindable(chosen: Select[int], *, now: datetime) -> Remindable:
    """How a reminder to the people behind some duties would go; two statements, one row a person and duty."""
    rows = db.session.execute(
        select(Enrolment.id, Enrolment.user_id, _kind(now), Unit.zone)
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .join(Module, Module.id == Enrolment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .where(Enrolment.id.in_(chosen.correlate(None)), *_is_open())
        .order_by(Enrolment.user_id, Enrolment.id)
    ).all()
    duties: defaultdict[int, list[int]] = defaultdict(list)
    days: dict[int, date] = {}
    others: defaultdict[str, list[int]] = defaultdict(list)
    for enrolment_id, user_id, kind, zone in rows:
        if kind != REACHED:
            others[kind].append(user_id)
            continue
        duties[user_id].append(enrolment_id)
        days[user_id] = clock.today_in(zone or DEFAULT_ZONE, now)
    chosen_count = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    return Remindable(
        {user_id: Reachable(days[user_id], tuple(ids)) for user_id, ids in duties.items()},
        without_address=len(set(others[SILENT])),
        already=len(set(others[ALREADY])),
        refused=len(set(others[REFUSED])),
        done=chosen_count - len(rows),
        used_up=len(set(others[USED_UP])),
    )


@dataclass(frozen=True)
class Reach:
    """The same as numbers: people written to, without address, reminded today, refused, out of attempts; duties done.

    `first_id` is one of those who are written to, None where nobody is.
    """

    with_address: int
    without_address: int
    already: int
    refused: int
    done: int
    used_up: int
    first_id: int | None


def reach_of(duties: Duties) -> Reach:
    """How a reminder to the people behind some duties would go, counted by the database; two statements."""
    kind = _kind(duties.now).label("kind")
    facts = duties.select(kind, Enrolment.user_id, people=True, quiz=True).where(*_is_open()).subquery()
    people = func.count(facts.c.user_id.distinct())
    rows = db.session.execute(
        select(facts.c.kind, people, func.count(), func.min(facts.c.user_id)).group_by(facts.c.kind)
    ).all()
    counts = {row[0]: row[1] for row in rows}
    return Reach(
        with_address=counts.get(REACHED, 0),
        without_address=counts.get(SILENT, 0),
        already=counts.get(ALREADY, 0),
        refused=counts.get(REFUSED, 0),
        done=count_of(duties) - sum(row[2] for row in rows),
        used_up=counts.get(USED_UP, 0),
        first_id=next((row[3] for row in rows if row[0] == REACHED), None),
    )


def _is_open() -> tuple[Any, ...]:
    return (
        Enrolment.state == EnrolmentState.OPEN,
        Enrolment.exempted_at.is_(None),
        User.deactivated_at.is_(None),
    )  # fmt: skip


def _kind(now: datetime) -> ColumnElement[str]:
    """What becomes of a reminder about each row's open duty."""
    return case(
        (is_used_up(), USED_UP),
        (User.email.is_(None), SILENT),
        (~has_reminder_today(now), REACHED),
        (has_reminder_today(now, refused=True), REFUSED),
        else_=ALREADY,
    )


def open_duties(enrolment_ids: Sequence[int] | Select[int], *, now: datetime) -> defaultdict[int, list[dict[str, Any]]]:
    """What stands in a message, by person: the duties that are to be done and still can be, those due soonest first.

    In Indonesian, as the messages are, whatever the language of whoever looks at one before it is sent.
    """
    rows = db.session.execute(
        select(Enrolment.user_id, Module.title, Assignment.title, Enrolment.due_on, Unit.zone)
        .join(Assignment, Assignment.id == Enrolment.assignment_id)
        .join(Module, Module.id == Enrolment.module_id)
        .join(Quiz, Quiz.id == Module.quiz_id)
        .outerjoin(Unit, Unit.id == Enrolment.unit_id)
        .where(
            Enrolment.id.in_(enrolment_ids),
            Enrolment.state == EnrolmentState.OPEN,
            Enrolment.exempted_at.is_(None),
            not_(is_used_up()),
        )
        .order_by(Enrolment.due_on.is_(None), Enrolment.due_on, Enrolment.id)
    ).all()
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for user_id, module_title, assignment_title, due_on, zone in rows:
        found[user_id].append(
            {
                "module": module_title["id"],
                "assignment": assignment_title,
                "due_on": long_date(due_on, language=DEFAULT_LANGUAGE) if due_on else "",
                "is_overdue": due_on is not None and due_on < clock.today_in(zone or DEFAULT_ZONE, now),
            }
        )
    return found


@dataclass(frozen=True)
class Wanted:
    """One training that some of the chosen still have to do. `due_on` in words, "" where there is none or not the same for
    all of them (`differs`); `is_overdue`: for all of them.
    """

    module: str
    assignment: str
    due_on: str
    differs: bool
    is_overdue: bool


def wanted_of(duties: Duties) -> list[Wanted]:
    """What the chosen still have to do and can, those due soonest first; one statement. In Indonesian, as messages are."""
    chosen = (
        duties.select(
            Enrolment.assignment_id,
            func.min(Enrolment.due_on).label("first_on"),
            func.max(Enrolment.due_on).label("last_on"),
            func.count(Enrolment.due_on).label("with_date"),
            func.min(cast(is_overdue_sql(duties.now), Integer)).label("overdue"),
            func.count().label("people"),
            people=True,
            quiz=True,
        )
        .where(*_is_open(), not_(is_used_up()))
        .group_by(Enrolment.assignment_id)
        .subquery()
    )
    rows = db.session.execute(
        select(chosen, Assignment.title, Module.title.label("module"))
        .join(Assignment, Assignment.id == chosen.c.assignment_id)
        .join(Module, Module.id == Assignment.module_id)
        .order_by(chosen.c.first_on.is_(None), chosen.c.first_on, Assignment.id)
    ).all()
    return [_wanted(row) for row in rows]


def _wanted(row: Any) -> Wanted:
    differs = row.first_on != row.last_on or 0 < row.with_date < row.people
    return Wanted(
        module=row.module["id"],
        assignment=row.title,
        due_on=long_date(row.first_on, language=DEFAULT_LANGUAGE) if row.first_on and not differs else "",
        differs=differs,
        is_overdue=bool(row.overdue),
    )


def senders_of(user_ids: Collection[int]) -> dict[int, str]:
    """The name of the unit each person belongs to: a message speaks for an office, not for somebody."""
    rows = db.session.execute(
        select(Membership.user_id, Unit.name)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.user_id.in_(user_ids), Membership.to_on.is_(None), Membership.is_primary)
    )
    return {row.user_id: row.name for row in rows}
