"""Figures of a branch: how duties stand, summed up along the unit tree. No clock, no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from training.assignments.domain.tally import Tally, sum_of, sums_by

DAYS_OF_A_WEEK = 7
FEWEST_PEOPLE_FOR_TOPICS = 10


@dataclass(frozen=True)
class Week:
    """Completions of seven days from `starts_on`, and all until their end."""

    starts_on: date
    completed: int
    so_far: int
    is_after_due: bool


@dataclass(frozen=True)
class TopicFigure:
    """One topic in the first attempts of a unit: fully right answers among all, and whose."""

    topic: str
    correct: int
    items: int
    people: int

    @property
    def share(self) -> Fraction:
        """Right answers among all, 0..1."""
        return Fraction(self.correct, self.items)


def by_unit(found: Mapping[tuple[str, int], Tally]) -> dict[str, Tally]:
    """Tallies by the path of the unit, of such by (path, assignment id)."""
    return sums_by((path, tally) for (path, _assignment_id), tally in found.items())


def by_assignment(found: Mapping[tuple[str, int], Tally]) -> dict[int, Tally]:
    """Tallies by assignment id, of such by (path, assignment id)."""
    return sums_by((assignment_id, tally) for (_path, assignment_id), tally in found.items())


def roll_up(tallies: Mapping[str, Tally], tops: Sequence[str]) -> dict[str, Tally]:
    """The sum of each subtree of `tops` (disjoint), from the tallies of single units by path; every top has an entry."""
    depths = sorted({top.count("/") for top in tops})
    known = frozenset(tops)
    inside: dict[str, list[Tally]] = {top: [] for top in tops}
    for path, tally in tallies.items():
        parts = path.split("/")
        for depth in depths:
            top = "/".join(parts[:depth]) + "/"
            if top in known:
                inside[top].append(tally)
                break
    return {top: sum_of(found) for top, found in inside.items()}


def lowest_first(share: Fraction | None, name: str, unit_id: int) -> tuple[bool, Fraction, str, int]:
    """Sort key of compared units: those where nobody must come last."""
    return share is None, share or Fraction(0), name.casefold(), unit_id


def weeks_of(completed: Mapping[date, int], *, first_on: date, last_on: date, due_on: date | None) -> list[Week]:
    """Completions by day as weeks that begin on Mondays, without gaps, from the week of `first_on` to that of `last_on`.

    A week is after the due date when it begins after it. Days before the first week count in `so_far` only.
    """
    by_week: defaultdict[date, int] = defaultdict(int)
    for day, count in completed.items():
        by_week[monday_of(day)] += count
    week, last, weeks = monday_of(first_on), monday_of(last_on), []
    so_far = sum(count for start, count in by_week.items() if start < week)
    while week <= last:
        so_far += by_week[week]
        weeks.append(Week(week, by_week[week], so_far, due_on is not None and week > due_on))
        week += timedelta(days=DAYS_OF_A_WEEK)
    return weeks


def monday_of(day: date) -> date:
    """The Monday on or before a day."""
    return day - timedelta(days=day.weekday())


def weakest_first(figures: Iterable[TopicFigure]) -> list[TopicFigure]:
    """Topics that may be shown, from the weakest: only those that ten people or more have answered."""
    shown = (figure for figure in figures if figure.people >= FEWEST_PEOPLE_FOR_TOPICS)
    return sorted(shown, key=lambda figure: (figure.share, figure.topic))
