"""An agency with two offices and an admin of the first, for the tests of these pages."""

from dataclasses import dataclass
from datetime import date

from flask import Flask

from tests.client import Browser, Page
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.core.access import Role
from training.org.models import Unit


@dataclass(frozen=True)
class Place:
    """`office` is the admin's branch, with `room` below it; `sibling` is foreign to them."""

    agency: Unit
    office: Unit
    room: Unit
    sibling: Unit
    admin: User
    browser: Browser


def make_place(app: Flask, *, until_on: date | None = None) -> Place:
    """The admin is signed in; an admin of the whole agency exists beside them."""
    agency = make_unit("Pemerintah Kabupaten", code="PEMKAB")
    office = make_unit("Dinas Kesehatan", parent=agency, code="DINKES")
    room = make_unit("Puskesmas Tirtamaya", parent=office, code="PKM-1")
    sibling = make_unit("Dinas Pendidikan", parent=agency, code="DISDIK")
    admin = make_user("Siti Admin", unit=office, email="admin@example.id")
    make_grant(make_user("Pemimpin Besar", unit=agency), Role.ADMIN, agency)
    make_grant(admin, Role.ADMIN, office, until_on=until_on)
    return Place(agency, office, room, sibling, admin, Browser(app).log_in("admin@example.id", PASSWORD))


def send(browser: Browser, address: str, **filled: str) -> Page:
    """Open the page with a form, fill it in and send it as it stands there; buttons are `action=…`."""
    page = browser.get(address)
    form = next(
        form for form in page.forms() if form.get("method") == "post" and form.find(".//input[@name='next']") is None
    )
    return browser.submit(page, form, **filled)
