"""What is closed says so where it is named."""

from flask import Flask

from tests.assignments.test_pages import PAST, Branch, enrolment_of
from tests.factories.attempts import make_assignment
from tests.factories.content import make_module
from tests.factories.people import make_user
from training.assignments.services.planning import close_assignment
from training.core import clock
from training.core.i18n import long_date


def test_a_closed_assignment_says_when_and_its_duties_that_they_are_closed(app: Flask) -> None:
    branch = Branch(app)
    person, module = make_user(unit=branch.inner), make_module()
    over = make_assignment(module, branch.unit, due_on=PAST)
    first = enrolment_of(person)
    close_assignment(over, actor_id=branch.boss.id, now=clock.now())
    own = branch.browser.get(f"/duties/{first}")
    assert "Belum dimulai Ditutup" in own.words
    with app.test_request_context():
        assert f"Ditutup {long_date(clock.now())}" in branch.browser.get(f"/assignments/{over.id}").words
