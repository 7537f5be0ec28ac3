"""Everything the product writes into its log can be read there as a sentence."""

import ast
import fnmatch
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from training.auditlog.domain import ACTS
from training.core.config import REPOSITORY

pytestmark = pytest.mark.one_database
Place = tuple[str, ast.expr, ast.FunctionDef | None]


@cache
def recorded() -> tuple[tuple[str, str], ...]:
    """Where an action is recorded, and its name; `duties_*` where its end is put in.

    An action is what `record` gets, and whatever else a feature that writes the log gives to a parameter, keyword or key
    called `action`: so the shorthands of features are found whatever they are called.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in (REPOSITORY / "training").rglob("*.py")}
    writers = {path: tree for path, tree in trees.items() if imports_log(tree)}
    shared = {name: place for tree in writers.values() for name, place in relays(tree).items() if name[0] != "_"}
    return tuple(
        (place, name)
        for path, tree in sorted(trees.items())
        for place, argument, function in given(path, tree, {**shared, **(relays(tree) if path in writers else {})})
        for name in names_in(place, argument, function)
    )


def imports_log(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("training.audit.") for node in tree.body
    ) or any(isinstance(node, ast.FunctionDef) and node.name == "record" for node in tree.body)


def relays(tree: ast.Module) -> dict[str, int]:
    """Functions that take an action, and at which place."""
    places = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [each.arg for each in node.args.args]
            if "action" in names:
                places[node.name] = names.index("action")
    return places


def given(path: Path, tree: ast.Module, known: dict[str, int]) -> Iterator[Place]:
    """Each action that a file hands on, with the function it stands in."""
    is_writer = imports_log(tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    within = {id(inner): function for function in functions for inner in ast.walk(function)}
    for node in ast.walk(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            found = node.args[known[node.func.id] :][:1] or [
                each.value for each in node.keywords if each.arg == "action"
            ]
        elif is_writer and isinstance(node, ast.Call):
            found = [each.value for each in node.keywords if each.arg == "action"]
        elif is_writer and isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "action"]
        place = f"{path.relative_to(REPOSITORY).as_posix()}:{getattr(node, 'lineno', 0)}"
        yield from ((place, each, within.get(id(node))) for each in found)


def names_in(place: str, argument: ast.expr, function: ast.FunctionDef | None) -> Iterator[str]:
    """The names that an expression may have; those of a parameter `action` are told by whoever gives it."""
    match argument:
        case ast.Constant(value=str(name)):
            yield name
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_rest]):
            yield f"{start}*"
        case ast.IfExp(body=one, orelse=other):
            yield from names_in(place, one, function)
            yield from names_in(place, other, function)
        case ast.Name(id=name) if function is not None and name in [each.arg for each in function.args.args]:
            assert name == "action", f"{place}: a parameter with an action is called `action`"
        case ast.Name(id=name) if function is not None and (values := assigned(name, function)):
            for value in values:
                yield from names_in(place, value, function)
        case _:
            pytest.fail(f"{place}: write the action out, so that its sentence can be looked for")


def assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and [each.id for each in node.targets if isinstance(each, ast.Name)] == [name]
    ]


def test_every_act_that_is_recorded_has_its_sentence():
    missing = [f"{place} {action}" for place, action in recorded() if not fnmatch.filter(ACTS, action)]
    assert missing == [], "add these to ACTS in training/auditlog/domain.py"


def test_no_sentence_is_left_over():
    used = {name for _place, action in recorded() for name in fnmatch.filter(ACTS, action)}
    assert set(ACTS) - used == set()
