"""How many duties stand how.

The database counts duties with equal facts in the order of an index; `duty_status` then says what each group is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, case, func, select, union_all

from training.assignments.domain.duty import Duty, DutyStatus, duty_status, is_overdue
from training.assignments.models import Enrolment
from training.assignments.queries.duties import Duties
from training.assignments.queries.duty import local_day
from training.core import clock
from training.core.db import db
from training.org.models import Unit

FACTS = (
    Enrolment.assignment_id,
    Enrolment.state,
    Enrolment.exempted_at,
    Enrolment.attempts_started,
    Enrolment.attempts_submitted,
    Enrolment.due_on,
)


@dataclass(frozen=True)
class Figures:
    """How many duties stand how; `overdue` are some of the open ones."""

    by_status: dict[DutyStatus, int]
    overdue: int = 0

    @property
    def people(self) -> int:
        """All of them, the exempt too."""
        return sum(self.by_status.values())

    @property
    def due(self) -> int:
        """How many must hold the training: all but the exempt."""
        return self.people - self.by_status.get(DutyStatus.EXEMPT, 0)

    @property
    def passed(self) -> int:
        """How many passed, and it is valid today."""
        return self.by_status.get(DutyStatus.PASSED, 0)

    @property
    def share(self) -> Fraction | None:
        """Passed and valid among those who must, 0..1; None where nobody must."""
        return Fraction(self.passed, self.due) if self.due else None


def figures_of(duties: Duties, allowed: Mapping[int, int | None]) -> Figures:
    """The figures of some duties; `allowed` is how many attempts each assignment allows. One statement."""
    found = _counted([_groups(duties)], allowed, duties.now)
    return sum_of(list(found.values()))


def figures_by_assignment(
    cycles: Mapping[int, int], allowed: Mapping[int, int | None], paths: tuple[str, ...], *, now: datetime
) -> dict[int, Figures]:
    """The figures of one cycle of each assignment (cycle by assignment id), for some branches; one statement."""
    statements = [_groups(Duties(paths, (cycle,), now)) for cycle in cycles.items()]
    return {one: Figures({}) for one in cycles} | _counted(statements, allowed, now)


def sum_of(figures: Sequence[Figures]) -> Figures:
    """Several figures as one."""
    counts: Counter[DutyStatus] = Counter()
    for one in figures:
        counts.update(one.by_status)
    return Figures(dict(counts), sum(one.overdue for one in figures))


def _groups(duties: Duties) -> Select[*tuple[Any, ...]]:
    """Duties with equal facts, counted; `lapsed` are those of a group whose validity is over.

    First by unit, in the order of the index, so that nothing is sorted; then the few groups of all units by zone.
    """
    lapsed = func.sum(case((Enrolment.valid_until_on < local_day(duties.now), 1), else_=0)).label("lapsed")
    by_unit = (
        duties.select(func.min(Unit.zone).label("zone"), *FACTS, func.count().label("people"), lapsed)
        .group_by(Unit.path, *FACTS)
        .subquery()
    )
    facts = (by_unit.c.zone, *(by_unit.c[fact.key] for fact in FACTS))
    sums = (func.sum(by_unit.c.people).label("people"), func.sum(by_unit.c.lapsed).label("lapsed"))
    return select(*facts, *sums).group_by(*facts)


def _counted(
    statements: Sequence[Select[*tuple[Any, ...]]], allowed: Mapping[int, int | None], now: datetime
) -> dict[int, Figures]:
    counts: dict[int, Counter[DutyStatus]] = {}
    overdue: Counter[int] = Counter()
    for row in db.session.execute(union_all(*statements)) if statements else ():
        duty = Duty(
            state=row.state,
            is_exempt=row.exempted_at is not None,
            due_on=row.due_on,
            valid_until_on=None,
            attempts_started=row.attempts_started,
            attempts_submitted=row.attempts_submitted,
            attempts_allowed=allowed[row.assignment_id],
        )
        today = clock.today_in(row.zone, now)
        lapsed = int(row.lapsed or 0) if duty.state == "completed" else 0
        counted = counts.setdefault(row.assignment_id, Counter())
        counted[duty_status(duty, today=today)] += int(row.people) - lapsed
        counted[DutyStatus.LAPSED] += lapsed
        overdue[row.assignment_id] += int(row.people) if is_overdue(duty, today=today) else 0
    return {
        one: Figures({key: count for key, count in found.items() if count}, overdue[one])
        for one, found in counts.items()
    }
