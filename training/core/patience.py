"""How long to wait for something that everybody needs, when it may be stuck."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

SHORT_PATIENCE_MS = 1000


class Patience:
    """Who may wait for a shared thing (the write lock of SQLite, a connection to PostgreSQL), and how long.

    Usually everybody, with patience. Once somebody has waited in vain, all others would keep the threads of the server
    busy one crowd after the other: until it is there again only one waits at a time, briefly, and the others are told
    at once that the database cannot be reached. `refusal` makes the error they get.
    """

    def __init__(
        self,
        patience_ms: int,
        refusal: Callable[[Exception], Exception],
        *,
        in_vain: type[Exception] = OperationalError,
    ) -> None:
        self.patience_ms = patience_ms
        self._refusal = refusal
        self._in_vain = in_vain
        self._is_stuck = False
        self._turn = threading.Lock()

    @contextmanager
    def waiting(self) -> Iterator[int]:
        """Wait inside; yields for how many milliseconds. Raises the refusal when it is not one's turn."""
        if not self._is_stuck:
            with self._noticing():
                yield self.patience_ms
        elif self._turn.acquire(blocking=False):
            try:
                with self._noticing():
                    yield min(SHORT_PATIENCE_MS, self.patience_ms)
            finally:
                self._turn.release()
        else:
            raise self._refusal(TimeoutError("others wait for it already"))

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except self._in_vain:
            self._is_stuck = True
            raise
        self._is_stuck = False
