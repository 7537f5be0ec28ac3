"""The kinds of sheets that can be imported. `app.py` imports the modules that register."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from training.core.access import Permission
from training.core.errors import Conflict
from training.imports.domain import Column, Difference, Line, Problem, Verdict


class DataChanged(Conflict):
    """What rows were checked against has changed; nothing of them may be stored."""


@dataclass(frozen=True)
class Context:
    """Whose import it is, what for, and where the permission holds. `options` are what was chosen with the file.

    A command has neither an import nor an actor.
    """

    import_id: int | None
    actor_id: int | None
    target_id: int | None
    paths: tuple[str, ...]
    options: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row to store: its number, what its verdict said, and its line, which is read where it is asked for."""

    number: int
    outcome: str
    key: str
    plan: Mapping[str, Any]
    read: Callable[[], Line]

    @classmethod
    def of(cls, line: Line, outcome: str, key: str, plan: Mapping[str, Any]) -> "Accepted":
        """A row whose line is there already."""
        return cls(line.number, outcome, key, plan, lambda: line)

    @property
    def line(self) -> Line:
        """The row as it was checked."""
        return self.read()


@dataclass(frozen=True)
class Words:
    """What the pages say of a kind (lazy texts): its title; where `home` leads; what a key is called."""

    title: Any
    home: Any
    key: Any = ""


@dataclass(frozen=True)
class NextStep:
    """Where to go on from what was saved: what the link says (lazy), its endpoint, and whether that takes `file`, the
    number of the import.
    """

    label: Any
    endpoint: str
    takes_file: bool = False


@dataclass(frozen=True)
class Choice:
    """An option that can still be changed on the check page, which then checks again: name in `options`, value, label."""

    name: str
    value: str
    label: Any


@dataclass(frozen=True)
class Stored:
    """What `store` has to say of single rows, by number: why nothing was stored, or what was, where that differs.

    Rows that are `unchanged` have come true since they were checked: somebody else stored the same.
    """

    refused: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    differences: Mapping[int, tuple[Difference, ...]] = field(default_factory=dict)
    unchanged: Collection[int] = ()


@dataclass(frozen=True)
class Extra:
    """Something that is there and that the file, said to be complete, leaves out: cells to show, and what it means."""

    cells: Mapping[str, str]
    verdict: Verdict


@dataclass(frozen=True)
class Missing:
    """All that a file leaves out, and how many there are in what it is said to cover."""

    rows: Sequence[Extra]
    out_of: int


Check = Callable[[Sequence[Line], Context], Sequence[Verdict]]
Store = Callable[[Any, Context], Stored | None]
Prepare = Callable[[Sequence[Accepted], Context], Any]


@dataclass(frozen=True)
class ImportKind:
    """What a feature takes from a sheet; see the package's docstring.

    Rows are checked `chunk_rows` at a time, and saved `saved_at_once` in a transaction, where that is given: fewer, for
    on SQLite nobody else writes meanwhile.
    """

    name: str
    columns: tuple[Column, ...]
    permission: Permission
    check: Check
    store: Store
    home: Callable[[int | None], str]
    words: Words
    prepare: Prepare | None = None
    section: str = ""
    is_atomic: bool = False
    is_whole: bool = False
    chunk_rows: int = 500
    saved_at_once: int | None = None
    max_rows: int = 100_000
    choices: tuple[Choice, ...] = ()
    guards_itself: bool = False
    missing: Callable[[Context], Missing | None] | None = None
    left_template: str = ""
    after_adding: NextStep | None = None

    @property
    def save_rows(self) -> int:
        """How many rows one transaction saves, where the kind is not atomic."""
        return self.saved_at_once or self.chunk_rows


KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Add a kind. Raises ValueError when its name is taken."""
    if kind.name in KINDS:
        raise ValueError(f"two kinds of imports are called {kind.name}")
    KINDS[kind.name] = kind
    return kind


def kind_named(name: str) -> ImportKind:
    """The kind with a name. Raises KeyError for one that is not registered."""
    return KINDS[name]
