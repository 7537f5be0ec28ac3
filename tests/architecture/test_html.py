"""Every page a person can open, judged by a checker that knows HTML better than we do (Node; the slow set)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.test_access import address_of, belongings_of, routes, visit
from tests.client import Browser
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.core.access import Role
from training.core.config import REPOSITORY

ENDS_THE_SESSION = {"accounts.logout", "accounts.logout_everywhere"}
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
    """The HTML of every page by its route: signed out, as a participant and as somebody in charge of everything.

    First what answers a GET, then what answers a form that was sent with nothing in it, with its errors.
    """
    module, office, agency = make_module(3), make_unit(), make_unit()
    participant = make_user(unit=office, email="peserta@example.id")
    staff = make_user(unit=agency, email="pengurus@example.id")
    for role in Role:
        make_grant(staff, role, agency)
    own, in_charge = belongings_of(participant, module, office), belongings_of(staff, module, agency)
    visitors = [
        ("signed out", Browser(app), own),
        ("participant", Browser(app).log_in("peserta@example.id", PASSWORD), own),
        ("staff", Browser(app).log_in("pengurus@example.id", PASSWORD), in_charge),
    ]
    pages = {"not found": visitors[0][1].get("/tidak-ada").text}
    for rule, method in sorted(routes(app), key=lambda one: (one[1], one[0].rule)):
        for name, browser, things in visitors:
            if rule.endpoint in ENDS_THE_SESSION and name != "signed out":
                continue
            page = visit(browser, method, address_of(app, rule, module, things))
            if page.is_html and page.text:
                pages[f"{rule.endpoint} {method} {name}"] = page.text
    return pages


@pytest.mark.slow
@pytest.mark.one_database
def test_every_page_is_sound_html(app: Flask, checker: Path, tmp_path: Path) -> None:
    pages = pages_of(app)
    assert len(pages) > 200
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
