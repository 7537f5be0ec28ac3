"""Password hashes (argon2id), with a bound on how many are computed at once.

A hash takes about 20 ms and 7 MiB. They run on threads of their own, so that a rush of sign-ins cannot take the
threads that save answers; what does not fit in the short queue is asked to come back in a moment.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from training.core.config import Settings
from training.core.errors import Busy

WAITING_PER_HASH = 3
RETRY_SECONDS = 3
EXTENSION = "netral_passwords"


class Passwords:
    """Hashes and checks passwords; `hashes_at_once` run, three times as many may wait."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_rounds, memory_cost=settings.argon2_memory_kib, parallelism=1
        )
        self._threads = ThreadPoolExecutor(settings.hashes_at_once, thread_name_prefix="hash")
        self._places = BoundedSemaphore(settings.hashes_at_once * (1 + WAITING_PER_HASH))
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The argon2id hash of a password. Raises Busy when too many are waiting."""
        with self._place():
            return self._threads.submit(self._hasher.hash, password).result()

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether a password fits; takes as long when there is no hash to compare with. Raises Busy."""
        with self._place():
            fits = self._threads.submit(self._fits, stored or self._nobody, password).result()
        return fits and bool(stored)

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _place(self) -> "_Place":
        return _Place(self._places)


class _Place:
    def __init__(self, places: BoundedSemaphore) -> None:
        self._places = places

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            raise Busy(retry_after_seconds=RETRY_SECONDS)

    def __exit__(self, *_: object) -> None:
        self._places.release()


def init_passwords(app: Flask, settings: Settings) -> None:
    """Give the app its hashing threads."""
    app.extensions[EXTENSION] = Passwords(settings)


def passwords() -> Passwords:
    """Those of the current app."""
    found: Passwords = current_app.extensions[EXTENSION]
    return found
