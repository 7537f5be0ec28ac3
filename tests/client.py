"""A browser without scripts: it follows links and fills in forms as they stand on the page.

Each request runs in an application context of its own, as on a server. It fails on a GET that writes, on HTML that a
parser complains about, on an id that occurs twice and on a field without a label.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.globals import _cv_app
from sqlalchemy import event
from werkzeug.test import TestResponse

from training.core.db import db

WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b", re.IGNORECASE)
BINARY = frozenset(
    {
        "application/pdf",
        "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
UNLABELLED = frozenset({"hidden", "submit", "button"})
SENDING = frozenset({"input", "select", "textarea"})
Value = str | int | Sequence[str]


class Page:
    """One answer of the server."""

    def __init__(self, response: TestResponse, statements: list[str]) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.text = response.get_data(as_text=True) if response.mimetype not in BINARY else ""
        self.statements = statements
        self.is_html = response.mimetype == "text/html" and not self.location
        self.tree: Element | None = html5lib.parse(self.text, namespaceHTMLElements=False) if self.is_html else None

    @property
    def json(self) -> Any:
        """The JSON of an answer."""
        return self.response.get_json()

    @property
    def words(self) -> str:
        """All visible text, white space folded."""
        assert self.tree is not None
        main = self.tree.find(".//main")
        return " ".join("".join((main if main is not None else self.tree).itertext()).split())

    @property
    def heading(self) -> str:
        """The text of the first h1."""
        return self.texts(".//h1")[0]

    def texts(self, path: str) -> list[str]:
        """The texts of the elements at an ElementPath."""
        assert self.tree is not None
        return [" ".join("".join(element.itertext()).split()) for element in self.tree.iterfind(path)]

    def links(self) -> dict[str, str]:
        """Addresses by link text."""
        assert self.tree is not None
        return {" ".join("".join(link.itertext()).split()): link.get("href", "") for link in self.tree.iterfind(".//a")}

    def forms(self) -> list[Element]:
        """All forms of the page."""
        assert self.tree is not None
        return list(self.tree.iterfind(".//form"))

    def form(self, *, action: str | None = None) -> Element:
        """The form that posts to an address, else the first one in the main part."""
        assert self.tree is not None
        candidates = list(self.tree.iterfind(".//main//form"))
        if action is not None:
            candidates = [form for form in self.forms() if form.get("action") == action]
        return candidates[0]

    def fields(self, form: Element) -> dict[str, list[str]]:
        """What a form would send as it stands, without its buttons."""
        sent: dict[str, list[str]] = {}
        for field in form.iter():
            if field.tag in SENDING and field.get("name") and field.get("disabled") is None and _is_sent(field):
                sent.setdefault(field.get("name", ""), []).extend(_values(field))
        return sent


def _is_sent(field: Element) -> bool:
    kind = field.get("type", "text")
    return kind not in ("submit", "button") and not (kind in ("radio", "checkbox") and field.get("checked") is None)


def _values(field: Element) -> list[str]:
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", "") for option in chosen]
    return [field.get("value", "")]


class Browser:
    """Visits pages with cookies of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, address: str, **options: Any) -> Page:
        """One page. Fails when the GET writes or the HTML is not sound."""
        page = self._send("GET", address, **options)
        writing = [statement for statement in page.statements if WRITING.match(statement)]
        assert not writing or "last_seen_at" in writing[0], f"GET {address} writes: {writing}"
        return page

    def post(self, address: str, data: Mapping[str, Any] | None = None, *, token: bool = True, **options: Any) -> Page:
        """A POST with the CSRF token of this browser's session (or without, to see it refused)."""
        sent = dict(data or {})
        if token:
            sent.setdefault("csrf_token", self.token())
        return self._send("POST", address, data=sent, **options)

    def post_encoded(self, address: str, body: str) -> Page:
        """A POST of a body that is encoded already, as no browser would."""
        return self._send("POST", address, data=body, content_type="application/x-www-form-urlencoded")

    def submit(self, page: Page, form: Element, **filled: Value) -> Page:
        """Send a form of a page as it stands, with some fields filled in."""
        data: dict[str, Any] = {**page.fields(form), **filled}
        address = form.get("action") or page.response.request.full_path.rstrip("?")
        return self._send("POST", address, data=data)

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads, to the end."""
        while page.location:
            page = self.get(page.location)
        return page

    def token(self) -> str:
        """The CSRF token as pages of this session carry it."""
        text = self.get("/activate").text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        assert found, text[:300]
        return found.group(1)

    def log_in(self, name: str, password: str) -> "Browser":
        """Sign in by the form."""
        page = self.post("/login", {"name": name, "password": password})
        assert page.status == 303, page.text
        return self

    def _send(self, method: str, address: str, **options: Any) -> Page:
        with _context_of_its_own(), recorded_statements(self.app) as statements:
            response = self.client.open(address, method=method, **options)
        page = Page(response, statements)
        if page.is_html:
            _check_sound(page, address)
        return page


@contextmanager
def recorded_statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that runs meanwhile; BEGIN, COMMIT and their like left out."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _context_of_its_own() -> Iterator[None]:
    """Leave the test's application context for a moment, so that `g` and the session are the request's own."""
    db.session.commit()
    db.session.remove()
    token = _cv_app.set(None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        _cv_app.reset(token)
        db.session.expire_all()


def _check_sound(page: Page, address: str) -> None:
    assert page.tree is not None
    ids = Counter(element.get("id") for element in page.tree.iter() if element.get("id"))
    doubled = [name for name, count in ids.items() if count > 1]
    assert not doubled, f"{address}: ids occur twice: {doubled}"
    labels = {label.get("for") for label in page.tree.iterfind(".//label")}
    inside = {id(field) for label in page.tree.iterfind(".//label") for field in label.iter()}
    for field in page.tree.iter():
        if field.tag not in ("input", "select", "textarea") or field.get("type") in UNLABELLED:
            continue
        named = field.get("id") in labels or id(field) in inside or field.get("aria-hidden") == "true"
        assert named or field.get("aria-label"), f"{address}: field {field.attrib} has no label"
