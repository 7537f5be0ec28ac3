"""What only real processes show: kill, signals, competition, a database that is away."""

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import Row, create_engine, func, select, text

from tests.jobs.processes import PATIENCE_SECONDS, WorkerProcess, wait_until
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import aside, db
from training.core.transaction import unit_of_work
from training.jobs.models import Job
from training.jobs.services import enqueue
from training.jobs.worker import Outcome, run_next


def traces() -> Sequence[Row[Any]]:
    with aside() as connection:
        return connection.execute(select(AuditEvent.__table__).where(AuditEvent.action == "sample_ran")).all()


def count_done() -> int:
    with aside() as connection:
        return connection.execute(select(func.count()).where(Job.state == "done")).scalar_one()


def test_a_job_whose_worker_is_killed_is_finished_by_another_with_its_effect_once(app, tmp_path):
    with unit_of_work():
        enqueue("sample.pause", folder=str(tmp_path))
    with WorkerProcess(app) as worker:
        wait_until((tmp_path / "begun").exists)
        worker.process.kill()
        worker.process.wait()
    (tmp_path / "go_on").touch()
    assert run_next(app) is None, "the lease of the dead worker still holds"
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert run_next(app) is Outcome.DONE
        while run_next(app) is not None:
            pass
    assert (len(traces()), count_done()) == (1, 1)


def test_two_workers_share_the_jobs_and_run_each_once(app):
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(WorkerProcess(app))
        with unit_of_work():
            for number in range(60):
                enqueue("sample.trace", number=number, seconds=0.05)
        wait_until(lambda: count_done() == 60)
    assert Counter(trace.object_id for trace in traces()) == {str(number): 1 for number in range(60)}
    assert len({trace.facts["pid"] for trace in traces()}) == 2


def test_a_worker_told_to_end_finishes_its_job_first(app, tmp_path):
    with unit_of_work():
        enqueue("sample.pause", folder=str(tmp_path))
        enqueue("sample.trace", number=2)
    with WorkerProcess(app) as worker:
        wait_until((tmp_path / "begun").exists)
        worker.process.send_signal(signal.SIGTERM)
        (tmp_path / "go_on").touch()
        worker.wait_for("worker_stopped")
        assert worker.process.wait(PATIENCE_SECONDS) == 0
    assert [trace.object_id for trace in traces()] == ["1"]


def test_no_log_line_repeats_arguments_or_messages(app):
    with unit_of_work():
        enqueue("sample.refuse", words="Siti Aminah")
    with WorkerProcess(app) as worker:
        line = worker.wait_for("job_failed")
    assert (line["name"], line["tries"], line["kind"]) == ("sample.refuse", 1, "ValueError")
    assert "Siti" not in str(line)


def test_an_idle_worker_ends_soon_after_ctrl_c(app):
    with WorkerProcess(app) as worker:
        worker.process.send_signal(signal.SIGINT)
        worker.wait_for("worker_stopped")
        assert worker.process.wait(PATIENCE_SECONDS) == 0


def test_a_worker_ends_when_the_process_that_started_it_is_gone(app):
    launcher = ["/bin/sh", "-c", 'NETRAL_PARENT_PID=$$ "$@" & wait', "sh"]
    with WorkerProcess(app, launcher) as worker:
        worker.process.kill()
        worker.process.wait()
        worker.wait_for("worker_stopped")


def test_a_worker_waits_out_a_database_that_is_away(app, is_postgresql):
    with WorkerProcess(app) as worker:
        with unit_of_work():
            enqueue("sample.trace", number=1, run_after=clock.now() + timedelta(seconds=1))
        db.session.remove()
        with connections_refused() if is_postgresql else writers_locked_out():
            worker.wait_for("worker_waits_for_database")
        worker.wait_for("job_done")
    assert [trace.object_id for trace in traces()] == ["1"]


@contextmanager
def connections_refused() -> Iterator[None]:
    """PostgreSQL ends every connection to the database and takes no new one."""
    name = db.engine.url.database
    end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    engine = create_engine(db.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    db.engine.dispose()
    try:
        with engine.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            connection.execute(end, {"name": name})
            yield
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    finally:
        engine.dispose()


@contextmanager
def writers_locked_out() -> Iterator[None]:
    """Somebody holds the write lock of SQLite for longer than the worker has patience."""
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        yield
        connection.rollback()
