"""One page of a long list of duties: nothing but ids is sorted, and the pages near the end are found from the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, literal, select

from training.accounts.models import User
from training.assignments.models import Enrolment
from training.assignments.queries.duties import Duties
from training.core.db import db

LOOK = 2
BY_NAME = func.lower(User.full_name)
"""People in the order of an index."""


@dataclass(frozen=True)
class Key:
    """Something to sort by; what is missing comes last, whichever way."""

    column: Any
    descending: bool = False

    def forward(self) -> UnaryExpression[Any]:
        """In the order of the list."""
        column: UnaryExpression[Any] = self.column.desc() if self.descending else self.column.asc()
        return column.nulls_last()

    def backward(self) -> UnaryExpression[Any]:
        """From the end of the list."""
        column: UnaryExpression[Any] = self.column.asc() if self.descending else self.column.desc()
        return column.nulls_first()


@dataclass(frozen=True)
class Sorting:
    """Keys, the most important first, and the tables their columns are of; ids make the order total.

    `by_name`: the first key is that of `BY_NAME`.
    """

    keys: tuple[Key, ...]
    people: bool = False
    quiz: bool = False
    by_name: bool = False

    def order(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The statement in the order of the list."""
        return statement.order_by(*(key.forward() for key in self.keys), Enrolment.id)


def count_of(duties: Duties) -> int:
    """How many duties those are."""
    return int(db.session.scalars(duties.select(func.count())).one())


def _counted(duties: Duties) -> tuple[int, int]:
    """How many duties those are, and the highest id of a person: there are hardly more people than that."""
    highest = select(func.max(User.id)).scalar_subquery()
    total, people = db.session.execute(duties.select(func.count(), highest)).one()
    return int(total), people or 0


def _is_dense(total: int, people: int, *, depth: int) -> bool:
    """Whether a page so deep in the list is sooner found person by person than by sorting all of it.

    Of all people one in people / total is in the list, so that many are looked at for each row down to the page; a look
    costs about twice what sorting one row does (measured on SQLite).
    """
    return LOOK * depth * people <= total * total


def ids_on_page(
    duties: Duties, sorting: Sorting, *, offset: int, limit: int, total: int | None = None
) -> tuple[list[int], int]:
    """The ids of one page, and how many duties there are; two statements, or one where `total` is known.

    What must look at people is read once and counted on the way; all else is counted from the index first.
    """
    people = 0
    if total is None and not (duties.corps or duties.words):
        total, people = _counted(duties)
    elif total is not None and sorting.by_name:
        people = db.session.scalar(select(func.max(User.id))) or 0
    skip = total - offset - limit if total is not None and total > offset > total // 2 else None
    walks = sorting.by_name and _is_dense(total or 0, people, depth=limit + (offset if skip is None else max(0, skip)))
    counted: ColumnElement[int] = func.count().over() if total is None else literal(total)
    narrow = duties.select(Enrolment.id, counted, people=sorting.people, quiz=sorting.quiz, by_people=walks)
    if total is not None and skip is not None:
        return _from_the_end(narrow, sorting, skip=max(0, skip), limit=min(limit, total - offset)), total
    found = db.session.execute(sorting.order(narrow).offset(offset).limit(limit)).all()
    if total is None:
        total = found[0][1] if found else count_of(duties) if offset else 0
    return [row[0] for row in found], total


def _from_the_end(
    narrow: Select[*tuple[Any, ...]], sorting: Sorting, *, skip: int, limit: int
) -> list[int]:  # fmt: skip
    backward = narrow.order_by(*(key.backward() for key in sorting.keys), Enrolment.id.desc())
    return [row[0] for row in db.session.execute(backward.offset(skip).limit(limit))][::-1]


def in_order_of(ids: Sequence[int], rows: dict[int, Any]) -> list[Any]:
    """Rows by id in the order of the ids; one that is gone by now is left out."""
    return [rows[one] for one in ids if one in rows]
