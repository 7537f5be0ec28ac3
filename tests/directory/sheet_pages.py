"""Files sent by an admin, as a browser sends them."""

from collections.abc import Sequence
from io import BytesIO

from flask import Flask

from tests.client import Browser, Page
from tests.factories.jobs import run_jobs
from tests.factories.people import PASSWORD, make_grant, make_user
from training.core.access import Role
from training.org.models import Unit

PEOPLE = "/people/import"
UNITS = "/units/import"


def admin_of(app: Flask, unit: Unit, *, email: str = "admin@example.id") -> Browser:
    """An admin of a branch, signed in."""
    user = make_user("Ani Admin", unit=unit, email=email)
    make_grant(user, Role.ADMIN, unit)
    return Browser(app).log_in(email, PASSWORD)


def csv(*lines: str) -> bytes:
    """Lines as a file that Excel writes here."""
    return "\r\n".join(lines).encode("utf-8-sig")


def send(browser: Browser, address: str, content: bytes, *, name: str = "berkas.csv", **fields: str) -> Page:
    """The answer to a file."""
    return browser.post(address, {"sheet": (BytesIO(content), name), **fields}, content_type="multipart/form-data")


def checked(
    app: Flask, browser: Browser, address: str, content: bytes, *, name: str = "berkas.csv", **fields: str
) -> Page:
    """The check page of a file."""
    answer = send(browser, address, content, name=name, **fields)
    assert answer.status == 303, answer.words
    run_jobs(app)
    return browser.get(answer.location)


def saved(app: Flask, browser: Browser, page: Page, **ticks: str) -> Page:
    """The page after saving what a check page shows."""
    form = next(form for form in page.forms() if form.get("id") == "save")
    answer = browser.submit(page, form, **ticks)
    run_jobs(app)
    return browser.get(answer.location)


def group(browser: Browser, page: Page, name: str) -> Page:
    """One group of a check page."""
    return browser.get(f"{page.response.request.path}?group={name}")


def tabs(page: Page) -> Sequence[str]:
    """The groups with their counts."""
    return page.texts(".//nav[@class='tabs']/a")
