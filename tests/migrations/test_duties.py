"""Going back before duties and up again fills in what was maintained all along."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.factories.attempts import STARTED_AT, make_assignment, make_attempt, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_unit, make_user
from training.core.db import db

BEFORE = "0003"
MAINTAINED = text(
    "SELECT id, unit_id, attempts_started, attempts_submitted, best_parts, valid_until_on, exempted_at, ended_because"
    " FROM enrolments ORDER BY id"
)


def rows(statement: Any) -> Sequence[Any]:
    with db.engine.connect() as connection:
        return connection.execute(statement).all()


def shape(table: str) -> dict[str, Any]:
    found = inspect(db.engine)
    return {
        "columns": {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table)},
        "indexes": {str(index["name"]): index["column_names"] for index in found.get_indexes(table)},
        "checks": {check["name"] for check in found.get_check_constraints(table)},
        "foreign": {tuple(key["constrained_columns"]): key["referred_table"] for key in found.get_foreign_keys(table)},
    }


def test_down_and_up_again_gives_the_same_tables_and_the_same_facts(app: Flask) -> None:
    unit = make_unit()
    starter, passer, idle = (make_user(unit=unit) for _ in range(3))
    module = make_module(items=2)
    make_assignment(module, unit)
    make_attempt(starter, make_enrolment(starter, module))
    make_submitted(passer, make_enrolment(passer, module), correct=0)
    make_submitted(passer, make_enrolment(passer, module), correct=2, now=STARTED_AT + timedelta(days=1))
    make_enrolment(idle, make_module(items=1))
    db.session.remove()
    before, tables = rows(MAINTAINED), {table: shape(table) for table in ("enrolments", "assignments")}
    assert [tuple(row)[1:5] for row in before] == [
        (unit.id, 1, 0, None),
        (unit.id, 2, 2, 1_000_000),
        (unit.id, 0, 0, None),
        (unit.id, 0, 0, None),
    ]
    downgrade(revision=BEFORE)
    assert "unit_id" not in shape("enrolments")["columns"]
    assert "one_enrolment_per_assignment_cycle" in shape("enrolments")["indexes"]
    upgrade()
    assert rows(MAINTAINED) == before
    assert {table: shape(table) for table in tables} == tables
    assert rows(text("SELECT COUNT(*) FROM attempts WHERE enrolment_id IN (SELECT id FROM enrolments)"))[0][0] == 3
