from datetime import UTC, datetime, timedelta

from training.jobs.domain import TRIES_ALLOWED, next_period_at, next_try_at, wait_after

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_each_wait_is_four_times_the_one_before_and_never_over_six_hours():
    assert [wait_after(tries).total_seconds() for tries in range(1, 9)] == [
        15, 60, 240, 960, 3840, 15360, 21600, 21600,
    ]  # fmt: skip


def test_the_tries_of_a_usual_job_outlast_a_night():
    assert sum((wait_after(tries) for tries in range(1, TRIES_ALLOWED)), timedelta()) > timedelta(hours=11)


def test_a_job_that_failed_is_tried_again_after_the_wait():
    assert next_try_at(NOON, tries=2, tries_allowed=8, every_seconds=None) == NOON + timedelta(minutes=1)


def test_a_job_that_used_all_its_tries_has_failed_for_good():
    assert next_try_at(NOON, tries=8, tries_allowed=8, every_seconds=None) is None


def test_a_periodic_job_is_tried_again_in_its_next_period_at_the_latest():
    at = NOON + timedelta(seconds=50)
    assert next_try_at(at, tries=1, tries_allowed=8, every_seconds=3600) == at + timedelta(seconds=15)
    assert next_try_at(at, tries=1, tries_allowed=8, every_seconds=60) == NOON + timedelta(seconds=60)
    assert next_try_at(at, tries=99, tries_allowed=8, every_seconds=60) == NOON + timedelta(seconds=60)


def test_the_next_period_begins_after_now_even_at_the_stroke():
    assert next_period_at(NOON, 3600) == NOON + timedelta(hours=1)
    assert next_period_at(NOON - timedelta(microseconds=1), 3600) == NOON
