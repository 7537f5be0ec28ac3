"""Every page a person can open, judged by a checker that knows HTML better than we do (Node; the slow set)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.test_access import address_of, belongings_of, routes
from tests.client import Browser
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.core.config import REPOSITORY

CHECKER = REPOSITORY / "tools" / "html-validate"


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed checker. Fails where there is no npm: who asks for the slow set wants to know."""
    folder = tmp_path_factory.mktemp("html-validate") / "checker"
    shutil.copytree(CHECKER, folder, ignore=shutil.ignore_patterns("node_modules"))
    assert shutil.which("npm"), "html-validate needs Node 18 or newer with npm: install it, or leave out --slow"
    installed = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, check=False)
    assert installed.returncode == 0, installed.stderr
    return folder


def pages_of(app: Flask) -> dict[str, str]:
    """The HTML of every page that answers a GET, by its route: signed out, and as somebody with things of their own."""
    module, unit = make_module(3), make_unit()
    things = belongings_of(make_user(unit=unit, email="saya@example.id"), module, unit)
    visitors = {"signed out": Browser(app), "participant": Browser(app).log_in("saya@example.id", PASSWORD)}
    pages = {}
    for rule, method in routes(app):
        for name, browser in visitors.items():
            page = browser.get(address_of(app, rule, module, things)) if method == "GET" else None
            if page is not None and page.is_html:
                pages[f"{rule.endpoint} {name}"] = page.text
    return pages | {"not found": visitors["signed out"].get("/tidak-ada").text}


@pytest.mark.slow
@pytest.mark.one_database
def test_every_page_is_sound_html(app: Flask, checker: Path, tmp_path: Path) -> None:
    pages = pages_of(app)
    assert len(pages) > 10
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    program = checker / "node_modules" / ".bin" / "html-validate"
    checked = subprocess.run(
        [program, "--config", checker / ".htmlvalidate.json", "--formatter=text", str(tmp_path / "*.html")],
        cwd=checker,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout.replace(f"{tmp_path}/", "") + checked.stderr
