"""Every form that somebody with all roles can reach answers nonsense with a page that says what is wrong, never a 500.

Forms are found by following the links of the site, so that a new page is tested as soon as one can get to it.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests.client import Browser, Page
from tests.factories.attempts import make_assignment, make_attempt, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.core.access import Role

MOST_PAGES = 300
FEWEST_FORMS = 20
REFUSED = 400
SERVER_ERROR = 500
NUMBER = re.compile(r"\d+")
LEFT_ALONE = ("/logout", "/account/logout-everywhere", "/static/")
LONG = "panjang " * 20_000
NONSENSE: Mapping[str, list[str]] = {
    "empty": [""],
    "doubled": ["1", "2"],
    "over-long": [LONG],
    "NUL": ["a\0b"],
    "other digits": ["١٢٣"],
    "negative": ["-1"],
    "huge": ["9" * 40],
    "fraction": ["1.5e308"],
    "markup": ["<script>alert(1)</script>"],
    "formula": ['=cmd|"/c calc"!A1'],
    "emoji": ["🙂" * 300],
    "half a character": ["\ud800"],
    "path": ["../../etc/passwd"],
    "somebody else's": ["1"],
}


@dataclass(frozen=True)
class Form:
    """A form as a page offers it: where it goes, how, and what it would send."""

    action: str
    method: str
    names: tuple[str, ...]


def fields_of(form: Element) -> tuple[str, ...]:
    named = (field.get("name") for field in form.iter() if field.tag in ("input", "select", "textarea", "button"))
    return tuple(sorted({name for name in named if name and name != "csrf_token"}))


def shape(address: str) -> str:
    """An address without its numbers and query: pages of one sort look alike."""
    return NUMBER.sub("0", urlsplit(address).path)


def is_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith(LEFT_ALONE)


def forms_of(page: Page, address: str) -> Iterator[Form]:
    for form in page.forms():
        action = form.get("action") or address
        if is_ours(action):
            yield Form(action, form.get("method", "get").upper(), fields_of(form))


def reachable(browser: Browser) -> tuple[list[str], list[Form]]:
    """Addresses and forms, one of each shape, found by following links from the home page."""
    seen: set[str] = set()
    forms: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    waiting = deque(["/home", "/manage", "/rules", "/verify", "/activate"])
    visited = []
    while waiting and len(visited) < MOST_PAGES:
        address = waiting.popleft()
        if shape(address) in seen or not is_ours(address):
            continue
        seen.add(shape(address))
        page = browser.get(address)
        visited.append(address)
        assert page.status < SERVER_ERROR, (address, page.status)
        if page.location:
            waiting.append(page.location)
        if page.tree is None:
            continue
        for form in forms_of(page, address):
            forms.setdefault((shape(form.action), form.method, form.names), form)
        waiting.extend(link.get("href", "") for link in page.tree.iterfind(".//a"))
    return visited, list(forms.values())


def send(browser: Browser, form: Form, filled: Mapping[str, list[str]], token: str) -> Page:
    if form.method == "GET":
        return browser.get(f"{form.action.partition('?')[0]}?{encoded(filled)}")
    return browser.post_encoded(form.action, encoded({**filled, "csrf_token": [token]}))


def encoded(filled: Mapping[str, list[str]]) -> str:
    return urlencode(dict(filled), doseq=True, errors="surrogatepass")


@pytest.fixture
def busy_person(app: Flask) -> Browser:
    """Somebody with every role at the top, amid things of every sort."""
    unit, module = make_unit("Pemerintah Kabupaten"), make_module(4)
    user = make_user(unit=unit, email="semua@example.id")
    other = make_user(unit=make_unit(parent=unit))
    for role in Role:
        make_grant(user, role, unit)
    make_assignment(module, unit)
    make_submitted(user, make_enrolment(user, module), correct=4)
    make_submitted(other, make_enrolment(other, module), correct=1)
    make_attempt(user, make_enrolment(user, module))
    return Browser(app).log_in("semua@example.id", PASSWORD)


def test_every_form_answers_nonsense_and_takes_no_post_without_its_token(busy_person: Browser) -> None:
    visited, forms = reachable(busy_person)
    assert len(visited) < MOST_PAGES, "addresses that differ only in what they show must have one shape"
    assert len(forms) > FEWEST_FORMS
    failed, token = [], busy_person.token()
    for form in forms:
        if form.method == "POST":
            page = busy_person.post(form.action, dict.fromkeys(form.names, "1"), token=False)
            assert page.status == REFUSED, (form.action, page.status)
        for sort, values in NONSENSE.items():
            page = send(busy_person, form, dict.fromkeys(form.names, values), token)
            if page.status >= SERVER_ERROR:
                failed.append((form.method, form.action, sort, page.status))
    assert failed == []


@pytest.mark.slow
def test_every_field_alone_answers_nonsense(busy_person: Browser) -> None:
    _visited, forms = reachable(busy_person)
    failed, token = [], busy_person.token()
    for form in forms:
        for name in form.names:
            for sort, values in NONSENSE.items():
                page = send(busy_person, form, {name: values}, token)
                if page.status >= SERVER_ERROR:
                    failed.append((form.method, form.action, name, sort, page.status))
    assert failed == []
