"""A list is the same whether it is read from its beginning or from its end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.attempts import make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from tests.reports.test_pages import duty_of
from training.assignments.domain.duty import DUE, DutyStatus, StatusFilter
from training.assignments.queries import paging
from training.assignments.queries.duties import Duties
from training.core import clock
from training.core.db import db
from training.org.models import Unit
from training.reports.queries.people import Order, page_of_duties


@pytest.fixture
def duties(app: Flask) -> Duties:
    """Nine people of two units, some with a score, some with a due date of their own."""
    office, module = make_unit(), make_module(4)
    people = [make_user(f"Orang {place % 4}", unit=make_unit(f"U{place % 2}", parent=office)) for place in range(9)]
    assignment = make_assignment(module, office, due_on=date(2026, 3, 10) + timedelta(days=1))
    for place, person in enumerate(people[:5]):
        make_submitted(person, duty_of(person, assignment), correct=place)
    return Duties((office.path,), ((assignment.id, 1),), clock.now(), allowed=((assignment.id, 3),))


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_near_the_end_go_on_where_those_before_them_stop(duties: Duties, order: Order, descending: bool) -> None:
    whole = ids_of(duties, order, descending, offset=0, limit=100)
    assert len(whole) == 9
    for limit in (2, 5):
        pages = [ids_of(duties, order, descending, offset=offset, limit=limit) for offset in range(0, 12, limit)]
        assert [one for page in pages for one in page] == whole


@pytest.mark.parametrize("status", [None, DUE, *DutyStatus])
@pytest.mark.parametrize("cycles", [1, 2])
def test_from_person_to_person_the_list_is_the_same_as_sorted(
    duties: Duties, monkeypatch: pytest.MonkeyPatch, status: StatusFilter | None, cycles: int
) -> None:
    assert duties.cycles is not None
    if cycles > 1:
        other = make_assignment(make_module(2), db.session.scalars(select(Unit).limit(1)).one())
        known = (*(duties.allowed or ()), (other.id, None))
        duties = replace(duties, cycles=(*duties.cycles, (other.id, 1)), allowed=known)
    narrowed = replace(duties, status=status, only_overdue=status is DutyStatus.NOT_STARTED)
    found = []
    for costs in (0, 1000):
        monkeypatch.setattr(paging, "LOOK", costs)
        found.append([ids_of(narrowed, Order.NAME, way, offset=1, limit=4) for way in (False, True)])
    assert found[0] == found[1]
    assert status in (DutyStatus.EXEMPT, DutyStatus.OUT_OF_ATTEMPTS, DutyStatus.LAPSED) or any(found[0])


def ids_of(duties: Duties, order: Order, descending: bool, *, offset: int, limit: int) -> list[int]:
    rows, _total = page_of_duties(duties, order=order, descending=descending, offset=offset, limit=limit)
    return [row.id for row in rows]
