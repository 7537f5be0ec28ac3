"""`.env.example` and the code name the same settings."""

import re

import pytest

from training.core.config import REPOSITORY

pytestmark = pytest.mark.one_database


def test_the_example_explains_every_setting_there_is_and_no_other():
    code = (REPOSITORY / "training" / "core" / "config.py").read_text(encoding="utf-8")
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    read = set(re.findall(r"""["'](NETRAL_[A-Z_]+|HOST|PORT)["']""", code))
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == read


def test_every_setting_in_the_example_is_explained_above_it():
    lines = (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"#?[A-Z_]+=", line) and not re.match(r"# \w", above)
    ]
    assert bare == []
