"""Many rows or values at a time, handed to the database as one parameter that it takes apart itself.

A statement that names a parameter for each value costs more to write and to read than to run, and can be kept by
nobody: its text changes with the number of values. Here the text is the same for one row and for a thousand.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    String,
    Table,
    Text,
    any_,
    cast,
    column,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert
from sqlalchemy.types import TypeEngine

from training.core.db import db
from training.core.statements import insert_into


def among(value: Any, values: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """Whether a column is one of these integers or texts."""
    if _is_sqlite():
        each = func.json_each(literal(json.dumps(list(values)), Text)).table_valued("value")
        found: ColumnElement[bool] = value.in_(select(each.c.value))
        return found
    kind = BigInteger() if isinstance(value.type, Integer) else Text()
    return value == any_(literal(list(values), ARRAY(kind)))  # type: ignore[no-any-return]  # a comparison of columns


def records(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, TypeEngine[Any]]) -> FromClause:
    """Rows to select from: a column for each of `kinds`, of integers, booleans, texts, ISO dates or JSON.

    They travel as lists in the order of `kinds`: names in each row would be the larger part.
    """
    sent = literal(json.dumps([[row[name] for name in kinds] for row in rows]), Text)
    take = _taken_by_sqlite if _is_sqlite() else _taken_by_postgresql
    each = func.json_each(sent) if _is_sqlite() else func.jsonb_array_elements(cast(sent, JSONB))
    value = each.table_valued(column("value", JSON if _is_sqlite() else JSONB)).c.value
    parts = [take(value, place, _carried(kind)).label(name) for place, (name, kind) in enumerate(kinds.items())]
    return select(*parts).subquery("given")


def _taken_by_sqlite(value: ColumnElement[Any], place: int, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return func.json_extract(value, f"$[{place}]", type_=kind)


def _taken_by_postgresql(value: ColumnElement[Any], place: int, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    if isinstance(kind, JSONB):
        return value.op("->")(place)
    text = value.op("->>", return_type=Text())(place)
    return text if isinstance(kind, Text) else cast(text, kind)


def insert_many(model: Any, rows: Sequence[Mapping[str, Any]], **same: Any) -> Insert:
    """An INSERT of rows that have the same keys; `same` is what stands in all of them, and may be of any type.

    What turns out to be the same in all rows is handed over once, too.
    """
    table = table_of(model)
    same = {**_shared(rows, table), **same}
    kinds = {name: table.c[name].type for name in rows[0] if name not in same}
    given = records(rows, kinds)
    shared = [literal(value, table.c[name].type).label(name) for name, value in same.items()]
    found = select(*(given.c[name] for name in kinds), *shared).where(true())
    return insert_into(table).from_select([*kinds, *same], found)


def _shared(rows: Sequence[Mapping[str, Any]], table: Table) -> dict[str, Any]:
    """Columns in which all rows have the same text, number or nothing, an empty list, or one and the same object of JSON."""
    first, *others = rows
    same = {name: value for name, value in first.items() if others and _is_shared(name, value, others, table)}
    return same if len(same) < len(first) else {}


def _is_shared(name: str, value: Any, others: Sequence[Mapping[str, Any]], table: Table) -> bool:
    kind = table.c[name].type
    if isinstance(kind, JSON):
        is_empty = value in ([], {})
        return all(row[name] is value or (is_empty and row[name] == value) for row in others)
    can_be = isinstance(kind, String | Integer) and (value is None or type(value) in (str, int))
    return can_be and all(row[name] == value for row in others)


def table_of(model: Any) -> Table:
    """The table of a model, for statements that pass the session's objects by."""
    table: Table = model.__table__
    return table


def _carried(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type by which a value travels: texts of any length, so that one too long is refused rather than cut."""
    if isinstance(kind, String):
        return Text()
    if isinstance(kind, JSON):
        return JSONB() if not _is_sqlite() else JSON()
    return BigInteger() if isinstance(kind, Integer) else kind


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
