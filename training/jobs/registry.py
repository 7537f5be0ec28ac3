"""Which function does the work of which job. `app.py` imports the modules that register."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from training.jobs.domain import TRIES_ALLOWED

Function = TypeVar("Function", bound=Callable[..., None])


class UnknownJob(LookupError):
    """No function is registered under this name."""


@dataclass(frozen=True)
class RegisteredJob:
    """A function and how it is run: every so many seconds or on demand, and how often at most when it fails."""

    name: str
    run: Callable[..., None]
    every_seconds: int | None
    tries_allowed: int


JOBS: dict[str, RegisteredJob] = {}


def job(
    name: str, *, every_seconds: int | None = None, tries_allowed: int = TRIES_ALLOWED
) -> Callable[[Function], Function]:
    """Register a function as the job `name` ("feature.verb"). Raises ValueError when the name is taken.

    The function takes keyword arguments that fit in JSON (ids, never models); a periodic one takes none. It runs in an
    app context and a unit of work of its own.
    """

    def register(function: Function) -> Function:
        if name in JOBS:
            raise ValueError(f"two jobs are called {name}")
        JOBS[name] = RegisteredJob(name, function, every_seconds, tries_allowed)
        return function

    return register


def registered(name: str) -> RegisteredJob:
    """The job of this name. Raises UnknownJob."""
    try:
        return JOBS[name]
    except KeyError:
        raise UnknownJob(name) from None


def check_arguments(job: RegisteredJob, args: dict[str, object]) -> None:
    """Raises TypeError when the function cannot be called with these arguments."""
    inspect.signature(job.run).bind(**args)


def periodic_jobs() -> list[RegisteredJob]:
    """The jobs that run every so many seconds."""
    return [registered for registered in JOBS.values() if registered.every_seconds is not None]
