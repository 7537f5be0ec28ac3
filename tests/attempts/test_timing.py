"""When an attempt ends and the next may begin."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training.attempts.domain.timing import closes_at, cool_down_ends_at, is_expired, seconds_left

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_without_a_limit_nothing_ends() -> None:
    assert closes_at(NOON, None) is None
    assert not is_expired(None, now=datetime.max.replace(tzinfo=UTC))
    assert seconds_left(None, now=NOON) is None


def test_an_attempt_is_over_at_its_very_end_and_not_an_instant_earlier() -> None:
    end = closes_at(NOON, 600)
    assert end == NOON + timedelta(minutes=10)
    assert not is_expired(end, now=end - INSTANT)
    assert is_expired(end, now=end)


def test_the_time_left_counts_whole_seconds_down_to_zero() -> None:
    assert seconds_left(NOON, now=NOON - timedelta(seconds=90.9)) == 90
    assert seconds_left(NOON, now=NOON) == 0
    assert seconds_left(NOON, now=NOON + timedelta(days=3)) == 0


def test_the_cool_down_runs_from_the_hand_in() -> None:
    assert cool_down_ends_at(NOON, 3600) == NOON + timedelta(hours=1)
    assert cool_down_ends_at(NOON, 0) == NOON


@given(st.integers(1, 10**6), st.integers(-(10**6), 2 * 10**6))
def test_seconds_are_left_only_while_an_attempt_is_open(limit_seconds: int, elapsed_seconds: int) -> None:
    now = NOON + timedelta(seconds=elapsed_seconds)
    end = closes_at(NOON, limit_seconds)
    left = seconds_left(end, now=now)
    assert left is not None
    assert (left == 0) == is_expired(end, now=now)
