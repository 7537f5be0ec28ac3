"""The moment at which reports are read stands still."""

from datetime import UTC, datetime

import pytest

from training.core import clock

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_a_fixed_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
