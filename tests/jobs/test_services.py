from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.core.transaction import unit_of_work
from training.jobs.models import Job, JobState
from training.jobs.queries import has_work_due
from training.jobs.registry import UnknownJob, job
from training.jobs.services import (
    LeaseLost,
    RetryRefused,
    claim_next,
    enqueue,
    enqueue_periodic,
    fail,
    finish,
    forget_done,
    renew_lease,
    retry_job,
)

NOON = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
LEASE = 60
LEASE_OVER = NOON + timedelta(seconds=LEASE + 1)


def stored_jobs() -> list[Job]:
    db.session.expire_all()
    return list(db.session.scalars(select(Job).order_by(Job.id)))


def claim(now=NOON):
    return claim_next(now=now, lease_seconds=LEASE)


def test_a_job_rolled_back_with_its_transaction_leaves_nothing(app):
    with pytest.raises(RuntimeError), unit_of_work():
        enqueue("sample.trace", number=1)
        raise RuntimeError
    assert stored_jobs() == []


def test_a_second_job_with_the_same_unfinished_key_changes_nothing(app):
    first = enqueue("sample.trace", key="once", number=1)
    assert enqueue("sample.trace", key="once", run_after=NOON, number=2) is None
    assert [(stored.id, stored.args) for stored in stored_jobs()] == [(first, {"number": 1})]


def test_a_running_job_still_holds_its_key(app):
    enqueue("sample.trace", key="once", number=1)
    claim()
    assert enqueue("sample.trace", key="once", number=2) is None


def test_a_key_is_free_again_when_its_job_is_done(app):
    enqueue("sample.trace", key="once", number=1)
    finish(claim(), now=NOON)
    assert enqueue("sample.trace", key="once", number=2) is not None


def test_jobs_without_a_key_do_not_hinder_each_other(app):
    assert enqueue("sample.trace", number=1) != enqueue("sample.trace", number=1)


def test_a_job_nobody_registered_cannot_be_enqueued(app):
    with pytest.raises(UnknownJob):
        enqueue("sample.nobody")


def test_a_job_cannot_be_enqueued_with_arguments_its_function_does_not_take(app):
    with pytest.raises(TypeError):
        enqueue("sample.trace", colour="red")


def test_jobs_are_claimed_in_the_order_in_which_they_became_due(app):
    late = enqueue("sample.trace", run_after=NOON - timedelta(minutes=1), number=1)
    early = enqueue("sample.trace", run_after=NOON - timedelta(minutes=2), number=2)
    enqueue("sample.trace", run_after=NOON + timedelta(seconds=1), number=3)
    assert [claim().id, claim().id, claim()] == [early, late, None]


def test_there_is_work_only_when_a_job_is_due(app):
    with unit_of_work():
        enqueue("sample.trace", run_after=NOON, number=1)
    assert [has_work_due(NOON - timedelta(seconds=1)), has_work_due(NOON)] == [False, True]


def test_a_claim_carries_what_the_worker_needs(app):
    job_id = enqueue("sample.trace", key="once", number=7)
    taken = claim()
    assert (taken.id, taken.name, taken.key, taken.tries) == (job_id, "sample.trace", "once", 1)
    assert taken.args == {"number": 7}


def test_a_job_under_a_lease_is_nobody_elses(app):
    enqueue("sample.trace", number=1)
    claim()
    assert claim(NOON + timedelta(seconds=LEASE)) is None


def test_a_job_whose_lease_ran_out_is_claimed_again(app):
    enqueue("sample.trace", number=1)
    first, second = claim(), claim(LEASE_OVER)
    assert (second.id, second.tries) == (first.id, 2)


def test_a_renewed_lease_is_not_claimed(app):
    enqueue("sample.trace", number=1)
    renew_lease(claim(), now=NOON + timedelta(seconds=LEASE / 2), lease_seconds=LEASE)
    assert claim(LEASE_OVER) is None


@pytest.mark.parametrize(
    "late",
    [
        lambda taken: finish(taken, now=LEASE_OVER),
        lambda taken: fail(taken, now=LEASE_OVER, error="too late"),
        lambda taken: renew_lease(taken, now=LEASE_OVER, lease_seconds=LEASE),
    ],
    ids=["finish", "fail", "renew"],
)
def test_who_lost_the_lease_changes_nothing(app, late):
    enqueue("sample.trace", number=1)
    lost, held = claim(), claim(LEASE_OVER)
    with pytest.raises(LeaseLost):
        late(lost)
    assert [(stored.state, stored.lease) for stored in stored_jobs()] == [(JobState.RUNNING, held.lease)]


def test_who_finished_a_job_cannot_finish_it_again(app):
    enqueue("sample.trace", number=1)
    taken = claim()
    finish(taken, now=NOON)
    with pytest.raises(LeaseLost):
        finish(taken, now=NOON)


@pytest.mark.postgresql  # SQLite lets one session write at a time
def test_two_sessions_never_claim_one_job(app):
    with unit_of_work():
        first, second = enqueue("sample.trace", number=1), enqueue("sample.trace", number=2)
    uncommitted = claim()
    with app.app_context():
        beside = claim()
        assert [uncommitted.id, beside.id, claim()] == [first, second, None]


def test_a_failed_job_waits_and_then_is_due_again(app):
    enqueue("sample.trace", number=1)
    again_at = fail(claim(), now=NOON, error="no connection")
    assert again_at == NOON + timedelta(seconds=15)
    assert claim(again_at - timedelta(seconds=1)) is None
    assert claim(again_at).tries == 2


def test_a_job_that_used_its_tries_is_kept_as_failed_with_its_last_error(app):
    enqueue("sample.refuse", words="no")
    again_at = fail(claim(), now=NOON, error="first")
    assert fail(claim(again_at), now=again_at, error="second") is None
    assert [(stored.state, stored.tries, stored.last_error) for stored in stored_jobs()] == [("failed", 2, "second")]
    assert claim(again_at + timedelta(days=99)) is None


def test_a_job_that_takes_its_worker_down_each_time_fails_for_good(app):
    lethal = enqueue("sample.refuse", run_after=NOON - timedelta(hours=1), words="no")
    claim()
    assert claim(LEASE_OVER).id == lethal
    harmless = enqueue("sample.trace", run_after=NOON, number=1)
    assert claim(LEASE_OVER + timedelta(seconds=LEASE + 1)).id == harmless
    assert [(stored.id, stored.state) for stored in stored_jobs()] == [(lethal, "failed"), (harmless, "running")]


def test_an_error_with_characters_no_database_takes_is_still_kept(app):
    enqueue("sample.trace", number=1)
    fail(claim(), now=NOON, error="odd\0 \ud800")
    assert [stored.last_error for stored in stored_jobs()] == ["odd ?"]


def test_a_job_that_failed_for_good_gets_all_its_tries_again(app):
    job_id = enqueue("sample.refuse", words="no")
    fail(claim(), now=NOON, error="first")
    fail(claim(LEASE_OVER), now=NOON, error="second")
    retry_job(job_id, now=NOON)
    assert claim().tries == 1
    assert [event.object_id for event in db.session.scalars(select(AuditEvent))] == [str(job_id)]


def test_only_a_job_that_failed_for_good_can_be_tried_again_by_hand(app):
    job_id = enqueue("sample.trace", number=1)
    with pytest.raises(RetryRefused, match="has not failed"):
        retry_job(job_id, now=NOON)


def test_a_failed_job_whose_key_is_taken_stays_failed(app):
    failed = enqueue("sample.refuse", key="once", words="no")
    fail(claim(), now=NOON, error="first")
    fail(claim(LEASE_OVER), now=NOON, error="second")
    enqueue("sample.refuse", key="once", words="no")
    with pytest.raises(RetryRefused, match="key"):
        retry_job(failed, now=NOON)
    assert [stored.state for stored in stored_jobs()] == ["failed", "queued"]


def test_a_periodic_job_is_one_row_that_waits_for_its_next_period(app, registry):
    job("sample.hourly", every_seconds=3600)(lambda: None)
    with unit_of_work():
        enqueue_periodic(now=NOON)
    with unit_of_work():
        enqueue_periodic(now=NOON + timedelta(hours=5))
    hourly = [stored for stored in stored_jobs() if stored.name == "sample.hourly"]
    assert [stored.run_after for stored in hourly] == [NOON + timedelta(hours=1)]


def test_a_finished_periodic_job_is_queued_for_its_next_period_in_the_same_statement(app, registry):
    job("sample.hourly", every_seconds=3600)(lambda: None)
    enqueue("sample.hourly", key="every:sample.hourly", run_after=NOON)
    late = NOON + timedelta(hours=3, minutes=20)
    finish(claim(late), now=late)
    [stored] = stored_jobs()
    assert (stored.state, stored.run_after, stored.tries) == ("queued", NOON + timedelta(hours=4), 0)


def test_a_periodic_job_that_fails_goes_on_in_its_next_period(app, registry):
    job("sample.often", every_seconds=10, tries_allowed=1)(lambda: None)
    enqueue("sample.often", key="every:sample.often", run_after=NOON)
    assert fail(claim(), now=NOON, error="no") == NOON + timedelta(seconds=10)


def test_an_extra_run_of_a_periodic_job_does_not_start_a_second_rhythm(app, registry):
    job("sample.hourly", every_seconds=3600)(lambda: None)
    enqueue("sample.hourly")
    finish(claim(), now=NOON)
    assert [stored.state for stored in stored_jobs()] == ["done"]


def test_what_was_done_a_week_ago_is_forgotten_and_failed_jobs_are_kept(app):
    enqueue("sample.refuse", words="no")
    fail(claim(), now=NOON, error="first")
    fail(claim(LEASE_OVER), now=NOON, error="second")
    for days in (8, 6):
        enqueue("sample.trace", number=days)
        finish(claim(), now=NOON - timedelta(days=days))
    assert forget_done(now=NOON) == 1
    assert [(stored.state, stored.args) for stored in stored_jobs()] == [
        ("failed", {"words": "no"}),
        ("done", {"number": 6}),
    ]


def test_the_database_refuses_a_running_job_without_a_lease(app):
    db.session.add(Job(name="x", args={}, state="running", run_after=clock.now(), created_at=clock.now()))
    with pytest.raises(IntegrityError):
        db.session.flush()
