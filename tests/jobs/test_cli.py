from datetime import timedelta

from sqlalchemy import select, update

from training.core import clock
from training.core.db import aside, db
from training.core.transaction import unit_of_work
from training.jobs.cli import jobs
from training.jobs.models import Job
from training.jobs.services import enqueue


def run(app, *args):
    return app.test_cli_runner().invoke(jobs, args)


def put(count=1, **job):
    with unit_of_work():
        for number in range(count):
            enqueue("sample.trace", number=number, **job)


def fail_for_good():
    with unit_of_work():
        job_id = enqueue("sample.refuse", words="no")
        failed = update(Job).where(Job.id == job_id).values(state="failed", last_error="ValueError: no\nwhere")
        db.session.execute(failed)
    return job_id


def states():
    with aside() as connection:
        return list(connection.scalars(select(Job.state).where(Job.name.like("sample.%")).order_by(Job.id)))


def test_work_once_runs_one_job(app):
    put(2)
    result = run(app, "work", "--once")
    assert (result.exit_code, result.stdout) == (0, "1 jobs done, 0 failed.\n")
    assert states() == ["done", "queued"]


def test_work_until_empty_runs_what_is_due_and_leaves_the_rest(app):
    put(2)
    put(1, run_after=clock.now() + timedelta(hours=1))
    result = run(app, "work", "--until-empty")
    assert (result.exit_code, result.stdout) == (0, "2 jobs done, 0 failed.\n")
    assert states() == ["done", "done", "queued"]


def test_work_tells_by_its_exit_code_that_a_job_failed(app):
    with unit_of_work():
        enqueue("sample.refuse", words="no")
    result = run(app, "work", "--until-empty")
    assert result.exit_code == 1
    assert "Some jobs failed" in result.stderr


def test_list_shows_unfinished_and_failed_jobs_with_their_error_and_no_arguments(app):
    put()
    fail_for_good()
    put(1, key="done")
    run(app, "work", "--until-empty")
    put()
    lines = run(app, "list").stdout.splitlines()
    shown = [line.split() for line in lines if "sample." in line]
    assert [(words[1], words[5]) for words in shown] == [("queued", "sample.trace"), ("failed", "sample.refuse")]
    assert shown[1][6:] == ["ValueError:", "no"]


def test_list_can_show_one_state(app):
    put()
    fail_for_good()
    assert [line.split()[1] for line in run(app, "list", "--state", "failed").stdout.splitlines()] == ["failed"]


def test_list_of_nothing_says_so(app):
    assert run(app, "list", "--state", "done").stdout == "No jobs.\n"


def test_retry_queues_a_failed_job_again(app):
    job_id = fail_for_good()
    result = run(app, "retry", str(job_id))
    assert (result.exit_code, result.stdout) == (0, f"Job {job_id} is queued again.\n")
    assert states() == ["queued"]


def test_retry_can_be_tried_without_storing(app):
    job_id = fail_for_good()
    result = run(app, "retry", str(job_id), "--dry-run")
    assert (result.exit_code, result.stdout) == (0, f"Job {job_id} is queued again. Dry run: nothing stored.\n")
    assert states() == ["failed"]


def test_retry_of_a_job_that_has_not_failed_is_one_clear_line(app):
    put()
    result = run(app, "retry", "1")
    assert (result.exit_code, result.stderr) == (1, "Error: Job 1 has not failed for good; nothing to try again.\n")
