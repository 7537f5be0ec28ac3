"""The way into the managing side."""

from datetime import date

import pytest
from flask import Flask

from tests.client import Browser
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.core.access import Role


def browser_of(app: Flask, *, role: Role | None = None, until_on: date | None = None) -> Browser:
    unit = make_unit()
    user = make_user(unit=unit, email="saya@example.id")
    if role is not None:
        make_grant(user, role, unit, until_on=until_on)
    return Browser(app).log_in("saya@example.id", PASSWORD)


def test_who_only_takes_part_sees_no_way_to_manage(app: Flask) -> None:
    browser = browser_of(app)
    assert "Kelola" not in browser.get("/home").links()
    assert browser.get("/manage").status == 403


@pytest.mark.parametrize("role", Role)
def test_every_role_leads_somewhere(app: Flask, role: Role) -> None:
    browser = browser_of(app, role=role)
    page = browser.follow(browser.get(browser.get("/home").links()["Kelola"]))
    assert page.status == 200


def test_a_role_that_ended_opens_nothing_and_shows_no_way(app: Flask) -> None:
    browser = browser_of(app, role=Role.ADMIN, until_on=date(2024, 6, 1))
    assert "Kelola" not in browser.get("/home").links()
