"""What the pages about banks show: which there are, how much of them is usable, what they cover."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select, true

from training.banks.domain.item import State
from training.banks.models import Bank, Item, ItemVersion, ItemVersionCorps
from training.banks.queries.filtering import IS_APPROVED, is_newest
from training.banks.queries.scope import is_changeable, is_visible
from training.core.db import db
from training.org.models import Unit
from training.org.queries import is_within_any

IN_USE = (State.APPROVED, State.DRAFT, State.IN_REVIEW)
MOST_UNITS = 300


@dataclass(frozen=True)
class BankRow:
    """A bank in a list. `counts` are items by state (one with a draft beside its approved version counts in both);
    `topics` are those that an approved item covers; no owner: it came with the program."""

    id: int
    code: str
    title: dict[str, str]
    owner_name: str | None
    counts: dict[str, int] = field(default_factory=dict)
    topics: int = 0


@dataclass(frozen=True)
class Group:
    """So many versions of one bank's items, alike in state, topic and difficulty."""

    bank_id: int
    state: str
    topic: str
    difficulty: str
    number: int


def count_banks(paths: Sequence[str]) -> int:
    """How many banks one may see."""
    return db.session.scalar(select(func.count()).select_from(Bank).where(is_visible(paths))) or 0


def groups_in_use(paths: Sequence[str]) -> list[Group]:
    """What the banks one may see hold, the retired left out; one statement that looks at each version once."""
    rows = db.session.execute(
        select(Item.bank_id, ItemVersion.state, ItemVersion.topic, ItemVersion.difficulty, func.count())
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.state.in_(IN_USE), Item.bank_id.in_(select(Bank.id).where(is_visible(paths))))
        .group_by(Item.bank_id, ItemVersion.state, ItemVersion.topic, ItemVersion.difficulty)
    )
    return [Group(*row) for row in rows]


def banks_on_page(paths: Sequence[str], groups: Sequence[Group], *, size: int, number: int) -> list[BankRow]:
    """One page (1..) of the banks one may see, the shipped ones last; two statements however many items they hold."""
    rows = db.session.execute(
        select(Bank.id, Bank.code, Bank.title, Unit.name)
        .outerjoin(Unit, Unit.id == Bank.owner_unit_id)
        .where(is_visible(paths))
        .order_by(Bank.owner_unit_id.is_(None), Bank.code, Bank.id)
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    counts = _retired_in([row.id for row in rows])
    topics: dict[int, set[str]] = {}
    for group in groups:
        of_bank = counts.setdefault(group.bank_id, {})
        of_bank[group.state] = of_bank.get(group.state, 0) + group.number
        if group.state == State.APPROVED:
            topics.setdefault(group.bank_id, set()).add(group.topic)
    return [
        BankRow(row.id, row.code, row.title, row.name, counts.get(row.id, {}), len(topics.get(row.id, ())))
        for row in rows
    ]


def covered_by(groups: Sequence[Group]) -> dict[tuple[str, str], int]:
    """Approved items by (topic, difficulty) of all these banks together, of whatever corps."""
    covered: dict[tuple[str, str], int] = {}
    for group in groups:
        if group.state == State.APPROVED:
            place = (group.topic, group.difficulty)
            covered[place] = covered.get(place, 0) + group.number
    return covered


def bank_to_see(bank_id: int, paths: Sequence[str]) -> tuple[Bank, Unit | None]:
    """A bank one may read, and its owner. Raises NoResultFound."""
    row = db.session.execute(
        select(Bank, Unit).outerjoin(Unit, Unit.id == Bank.owner_unit_id).where(Bank.id == bank_id, is_visible(paths))
    ).one()
    return row[0], row[1]


def bank_to_change(bank_id: int, paths: Sequence[str]) -> Bank:
    """A bank one may change. Raises NoResultFound."""
    return db.session.scalars(select(Bank).where(Bank.id == bank_id, is_changeable(paths))).one()


def banks_to_write_in(paths: Sequence[str], *, most: int) -> list[tuple[int, dict[str, str]]]:
    """Id and title of the banks one may add items to, one's own first."""
    rows = db.session.execute(
        select(Bank.id, Bank.title)
        .where(is_changeable(paths))
        .order_by(Bank.owner_unit_id.is_(None), Bank.code, Bank.id)
        .limit(most)
    )
    return [(row.id, row.title) for row in rows]


def possible_owners(paths: Sequence[str]) -> list[tuple[str, str]]:
    """Code and name of the open units one may found a bank for, from the top down; at most MOST_UNITS."""
    rows = db.session.execute(
        select(Unit.code, Unit.name)
        .where(is_within_any(paths), Unit.closed_on.is_(None))
        .order_by(Unit.path)
        .limit(MOST_UNITS)
    )
    return [(row.code, row.name) for row in rows]


def owner_with_code(code: str, paths: Sequence[str]) -> Unit | None:
    """An open unit one may found a bank for."""
    return db.session.scalars(
        select(Unit).where(Unit.code == code, is_within_any(paths), Unit.closed_on.is_(None))
    ).one_or_none()


def coverage(paths: Sequence[str], *, bank_id: int | None = None, corps: str = "") -> dict[tuple[str, str], int]:
    """Approved items by (topic, difficulty): of one bank or of all one may see; of one corps or of all. One statement."""
    banks = select(Bank.id).where(is_visible(paths))
    if bank_id is not None:
        banks = banks.where(Bank.id == bank_id)
    of_corps = exists().where(ItemVersionCorps.version_id == ItemVersion.id, ItemVersionCorps.corps == corps)
    rows = db.session.execute(
        select(ItemVersion.topic, ItemVersion.difficulty, func.count())
        .join(Item, Item.id == ItemVersion.item_id)
        .where(IS_APPROVED, Item.bank_id.in_(banks), of_corps if corps else true())
        .group_by(ItemVersion.topic, ItemVersion.difficulty)
    )
    return {(topic, difficulty): number for topic, difficulty, number in rows}


def _retired_in(bank_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Items out of use (those whose newest version is retired), as counts by state."""
    rows = db.session.execute(
        select(Item.bank_id, func.count())
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_id.in_(bank_ids), ItemVersion.state == State.RETIRED, is_newest())
        .group_by(Item.bank_id)
    )
    return {bank_id: {State.RETIRED.value: number} for bank_id, number in rows}
