"""An author tries a quiz on the participant's own pages, and no figure changes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.factories.attempts import STARTED_AT, answer_attempt, make_attempt, make_enrolment, make_submitted
from tests.factories.content import item_entry, make_bank, make_module
from tests.factories.modules import make_module_draft
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Enrolment
from training.attempts.errors import PaperImpossible
from training.attempts.jobs import close_expired, forget_practice
from training.attempts.models import Attempt, AttemptTopic, Response
from training.attempts.queries import has_open_attempt, open_practice
from training.attempts.services.practice import start_practice
from training.attempts.services.recompute import recompute_after
from training.attempts.services.start import Taker, _times_seen
from training.attempts.services.submit import submit_attempt
from training.audit.models import AuditEvent
from training.certificates.models import Certificate
from training.core.access import Role
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit

TRIAL = "Percobaan — tidak dicatat"


@pytest.fixture
def unit(app: Flask) -> Unit:
    return make_unit(parent=make_unit())


@pytest.fixture
def author(unit: Unit) -> User:
    user = make_user(unit=unit, email="penyusun@example.id")
    make_grant(user, Role.AUTHOR, unit)
    return user


@pytest.fixture
def browser(app: Flask, author: User) -> Browser:
    return Browser(app).log_in("penyusun@example.id", PASSWORD)


def practise(module: Module, user: User, *, seed: int = 1, corps: str = "pns") -> int:
    attempt_id = start_practice(module.quiz_id, Taker(user.id, corps), seed=seed, now=STARTED_AT)
    db.session.commit()
    return attempt_id


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_whole_trial_from_the_first_page_to_the_reasons_leaves_no_trace(
    browser: Browser, author: User, unit: Unit
) -> None:
    bank = make_bank([item_entry(f"butir-{number}") for number in (1, 2)])
    draft = make_module_draft(unit, "Masih draf", bank=bank, items=2, actor_id=author.id)
    before = {model: count(model) for model in (Enrolment, Certificate, AttemptTopic, AuditEvent)}
    page = browser.get(f"/manage/modules/{draft.id}/trial")
    assert TRIAL in page.words
    page = browser.follow(browser.submit(page, page.form(), corps="pns"))
    for _position in (1, 2):
        assert TRIAL in page.words
        form = next(form for form in page.forms() if form.get("id") == "answer-form")
        page = browser.follow(browser.submit(page, form, answer="0", action="next"))
    assert TRIAL in page.words, "the check page"
    page = browser.follow(browser.post(page.response.request.path, {"action": "submit"}))
    assert TRIAL in page.words
    assert "butir-1 alasan" in page.text, "reasons at once, whatever the result"
    assert {model: count(model) for model in before} == before
    assert "Masih draf" not in browser.get("/home").words


def test_leaving_a_trial_leads_back_to_where_it_began(browser: Browser, author: User) -> None:
    module = make_module(2)
    attempt_id = practise(module, author)
    left = browser.post(f"/attempts/{attempt_id}/1", {"action": "leave", "revision": "0"})
    assert left.location == f"/manage/modules/{module.id}/trial"
    assert len(left.statements) <= 5, left.statements
    page = browser.follow(left)
    assert page.links()["Lanjutkan percobaan"] == f"/attempts/{attempt_id}/1"


@pytest.mark.parametrize("items", [3, 40])
def test_the_pages_of_a_trial_cost_what_those_of_a_participant_cost(browser: Browser, author: User, items: int) -> None:
    attempt_id = practise(make_module(items), author)
    page = browser.get(f"/attempts/{attempt_id}/1")
    assert len(page.statements) <= 4, page.statements
    answer = browser.submit(page, page.form(action=f"/attempts/{attempt_id}/1"), answer="1", action="next")
    assert len(answer.statements) <= 5, answer.statements


def test_what_was_tried_counts_as_seen_nowhere_and_hides_no_reasons(author: User) -> None:
    module = make_module(2)
    practise(module, author)
    assert _times_seen(module.quiz_id, author.id) == {}
    assert not has_open_attempt(module.quiz_id, participant_id=author.id)
    assert make_attempt(author, make_enrolment(author, module)) != open_practice(
        module.quiz_id, participant_id=author.id
    )


def test_there_is_one_trial_at_a_time_and_starting_over_forgets_the_one_before(author: User) -> None:
    module, other = make_module(2), make_module(2)
    first = practise(module, author)
    answer_attempt(author, first, correct=1)
    kept = practise(other, author)
    colleague = make_user()
    theirs = practise(module, colleague)
    second = practise(module, author, seed=2)
    assert set(db.session.scalars(select(Attempt.id))) == {kept, theirs, second}
    assert count(Response) == 0
    assert open_practice(module.quiz_id, participant_id=author.id) == second


def test_recomputing_passes_trials_over(author: User) -> None:
    module = make_module(2)
    trial = practise(module, author)
    answer_attempt(author, trial, correct=2)
    submit_attempt(trial, participant_id=author.id, now=STARTED_AT)
    graded = make_submitted(author, make_enrolment(author, module), correct=2)
    db.session.execute(Attempt.__table__.update().values(marks=0))  # type: ignore[attr-defined]
    batch = recompute_after(0, store=True)
    assert (batch.attempts, batch.different) == (1, (graded,))


def test_a_trial_out_of_time_is_closed_by_the_job_and_earns_nothing(author: User) -> None:
    module = make_module(2, time_limit_minutes=10)
    trial = practise(module, author)
    answer_attempt(author, trial, correct=2)
    close_expired()
    db.session.commit()
    closed = db.session.get_one(Attempt, trial, populate_existing=True)
    assert (closed.state, closed.passed) == ("submitted", True)
    assert (count(Enrolment), count(Certificate), count(AttemptTopic)) == (0, 0, 0)


def test_an_expired_trial_leads_to_the_trial_page_not_to_a_module_that_nobody_can_open(
    browser: Browser, author: User
) -> None:
    module = make_module(2, time_limit_minutes=10)
    page = browser.get(f"/attempts/{practise(module, author)}/1")
    assert (page.status, TRIAL in page.words) == (410, True)
    assert page.links()["Ke halaman percobaan"] == f"/manage/modules/{module.id}/trial"


def test_trials_that_nobody_looks_at_any_more_are_deleted_and_graded_attempts_never(author: User) -> None:
    module = make_module(2)
    practise(module, author)
    graded = make_submitted(author, make_enrolment(author, module), correct=1)
    recent = start_practice(
        make_module(2).quiz_id, Taker(author.id, "pns"), seed=1, now=STARTED_AT + timedelta(days=3650)
    )
    forget_practice()
    assert set(db.session.scalars(select(Attempt.id))) == {graded, recent}


def test_a_blueprint_that_cannot_be_met_is_told_and_the_earlier_trial_stays(browser: Browser, author: User) -> None:
    module = make_module(2)
    kept = practise(module, author)
    with pytest.raises(PaperImpossible):
        start_practice(module.quiz_id, Taker(author.id, "tni"), seed=1, now=STARTED_AT)
    db.session.rollback()
    assert open_practice(module.quiz_id, participant_id=author.id) == kept
    module.corps = ["pns", "tni"]
    db.session.commit()
    page = browser.post(f"/manage/modules/{module.id}/trial", {"corps": "tni"})
    assert page.status == 409
    assert "Bank soal belum cukup untuk TNI." in page.words


def test_a_trial_is_for_a_corps_of_the_module_only(browser: Browser) -> None:
    module = make_module(2)
    for corps in ("polri", "", "pns\0"):
        assert browser.post(f"/manage/modules/{module.id}/trial", {"corps": corps}).status == 400
    assert count(Attempt) == 0


def test_nobody_else_opens_a_trial(browser: Browser) -> None:
    attempt_id = practise(make_module(2), make_user())
    assert browser.get(f"/attempts/{attempt_id}/1").status == 404
    assert browser.get(f"/attempts/{attempt_id}/result").status == 404
