from collections.abc import Iterator

import pytest

import tests.jobs.sample_jobs  # noqa: F401 - registers the jobs that these tests enqueue
from training.jobs.registry import JOBS


@pytest.fixture
def registry() -> Iterator[None]:
    """Jobs registered by the test are gone after it."""
    before = dict(JOBS)
    yield
    JOBS.clear()
    JOBS.update(before)
