import time
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import Row, select

from training.audit.models import AuditEvent
from training.audit.services import record
from training.core import clock
from training.core.db import aside
from training.core.transaction import unit_of_work
from training.jobs.models import Job
from training.jobs.queries import has_work_due
from training.jobs.registry import JOBS, job
from training.jobs.services import claim_next, enqueue
from training.jobs.worker import Outcome, plan_periodic, run_next, work


def put(name: str, **args: object) -> int:
    with unit_of_work():
        job_id = enqueue(name, **args)
    assert job_id is not None
    return job_id


def stored(job_id: int) -> Row[Any]:
    with aside() as connection:
        return connection.execute(select(Job.__table__).where(Job.id == job_id)).one()


def traces() -> list[str | None]:
    with aside() as connection:
        return list(connection.scalars(select(AuditEvent.object_id).where(AuditEvent.action == "sample_ran")))


def test_an_empty_queue_has_nothing_to_run(app):
    assert run_next(app) is None


def test_what_a_job_writes_is_kept_together_with_its_mark(app):
    job_id = put("sample.trace", number=5)
    assert run_next(app) is Outcome.DONE
    assert (traces(), stored(job_id).state) == (["5"], "done")


def test_what_a_failing_job_wrote_is_undone_and_the_reason_kept(app):
    job_id = put("sample.refuse", words="the server said no")
    assert run_next(app) is Outcome.AGAIN
    kept = stored(job_id)
    assert (traces(), kept.state, kept.tries) == ([], "queued", 1)
    assert kept.last_error.startswith("ValueError: the server said no\n")
    assert "sample_jobs.py" in kept.last_error


def test_a_job_is_tried_again_after_its_wait_until_it_fails_for_good(app):
    job_id = put("sample.refuse", words="no")
    outcomes = [run_next(app), run_next(app)]
    with time_machine.travel(clock.now() + timedelta(seconds=16), tick=True):
        outcomes.append(run_next(app))
    with time_machine.travel(clock.now() + timedelta(days=9), tick=True):
        outcomes.append(run_next(app))
    assert outcomes == [Outcome.AGAIN, None, Outcome.FAILED, None]
    assert stored(job_id).state == "failed"


def test_a_job_of_another_release_waits_for_a_worker_that_knows_it(app, registry):
    job("sample.newer")(lambda: None)
    job_id = put("sample.newer")
    del JOBS["sample.newer"]
    assert run_next(app) is Outcome.AGAIN
    assert stored(job_id).last_error.startswith("UnknownJob: sample.newer\n")


def test_a_worker_whose_lease_was_lost_undoes_what_it_did(app, registry):
    @job("sample.overtaken")
    def overtaken() -> None:
        with app.app_context(), unit_of_work():
            claim_next(now=clock.now() + timedelta(minutes=2), lease_seconds=60)
        record("sample_ran", actor_id=None, object_kind="sample")

    job_id = put("sample.overtaken")
    assert run_next(app) is Outcome.LOST
    assert (traces(), stored(job_id).state, stored(job_id).tries) == ([], "running", 2)


def test_a_job_longer_than_its_lease_keeps_it(app, registry):
    due_meanwhile = []

    @job("sample.long")
    def long() -> None:
        time.sleep(1.2)
        with app.app_context():
            due_meanwhile.append(has_work_due(clock.now()))

    put("sample.long")
    assert run_next(app, lease_seconds=0.6) is Outcome.DONE
    assert due_meanwhile == [False]


def test_a_periodic_job_runs_once_each_period(app, registry):
    ran = []
    job("sample.hourly", every_seconds=3600)(lambda: ran.append(clock.now()))
    for name in set(JOBS) - {"sample.hourly"}:
        del JOBS[name]
    for minutes in (0, 61, 62, 125):
        with time_machine.travel("2030-01-01 00:00:00Z", tick=True) as traveller:
            traveller.shift(timedelta(minutes=minutes))
            plan_periodic(app)
            run_next(app)
            run_next(app)
    assert [moment.hour for moment in ran] == [1, 2]


def test_a_worker_told_to_stop_takes_no_further_job(app):
    put("sample.trace", number=1)
    put("sample.trace", number=2)
    work(app, should_stop=lambda: traces() != [])
    assert traces() == ["1"]
