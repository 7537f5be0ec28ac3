"""For whom of some chosen duties an extension, an exemption or its lifting would be done, and for whom not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, literal_column, not_, select

from training.accounts.models import User
from training.assignments.models import Assignment, Enrolment, EnrolmentState
from training.assignments.queries.duties import Duties, assigned_within
from training.assignments.queries.paging import in_order_of
from training.core.db import db
from training.org.models import Unit

MOST_NAMES = 200
REACHED = "reached"


class Action(StrEnum):
    """What may be done for chosen people."""

    EXTEND = "extend"
    EXEMPT = "exempt"
    LIFT = "lift"


class Hindrance(StrEnum):
    """Why it is not done for somebody; the first that holds is told."""

    PASSED = "passed"
    CLOSED = "closed"
    FOREIGN = "foreign"
    EXEMPT = "exempt"
    NOT_EXEMPT = "not_exempt"
    NO_DUE_DATE = "no_due_date"


@dataclass(frozen=True)
class NameRow:
    """One duty by the name of its person."""

    id: int
    full_name: str
    unit_name: str
    due_on: date | None
    assignment_title: str


@dataclass(frozen=True)
class Prospect:
    """How many duties are reached, how many not by reason; `names` are the first MOST_NAMES reached, due soonest first.

    `is_mixed`: they are of several assignments, so that one person may be several of them.
    """

    reached: int
    is_mixed: bool
    left_out: dict[Hindrance, int]
    names: list[NameRow]

    @property
    def chosen(self) -> int:
        """How many were chosen."""
        return self.reached + sum(self.left_out.values())


def prospect_of(chosen: Duties, action: Action) -> Prospect:
    """What an action would do to chosen duties, of which those assigned within `changed_within` may be changed.

    Counted by the database from the index of standings: three statements however many those are.
    """
    every, kind = replace(chosen, changed_within=None), _kind(action, chosen.changed_within or ())
    facts = every.select(kind.label("kind"), Enrolment.assignment_id).subquery()
    of_one, last = func.min(facts.c.assignment_id), func.max(facts.c.assignment_id)
    rows = db.session.execute(select(facts.c.kind, func.count(), of_one, last).group_by(facts.c.kind)).all()
    assignments = {one for row in rows for one in row[2:]}
    counts = {row[0]: int(row[1]) for row in rows}
    reached = counts.pop(REACHED, 0)
    names = _names(every, kind) if reached else []
    return Prospect(reached, len(assignments) > 1, {one: counts[one] for one in Hindrance if one in counts}, names)


def _names(duties: Duties, kind: ColumnElement[str]) -> list[NameRow]:
    ids: Sequence[int] = db.session.scalars(
        duties.select(Enrolment.id)
        .where(kind == literal_column(f"'{REACHED}'"))
        .order_by(Enrolment.due_on.is_(None), Enrolment.due_on, Enrolment.id)
        .limit(MOST_NAMES)
    ).all()
    rows = db.session.execute(
        select(Enrolment.id, User.full_name, Unit.name, Enrolment.due_on, Assignment.title)
        .join(User, User.id == Enrolment.user_id)
        .join(Unit, Unit.id == Enrolment.unit_id)
        .join(Assignment, Assignment.id == Enrolment.assignment_id)
        .where(Enrolment.id.in_(ids))
    )
    return in_order_of(ids, {row[0]: NameRow(*row) for row in rows})


def _kind(action: Action, changed_within: tuple[str, ...]) -> ColumnElement[str]:
    """REACHED, or the Hindrance of each row."""
    is_exempt = Enrolment.exempted_at.is_not(None)
    own: dict[Action, list[tuple[ColumnElement[bool], Hindrance]]] = {
        Action.EXTEND: [(is_exempt, Hindrance.EXEMPT), (Enrolment.due_on.is_(None), Hindrance.NO_DUE_DATE)],
        Action.EXEMPT: [(is_exempt, Hindrance.EXEMPT)],
        Action.LIFT: [(not_(is_exempt), Hindrance.NOT_EXEMPT)],
    }
    hindrances = [
        (Enrolment.state == EnrolmentState.COMPLETED, Hindrance.PASSED),
        (Enrolment.state == EnrolmentState.ENDED, Hindrance.CLOSED),
        (not_(assigned_within(changed_within)), Hindrance.FOREIGN),
        *own[action],
    ]
    return case(
        *((condition, literal_column(f"'{why.value}'")) for condition, why in hindrances),
        else_=literal_column(f"'{REACHED}'"),
    )
