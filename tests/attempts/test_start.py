"""Beginning an attempt: how often, how soon, and with which paper."""

from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from tests.factories.attempts import (
    STARTED_AT,
    answer_attempt,
    make_assignment,
    make_attempt,
    make_enrolment,
    make_submitted,
    places_of_keys,
)
from tests.factories.content import MADE_AT, item_entry, make_bank, make_module
from tests.factories.people import make_unit, make_user
from training.assignments.models import Enrolment, EnrolmentState
from training.attempts.errors import AttemptsUsedUp, PaperImpossible, StillCoolingDown
from training.attempts.models import Attempt, AttemptState
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.banks.domain.texts import Text
from training.banks.formats.bank_yaml import BankEntry
from training.banks.models import Bank, Item, ItemVersion
from training.banks.services.loading import load_bank
from training.core.db import db
from training.core.errors import Gone
from training.modules.models import Module
from training.quizzes.models import Quiz

HANDED_IN_AT = STARTED_AT + timedelta(minutes=10)
LATER = STARTED_AT + timedelta(days=1)


def count_attempts() -> int:
    return db.session.scalar(select(func.count(Attempt.id))) or 0


def codes_on(attempt_id: int) -> set[str]:
    """The codes of the items on a paper."""
    versions = [version_id for version_id, _order in db.session.get_one(Attempt, attempt_id).paper]
    rows = select(Item.code).join(ItemVersion, ItemVersion.item_id == Item.id).where(ItemVersion.id.in_(versions))
    return set(db.session.scalars(rows))


def bank_of(module: Module) -> BankEntry:
    code = module.slug.removeprefix("modul-")
    return BankEntry(code=code, title=Text(id="Bank uji"), description=Text(id="Bank uji"))


def test_starting_again_goes_on_with_the_attempt_that_is_open(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module())
    first = make_attempt(user, enrolment_id, seed=1)
    assert make_attempt(user, enrolment_id, seed=2, now=LATER) == first
    assert count_attempts() == 1


def test_no_more_attempts_than_the_quiz_allows(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(attempts_allowed=2))
    for day in (0, 1):
        make_submitted(user, enrolment_id, correct=0, now=STARTED_AT + timedelta(days=day))
    with pytest.raises(AttemptsUsedUp):
        start_attempt(enrolment_id, Taker(user.id, "pns"), seed=3, now=LATER + timedelta(days=1))
    assert count_attempts() == 2


def test_without_a_limit_the_quiz_may_be_repeated_even_after_a_pass(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=2, attempts_allowed=None))
    for day in range(4):
        make_submitted(user, enrolment_id, correct=2, now=STARTED_AT + timedelta(days=day))
    numbers = db.session.scalars(select(Attempt.number).order_by(Attempt.number)).all()
    assert numbers == [1, 2, 3, 4]


def test_the_next_attempt_begins_when_the_cool_down_is_over_and_not_an_instant_earlier(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(cool_down_minutes=60))
    make_submitted(user, enrolment_id, correct=0)
    opens_at = HANDED_IN_AT + timedelta(minutes=60)
    with pytest.raises(StillCoolingDown) as refused:
        start_attempt(enrolment_id, Taker(user.id, "pns"), seed=2, now=opens_at - timedelta(microseconds=1))
    assert refused.value.opens_at == opens_at
    assert start_attempt(enrolment_id, Taker(user.id, "pns"), seed=2, now=opens_at)


def test_the_second_attempt_asks_what_was_not_asked_before(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=9, on_paper=4))
    days = [STARTED_AT, LATER, LATER + timedelta(days=1)]
    papers = [codes_on(make_submitted(user, enrolment_id, correct=0, seed=1, now=day)) for day in days[:2]]
    assert [len(paper) for paper in papers] == [4, 4]
    assert not papers[0] & papers[1]
    third = codes_on(make_attempt(user, enrolment_id, seed=1, now=days[2]))
    assert len(third & (papers[0] | papers[1])) == 3, "the ninth item first, then three that were asked once"


def test_what_was_asked_in_an_earlier_enrolment_counts_as_seen(app: Flask) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    module = make_module(items=8, on_paper=4)
    before = codes_on(make_submitted(user, make_enrolment(user, module), correct=4))
    make_assignment(module, unit)
    assigned = db.session.scalars(select(Enrolment.id).where(Enrolment.assignment_id.is_not(None))).one()
    assert not before & codes_on(make_attempt(user, assigned, seed=1, now=LATER))


def test_a_newer_version_of_an_item_changes_no_attempt_under_way(app: Flask) -> None:
    entries = [item_entry("tetap"), item_entry("berubah")]
    module = make_module(entries)
    user = make_user()
    enrolment_id = make_enrolment(user, module)
    attempt_id = make_attempt(user, enrolment_id)
    answer_attempt(user, attempt_id, correct=2)
    options = [{"text": f"baru {index}", "key": index == 3, "rationale": "lain"} for index in range(4)]
    load_bank(bank_of(module), (entries[0], item_entry("berubah", content={"options": options})), now=MADE_AT)
    db.session.commit()
    submit_attempt(attempt_id, participant_id=user.id, now=HANDED_IN_AT)
    db.session.commit()
    attempt = db.session.get_one(Attempt, attempt_id, populate_existing=True)
    assert (attempt.marks, attempt.out_of, attempt.passed) == (2, 2, True)
    again = db.session.get_one(Attempt, make_attempt(user, enrolment_id, seed=2, now=LATER))
    versions = {version_id for version_id, _order in again.paper}
    assert len(versions & {version_id for version_id, _order in attempt.paper}) == 1


def test_a_cut_score_changed_meanwhile_holds_for_the_next_attempt_only(app: Flask) -> None:
    user = make_user()
    module = make_module(items=2, cut_score="0.50")
    attempt_id = make_attempt(user, make_enrolment(user, module))
    answer_attempt(user, attempt_id, correct=1)
    db.session.get_one(Quiz, module.quiz_id).cut_score = Fraction(1)
    db.session.commit()
    submit_attempt(attempt_id, participant_id=user.id, now=HANDED_IN_AT)
    assert db.session.get_one(Attempt, attempt_id, populate_existing=True).passed


def test_everybody_meets_only_items_that_hold_for_their_corps(app: Flask) -> None:
    entries = [
        *(item_entry(f"pns-{number}", corps=("pns",)) for number in range(3)),
        *(item_entry(f"pppk-{number}", corps=("pppk",)) for number in range(3)),
        item_entry("berdua"),
    ]
    module = make_module(entries, on_paper=4)
    for corps, strange in (("pns", "pppk"), ("pppk", "pns")):
        user = make_user(corps=corps)
        codes = codes_on(make_attempt(user, make_enrolment(user, module)))
        assert len(codes) == 4
        assert not [code for code in codes if code.startswith(strange + "-")]


def test_drafts_and_retired_items_are_not_asked(app: Flask) -> None:
    states = ["draft", "in_review", "retired", "approved", "approved"]
    module = make_module(
        [item_entry(f"butir-{number}", state=state) for number, state in enumerate(states)], on_paper=2
    )
    user = make_user()
    assert codes_on(make_attempt(user, make_enrolment(user, module))) == {"butir-3", "butir-4"}


def test_a_bank_too_small_is_told_and_uses_up_no_attempt(app: Flask) -> None:
    entries = [item_entry("satu"), item_entry("dua", corps=("pns",))]
    user = make_user(corps="pppk")
    enrolment_id = make_enrolment(user, make_module(entries, attempts_allowed=1))
    with pytest.raises(PaperImpossible):
        start_attempt(enrolment_id, Taker(user.id, "pppk"), seed=1, now=STARTED_AT)
    db.session.rollback()
    assert count_attempts() == 0


def test_the_time_limit_counts_from_the_start(app: Flask) -> None:
    user = make_user()
    attempt = db.session.get_one(Attempt, make_attempt(user, make_enrolment(user, make_module(time_limit_minutes=20))))
    assert attempt.closes_at == STARTED_AT + timedelta(minutes=20)


def test_starting_after_the_time_ran_out_closes_the_old_attempt_as_of_its_end_and_begins_a_new_one(app: Flask) -> None:
    user = make_user()
    enrolment_id = make_enrolment(user, make_module(items=2, time_limit_minutes=20, cool_down_minutes=30))
    first = make_attempt(user, enrolment_id)
    answer_attempt(user, first, correct=1)
    end = STARTED_AT + timedelta(minutes=20)
    with pytest.raises(StillCoolingDown):
        start_attempt(enrolment_id, Taker(user.id, "pns"), seed=2, now=end + timedelta(minutes=29))
    db.session.rollback()
    second = make_attempt(user, enrolment_id, seed=2, now=end + timedelta(minutes=30))
    closed = db.session.get_one(Attempt, first, populate_existing=True)
    assert second != first
    assert (closed.state, closed.submitted_at, closed.marks, closed.out_of) == (AttemptState.SUBMITTED, end, 1, 2)


def test_nobody_starts_in_the_enrolment_of_another_or_one_that_has_ended(app: Flask) -> None:
    user, stranger = make_user(), make_user()
    enrolment_id = make_enrolment(user, make_module())
    with pytest.raises(NoResultFound):
        start_attempt(enrolment_id, Taker(stranger.id, "pns"), seed=1, now=STARTED_AT)
    db.session.get_one(Enrolment, enrolment_id).state = EnrolmentState.ENDED
    db.session.commit()
    with pytest.raises(Gone):
        start_attempt(enrolment_id, Taker(user.id, "pns"), seed=1, now=STARTED_AT)


def test_the_same_seed_gives_the_same_paper_and_another_one_another(app: Flask) -> None:
    module = make_module(items=12, on_paper=6)
    papers = []
    for seed in (5, 5, 6):
        user = make_user()
        papers.append(db.session.get_one(Attempt, make_attempt(user, make_enrolment(user, module), seed=seed)).paper)
    assert papers[0] == papers[1] != papers[2]


def test_places_on_the_paper_point_at_the_options_as_they_are_shown(app: Flask) -> None:
    user = make_user()
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=6)))
    assert len({tuple(places) for places in places_of_keys(attempt_id).values()}) > 1, "the key moves about"


def test_an_item_of_another_bank_is_never_asked(app: Flask) -> None:
    make_bank([item_entry(f"lain-{number}") for number in range(5)])
    module = make_module(items=2)
    user = make_user()
    assert codes_on(make_attempt(user, make_enrolment(user, module))) == {"butir-1", "butir-2"}
    assert db.session.scalar(select(func.count(Bank.id))) == 2
