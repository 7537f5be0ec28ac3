"""Statements that both databases understand in their own words."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, FromClause, Join, Update, cast, column, func, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

from training.core.db import BIG, db

UNSYNCHRONISED = {"synchronize_session": False}


def insert_into(table: Any) -> postgresql.Insert:
    """An INSERT that knows ON CONFLICT; typed as that of PostgreSQL, whose methods SQLite's has too."""
    insert: Any = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    return insert(table)  # type: ignore[no-any-return]  # one of the two


def ids_as_rows(ids: Sequence[int]) -> ColumnElement[int]:
    """Ids as the rows of a SELECT: one parameter, however many there are."""
    if db.engine.dialect.name == "sqlite":
        return func.json_each(json.dumps(list(ids))).table_valued(column("value", BIG)).c.value
    return func.unnest(cast(list(ids), postgresql.ARRAY(BIG))).column_valued("ids")


def rows_changed(statement: Update) -> int:
    """Run an UPDATE past the session and return how many rows it changed."""
    result = db.session.execute(statement, execution_options=UNSYNCHRONISED)
    return result.rowcount if isinstance(result, CursorResult) else 0


class JoinInOrder(Join):
    """An inner join whose left side SQLite reads first, whatever it thinks of that; PostgreSQL chooses for itself."""

    inherit_cache = True


@compiles(JoinInOrder, "sqlite")
def _cross_join(join: JoinInOrder, compiler: Any, **options: Any) -> str:
    options = {**options, "asfrom": True, "from_linter": None}  # every join has its condition
    left, right = compiler.process(join.left, **options), compiler.process(join.right, **options)
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause)}"


def in_order(left: Any, right: Any, condition: ColumnElement[bool]) -> FromClause:
    """Two tables or models joined as a JoinInOrder."""
    return JoinInOrder(inspect(left).selectable, inspect(right).selectable, condition)
