"""A running demo and a Chromium per worker; visitors per test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.chromium import running_chromium
from tests.journeys.site import Site, running_site
from tests.journeys.visitor import Visitor
from tests.mail_server import HOST, Mailbox, running_mail_server

NewVisitor = Callable[..., Visitor]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys need a browser, and one database is enough for them."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")
            item.add_marker("one_database")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    """Where the demo sends its mail."""
    with running_mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(mail_server: Mailbox) -> Mailbox:
    """It, with nothing in it yet."""
    mail_server.messages.clear()
    mail_server.recipients.clear()
    return mail_server


@pytest.fixture(scope="session")
def site(mail_server: Mailbox) -> Iterator[Site]:
    """A running demo of its own for this worker, which can send mail."""
    settings = {"NETRAL_SMTP_URL": f"smtp://{HOST}:{mail_server.port}", "NETRAL_MAIL_FROM": "netral@tirtamaya.example"}
    with running_site(settings) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser process for this worker."""
    with running_chromium() as running:
        yield running


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
