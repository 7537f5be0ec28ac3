"""`python -m tests.jobs.worker_process`: `flask jobs work` that also knows the jobs of the tests."""

import sys

from flask.cli import ScriptInfo

import tests.jobs.sample_jobs  # noqa: F401 - registers the jobs that the tests enqueue
from app import create_app
from training.jobs.cli import jobs

if __name__ == "__main__":
    jobs.main(args=["work", *sys.argv[1:]], obj=ScriptInfo(create_app=create_app))
