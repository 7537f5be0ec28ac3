"""What the database sums up for a dashboard is what the rule in Python says of every single duty."""

from collections import Counter

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from tests.assignments.test_duty import DRAWN, NOW, Drawn, places, row_of
from tests.factories.attempts import make_assignment
from tests.factories.people import make_user
from training.accounts.models import User
from training.assignments.domain.duty import duty_status, is_overdue
from training.assignments.domain.tally import Tally
from training.assignments.models import Assignment, EndedBecause, Enrolment
from training.assignments.queries.duties import Duties
from training.assignments.queries.figures import tallies
from training.core import clock
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit

MOST = 30


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAWN, max_size=MOST))
def test_sums_of_the_database_equal_the_rule_duty_by_duty(app: Flask, drawn: list[Drawn]) -> None:
    modules, units = places()
    people, assignments = _people(), _assignments(modules)
    db.session.execute(delete(Enrolment))
    rows = [
        row_of(one, modules, units, user, assignments[one.duty.attempts_allowed], 1)
        | {"ended_because": EndedBecause.CLOSED if one.duty.state == "ended" else None}
        | ({} if one.duty.state == "completed" else {"valid_until_on": None})
        for one, user in zip(drawn, people, strict=False)
    ]
    if rows:
        db.session.execute(insert(Enrolment), rows)
    paths = {row.id: row.path for row in db.session.execute(select(Unit.id, Unit.path))}
    expected: dict[tuple[str, int], Counter[str]] = {}
    for one in drawn:
        today = clock.today_in(one.zone, NOW)
        counted = expected.setdefault((paths[units[one.zone]], assignments[one.duty.attempts_allowed]), Counter())
        counted[duty_status(one.duty, today=today).value] += 1
        counted["overdue"] += is_overdue(one.duty, today=today)
    cycles = tuple((assignment_id, 1) for assignment_id in assignments.values())
    assert tallies(Duties(tuple(paths.values()), cycles, NOW)) == {
        key: Tally(**counted) for key, counted in expected.items()
    }
    db.session.rollback()


def _people() -> list[int]:
    """Somebody for each duty, made once for all examples."""
    people = list(db.session.scalars(select(User.id).order_by(User.id)))
    return people if len(people) >= MOST else [make_user().id for _place in range(MOST)]


def _assignments(modules: dict[int | None, int]) -> dict[int | None, int]:
    """An assignment of each module, by how many attempts it allows; made once for all examples."""
    known = {row.module_id: row.id for row in db.session.execute(select(Assignment.module_id, Assignment.id))}
    unit = db.session.scalars(select(Unit).order_by(Unit.id).limit(1)).one()
    return {
        limit: known.get(module_id) or make_assignment(db.session.get_one(Module, module_id), unit).id
        for limit, module_id in modules.items()
    }
