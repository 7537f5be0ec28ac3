"""Each folder has its place in the order of imports, and each file and function can be seen whole."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from training.core.config import REPOSITORY

pytestmark = pytest.mark.one_database
LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40
PYTHON = [
    REPOSITORY / "app.py",
    *(
        path
        for folder in ("training", "tests", "bench", "tools")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
    ),
]
SHARED = {"core", "serve"}


def contracts() -> list[dict[str, list[str]]]:
    read = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, list[str]]] = read["tool"]["importlinter"]["contracts"]
    return found


def parts_of_training() -> set[str]:
    children = (REPOSITORY / "training").iterdir()
    return {path.stem for path in children if (path / "__init__.py").is_file() or path.suffix == ".py"} - {"__init__"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long it is without the functions inside it."""
    nested = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef) and node is not function]
    return _lines(function) - sum(map(_lines, nested))


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def named(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def test_every_folder_has_its_place_in_the_order_of_imports():
    places = {layer.strip("()") for layer in contracts()[0]["layers"]}
    assert parts_of_training() - places == set()


def test_every_feature_keeps_its_layers():
    kept = {container.removeprefix("training.") for container in contracts()[1]["containers"]}
    assert kept == parts_of_training() - SHARED


def test_no_file_is_longer_than_can_be_seen_whole():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    too_long = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in PYTHON
        for node in functions(path)
        if own_lines(node) > LINES_OF_A_FUNCTION
    ]
    assert too_long == []


def test_only_the_unit_of_work_commits():
    committing = {
        named(path)
        for path in (REPOSITORY / "app.py", *(REPOSITORY / "training").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert committing == {"training/core/transaction.py"}


def test_migrations_import_nothing_that_will_change():
    ours = {
        f"{named(path)}:{node.lineno}"
        for path in (REPOSITORY / "migrations" / "versions").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in {"training", "app"}
    }
    assert ours == set()
