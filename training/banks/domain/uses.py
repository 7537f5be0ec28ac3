"""Where an item is used, told by the features that use it: they stand above banks and answer a signal."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ItemFacts:
    """What others need to know of an item to say whether they use it. The approved version's facts; None of them without one."""

    item_id: int
    bank_id: int
    version_ids: tuple[int, ...]
    approved_version_id: int | None = None
    topic: str = ""
    difficulty: str = ""
    tags: frozenset[str] = frozenset()
    corps: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ModuleUse:
    """A module whose blueprint can draw the item; `title` by language."""

    slug: str
    title: dict[str, str]
    state: str


@dataclass
class ItemUses:
    """The answers. Of the `attempts_looked_at` newest attempts of quizzes on this bank, `attempts_holding` hold the item."""

    modules: list[ModuleUse] = field(default_factory=list)
    attempts_holding: int = 0
    attempts_looked_at: int = 0
