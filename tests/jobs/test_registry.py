import pytest

from training.jobs.registry import UnknownJob, job, registered


def test_two_jobs_cannot_have_one_name(registry):
    job("sample.twice")(lambda: None)
    with pytest.raises(ValueError, match=r"sample\.twice"):
        job("sample.twice")(lambda: None)


def test_a_name_that_nobody_registered_is_refused():
    with pytest.raises(UnknownJob):
        registered("sample.nobody")
