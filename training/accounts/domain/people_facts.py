"""What is known when a sheet of people is checked, and what a check says of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from training.imports.domain import Difference, Outcome, Problem
from training.org.domain import lies_within_any

SIGHT = "sight"
SIGHT_BYTES = 8
OWN_FACTS = 8  # the first of `PersonNow`, up to `is_active`
UNITS_KEPT = 1024
NOTHING: Mapping[str, str | None] = MappingProxyType({})


class UnitNow(NamedTuple):
    """A unit as it is; `path` starts at the top of its tree."""

    id: int
    code: str
    name: str
    path: str
    zone: str
    is_closed: bool


class PersonNow(NamedTuple):
    """A person as they are. Of somebody inactive the unit is their last one; nobody without a unit is in any branch."""

    id: int
    full_name: str
    corps: str
    service_kind: str | None
    service_number: str | None
    email: str | None
    login_name: str | None
    is_active: bool
    unit: UnitNow | None
    position: str | None
    from_on: date | None
    holds_role_elsewhere: bool = False

    def is_within(self, branches: Sequence[str]) -> bool:
        """Whether their unit lies in one of the branches."""
        return self.unit is not None and lies_within_any(self.unit.path, branches)


@dataclass(frozen=True)
class Known:
    """What is there, as far as these rows need it. Units are those in scope: by folded code and name, and as `coded`."""

    branches: tuple[str, ...]
    by_number: Mapping[tuple[str, str], PersonNow] = field(default_factory=dict)
    by_email: Mapping[str, PersonNow] = field(default_factory=dict)
    by_login_name: Mapping[str, PersonNow] = field(default_factory=dict)
    unnumbered: Mapping[tuple[str, int], Sequence[PersonNow]] = field(default_factory=dict)
    units: Mapping[str, Sequence[UnitNow]] = field(default_factory=dict)
    coded: Mapping[str, UnitNow] = field(default_factory=dict)


class Verdict(NamedTuple):
    """What becomes of a row. `person` None: a new one, or, where it is refused, nobody known.

    `changes` are columns of the person's own row, by name. `sight` is what the verdict was found on (`sight_of`), where
    that is all that it rests on.
    """

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    person: PersonNow | None = None
    unit: UnitNow | None = None
    position: str | None = None
    changes: Mapping[str, str | None] = NOTHING
    returns: bool = False
    moves_or_promotes: bool = False
    sight: str = ""

    def plan(self) -> dict[str, object]:
        """What its row is stored by: what must be the same then, and on what it was found."""
        return {**self.fingerprint(), SIGHT: self.sight} if self.sight else self.fingerprint()

    def fingerprint(self) -> dict[str, object]:
        """What must be the same when it is stored as when it was shown; a proposed login name may differ."""
        changes = dict(self.changes)
        if self.outcome is Outcome.ADDED and not (changes["service_number"] or changes["email"]):
            del changes["login_name"]
        return {
            "outcome": self.outcome.value,
            "person": self.person.id if self.person else None,
            "unit": self.unit.id if self.unit else None,
            "position": self.position,
            "changes": changes,
            "returns": self.returns,
        }


def sight_of(person: PersonNow | None, unit: UnitNow | None, today: date) -> str:
    """A few letters that differ where a person, the unit named for them, or the day do."""
    if person is None:
        return _sight_of_unit(unit, today)
    own = person[:OWN_FACTS]
    return _digest((*own, _words_of(person.unit), person.position, person.from_on, _words_of(unit), today))


@lru_cache(UNITS_KEPT)
def _sight_of_unit(unit: UnitNow | None, today: date) -> str:
    return _digest((_words_of(unit), today))


@lru_cache(UNITS_KEPT)
def _words_of(unit: UnitNow | None) -> str:
    return repr(unit)


def _digest(seen: tuple[object, ...]) -> str:
    return blake2b(repr(seen).encode(errors="surrogatepass"), digest_size=SIGHT_BYTES).hexdigest()
