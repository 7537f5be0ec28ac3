"""Everything the product writes into its log can be read there as a sentence."""

import ast
import fnmatch
from collections.abc import Iterator

import pytest

from training.auditlog.domain import ACTS
from training.core.config import REPOSITORY

pytestmark = pytest.mark.one_database
RECORDING = {"record", "record_many", "_note", "note_item"}  # `_note(action, …)`: shorthands of features for `record`


def recorded() -> Iterator[tuple[str, str]]:
    """Where an action is recorded, and its name; `duties_*` where its end is put in."""
    for path in sorted((REPOSITORY / "training").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RECORDING:
                place = f"{path.relative_to(REPOSITORY).as_posix()}:{node.lineno}"
                yield from ((place, name) for name in names_in(node.args[0]))


def names_in(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.JoinedStr):
        first = argument.values[0]
        assert isinstance(first, ast.Constant), "an action begins with its own words"
        yield f"{first.value}*"
        return
    for part in ast.walk(argument):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_act_that_is_recorded_has_its_sentence():
    missing = [f"{place} {action}" for place, action in recorded() if not fnmatch.filter(ACTS, action)]
    assert missing == [], "add these to ACTS in training/auditlog/domain.py"


def test_no_sentence_is_left_over():
    used = {name for _place, action in recorded() for name in fnmatch.filter(ACTS, action)}
    assert set(ACTS) - used == set()
