"""Whatever happens to units and people: a supervisor sees exactly the people of their branches, in every place."""

import csv
import io
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from tests.client import Browser
from tests.factories.content import make_module
from tests.factories.people import PASSWORD
from tests.reports.conftest import NOW
from tests.reports.nation import ATTEMPTS_ALLOWED, PLANS, Nation, make_nation
from training.assignments.domain.duty import DUE, DutyStatus
from training.assignments.domain.tally import Tally, sum_of
from training.assignments.queries.duties import Duties
from training.assignments.queries.figures import tallies
from training.assignments.queries.paging import count_of
from training.core.db import db
from training.modules.models import Module
from training.org.domain import outermost
from training.org.models import Unit
from training.reports.charts import status_bar
from training.reports.domain import by_unit, roll_up
from training.reports.queries.figures import completed_by_day
from training.reports.queries.people import Order, page_of_duties

LENIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
def module(app: Flask) -> Module:
    """A short module that may be tried twice."""
    return make_module(2, attempts_allowed=ATTEMPTS_ALLOWED)


@given(plan=PLANS)
@settings(max_examples=5, phases=[Phase.generate], deadline=None, derandomize=True, suppress_health_check=LENIENT)
def test_a_supervisor_sees_exactly_their_people(app: Flask, module: Module, plan: dict[str, Any]) -> None:
    check(app, make_nation(module, plan))


@pytest.mark.slow
@given(plan=PLANS)
@settings(max_examples=60, deadline=None, suppress_health_check=LENIENT)
def test_a_supervisor_sees_exactly_their_people_at_length(app: Flask, module: Module, plan: dict[str, Any]) -> None:
    check(app, make_nation(module, plan))


def check(app: Flask, nation: Nation) -> None:
    """List, count, search, chart, comparison, export and pages against the plain facts."""
    seen = nation.seen()
    names = sorted(duty.person for duty in seen)
    duties = Duties(
        paths=outermost(tuple(path_of(nation, unit) for unit in nation.granted)),
        cycles=((nation.assignment_id, 1),),
        now=NOW,
    )
    assert listed(duties) == names
    assert count_of(duties) == len(names)
    statuses = Counter(nation.status_of(duty) for duty in seen)
    overdue = sum(nation.is_overdue(duty) for duty in seen)
    found = tallies(duties)
    total = sum_of(found.values())
    assert total == Tally(**statuses, overdue=overdue)
    assert sum(segment.count for segment in status_bar(total)) == total.due
    assert sum(completed_by_day(duties, zone="Asia/Jakarta").values()) == statuses["passed"]
    for status in DutyStatus:
        expected = sorted(duty.person for duty in seen if nation.status_of(duty) == status)
        assert listed(Duties(duties.paths, duties.cycles, NOW, status=status)) == expected
    assert len(listed(Duties(duties.paths, duties.cycles, NOW, status=DUE))) == total.due
    assert len(listed(Duties(duties.paths, duties.cycles, NOW, only_overdue=True))) == overdue
    check_units(nation, by_unit(found))
    check_pages(app, nation, names)


def path_of(nation: Nation, unit: int) -> str:
    path: str = db.session.get_one(Unit, nation.units[unit], populate_existing=True).path
    return path


def listed(duties: Duties) -> list[str]:
    rows = page_of_duties(duties, order=Order.NAME, descending=False, offset=0, limit=100)[0]
    return [row.full_name for row in rows]


def check_units(nation: Nation, found: dict[str, Tally]) -> None:
    """Each granted unit alone: what lies below it, counted by walking up."""
    for unit in nation.granted:
        expected = [duty for duty in nation.seen({unit}) if nation.inside(duty.unit, nation.granted)]
        top = path_of(nation, unit)
        assert roll_up(found, [top])[top].all == len(expected)


def check_pages(app: Flask, nation: Nation, names: list[str]) -> None:
    """What the browser gets: the number, the list, a search, the file; foreign units are not there."""
    browser = Browser(app).log_in(nation.supervisor_email, PASSWORD)
    if not nation.granted:
        assert browser.get("/reports").status == 403
        return
    address = f"?assignment={nation.assignment_id}-1" if names else ""
    file = browser.get(f"/reports/people.csv{address}")
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    head = next(place for place, row in enumerate(rows) if "NIP/NRP" in row)
    assert [row[0] for row in rows[head + 1 :]] == names
    page = browser.get(f"/reports/people{address}")
    assert page.status == 200
    if names:
        assert f"{len(names)} baris" in page.words
        sought = browser.follow(browser.submit(page, page.form(action="/reports/people"), words=names[0]))
        assert "1 baris" in sought.words
        assert names[0].split()[1] not in sought.response.request.full_path
    for unit in range(len(nation.units)):
        status = browser.get(f"/reports/units/{nation.units[unit]}").status
        assert status == (200 if nation.inside(unit, nation.granted) else 404)
