"""A running demo and a Chromium per worker; visitors per test. NETRAL_CHROMIUM names the browser where it is not found."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.site import Site, running_site
from tests.journeys.visitor import Visitor

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NewVisitor = Callable[..., Visitor]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys need a browser, and one database is enough for them."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")
            item.add_marker("one_database")


def find_chromium() -> str:
    """The browser of the tests. Raises RuntimeError that says how to name one."""
    found = os.environ.get("NETRAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError("No Chromium found: install one or name it in NETRAL_CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A running demo of its own for this worker."""
    with running_site() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser process for this worker."""
    alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *alone])
        yield launched
        launched.close()


@pytest.fixture
def new_visitor(chromium: Browser, site: Site) -> Iterator[NewVisitor]:
    """Makes visitors; at the end of the test each must have a silent console and have asked no other host."""
    made: list[Visitor] = []

    def make(**profile: Any) -> Visitor:
        made.append(Visitor(chromium, site, **profile))
        return made[-1]

    yield make
    for visitor in made:
        visitor.close()


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    """Somebody with a phone."""
    return new_visitor()
