"""Jobs that leave a trace, for tests in this process and in worker processes."""

import os
import time
from pathlib import Path

from training.audit.services import record
from training.core.db import db
from training.jobs.registry import job


@job("sample.trace")
def trace(number: int, seconds: float = 0) -> None:
    """Take a while, then leave a row that names this process."""
    time.sleep(seconds)
    record("sample_ran", actor_id=None, object_kind="sample", object_id=number, facts={"pid": os.getpid()})


@job("sample.pause")
def pause(folder: str) -> None:
    """Leave a row, say so in `folder`/begun, and go on when somebody makes `folder`/go_on."""
    record("sample_ran", actor_id=None, object_kind="sample", object_id=1, facts={"pid": os.getpid()})
    db.session.flush()
    (Path(folder) / "begun").touch()
    while not (Path(folder) / "go_on").exists():
        time.sleep(0.02)


@job("sample.refuse", tries_allowed=2)
def refuse(words: str) -> None:
    """Write, then fail: what was written must not stay."""
    record("sample_ran", actor_id=None, object_kind="sample", object_id=1)
    db.session.flush()
    raise ValueError(words)
