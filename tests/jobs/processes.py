"""Real workers in processes of their own."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Self

from flask import Flask

PATIENCE_SECONDS = 30
COMMAND = [sys.executable, "-m", "tests.jobs.worker_process"]


def environment(app: Flask) -> dict[str, str]:
    """What makes a process use the database of the test; it waits one second for locks."""
    settings = app.config["SETTINGS"]
    ours = {
        "NETRAL_DATABASE_URL": settings.database_url,
        "NETRAL_DATA_DIR": str(settings.data_dir),
        "NETRAL_DATABASE_PATIENCE_SECONDS": "1",
    }
    return {**os.environ, **ours}


class WorkerProcess:
    """A worker; used in a `with`, it has started inside and is killed at the end if it still runs.

    `launcher` is put before its command; `process` is then the launcher, `pid` always the worker.
    """

    def __init__(self, app: Flask, launcher: Sequence[str] = ()) -> None:
        command = [*launcher, *COMMAND]
        self.process = subprocess.Popen(command, env=environment(app), stderr=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def __enter__(self) -> Self:
        try:
            self.pid = self.wait_for("worker_started")["pid"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def wait_for(self, event: str) -> dict[str, Any]:
        """The next log line of this event; fails after half a minute."""
        while (line := self.events.get(timeout=PATIENCE_SECONDS))["event"] != event:
            pass
        return line

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                if line.startswith("{"):
                    self.events.put(json.loads(line))
                else:
                    sys.stderr.write(line)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Return when it is so; fails after half a minute."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)
