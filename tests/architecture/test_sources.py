"""What must not stand in a file of the repository, and what must stand beside an exception."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from training.core.config import REPOSITORY

pytestmark = pytest.mark.one_database
# Put together, so that this file does not hold them itself.
HOSTS_OF_REGISTRIES = "|".join(
    re.escape(".".join(parts))
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("debian", "org"))
)
FOLDERS_OF_A_MACHINE = "|".join(f"/{name}/" for name in ("work", "root", "Users"))
SILENCED = "# " + "noqa"
CODES = "[A-Z]+[0-9]+"
WITH_REASON = re.compile(rf"{SILENCED}: {CODES}(, ?{CODES})* +[-#] \S+")


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = (REPOSITORY / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def lines_with(pattern: str) -> Iterator[str]:
    found = re.compile(pattern)
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if found.search(line):
                yield f"{path.relative_to(REPOSITORY).as_posix()}:{number}: {line.strip()[:120]}"


def test_no_file_names_a_registrys_host():
    assert list(lines_with(HOSTS_OF_REGISTRIES)) == []


def test_no_file_names_a_folder_of_one_machine():
    assert list(lines_with(rf"(?<![\w.<}}-])({FOLDERS_OF_A_MACHINE})")) == []


def test_every_silenced_rule_has_its_reason():
    silenced = [line for line in lines_with(SILENCED) if line.partition(":")[0].endswith(".py")]
    assert [line for line in silenced if not WITH_REASON.search(line)] == []


def test_every_silenced_type_names_what_it_silences():
    assert list(lines_with(r"# type: " + r"ignore(?!\[)")) == []


def test_every_rule_of_a_style_sheet_is_closed() -> None:
    """A brace that a merge lost would hide all that follows from large screens."""
    unbalanced = {}
    for path in sorted((REPOSITORY / "static" / "css").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if text.count("{") != text.count("}"):
            unbalanced[path.name] = (text.count("{"), text.count("}"))
    assert unbalanced == {}
