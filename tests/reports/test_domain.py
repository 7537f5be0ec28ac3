"""Figures of a branch, in plain Python."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from training.assignments.domain.tally import Tally, sum_of
from training.reports.charts import PLOT_PIXELS, status_bar, week_columns
from training.reports.domain import TopicFigure, lowest_first, roll_up, weakest_first, weeks_of

COUNTS = st.integers(0, 500)
TALLIES = st.builds(Tally, passed=COUNTS, in_progress=COUNTS, not_started=COUNTS, lapsed=COUNTS, exempt=COUNTS)
PATHS = st.lists(st.integers(1, 30), min_size=1, max_size=4).map(lambda ids: "/" + "/".join(map(str, ids)) + "/")


def test_the_exempt_do_not_count_in_the_share() -> None:
    tally = Tally(passed=2, not_started=1, lapsed=1, exempt=6, overdue=1)
    assert (tally.all, tally.due, tally.share) == (10, 4, Fraction(1, 2))


def test_nobody_has_no_share() -> None:
    assert Tally(exempt=3).share is None
    assert status_bar(Tally(exempt=3)) == []


def test_unit_11_is_not_below_unit_1() -> None:
    found = {"/1/": Tally(passed=1), "/1/5/": Tally(passed=2), "/11/": Tally(passed=4), "/1/11/": Tally(passed=8)}
    sums = roll_up(found, ["/1/", "/11/"])
    assert {top: tally.passed for top, tally in sums.items()} == {"/1/": 11, "/11/": 4}


@given(st.dictionaries(PATHS, TALLIES, max_size=30), st.sets(PATHS, max_size=5))
def test_a_roll_up_counts_every_unit_once(found: dict[str, Tally], tops: set[str]) -> None:
    disjoint = [top for top in tops if not any(top != other and top.startswith(other) for other in tops)]
    sums = roll_up(found, disjoint)
    for top in disjoint:
        inside = [tally for path, tally in found.items() if path.startswith(top)]
        assert sums[top] == sum_of(inside)


@given(TALLIES)
def test_the_parts_of_a_bar_fill_it(tally: Tally) -> None:
    segments = status_bar(tally)
    assert sum(segment.count for segment in segments) == tally.due
    assert len({segment.texture for segment in segments}) == len(segments)
    if segments:
        last = segments[-1]
        assert abs(last.start + 100 * last.count / tally.due - 100) < 0.01


def test_units_come_lowest_first_and_those_without_duties_last() -> None:
    units = [("Cempaka", None), ("anggrek", Fraction(1)), ("Bakung", Fraction(1, 3)), ("Dahlia", Fraction(0))]
    keys = sorted(lowest_first(share, name, 1) for name, share in units)
    assert [key[2] for key in keys] == ["dahlia", "bakung", "anggrek", "cempaka"]


def test_weeks_begin_on_mondays_and_leave_no_gap() -> None:
    completed = {date(2026, 11, 4): 2, date(2026, 11, 8): 1, date(2026, 11, 17): 5, date(2026, 10, 1): 1}
    weeks = weeks_of(completed, first_on=date(2026, 11, 3), last_on=date(2026, 11, 20), due_on=date(2026, 11, 15))
    assert [(week.starts_on, week.completed, week.so_far, week.is_after_due) for week in weeks] == [
        (date(2026, 11, 2), 3, 4, False),
        (date(2026, 11, 9), 0, 4, False),
        (date(2026, 11, 16), 5, 9, True),
    ]


def test_the_due_line_stands_at_the_end_of_the_due_day() -> None:
    weeks = weeks_of({date(2026, 11, 4): 2}, first_on=date(2026, 11, 2), last_on=date(2026, 11, 15), due_on=None)
    chart = week_columns(weeks, due_on=date(2026, 11, 8))
    assert chart.due_at == 50
    assert [column.height for column in chart.columns] == [PLOT_PIXELS, 0]
    assert week_columns(weeks, due_on=date(2027, 1, 1)).due_at is None


def test_topics_show_from_ten_people_on_the_weakest_first() -> None:
    figures = [TopicFigure("a", 5, 10, 10), TopicFigure("b", 1, 10, 10), TopicFigure("c", 0, 9, 9)]
    assert [figure.topic for figure in weakest_first(figures)] == ["b", "a"]
