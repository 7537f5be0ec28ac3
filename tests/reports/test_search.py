"""The list behind a figure is searched by person and by the unit a duty counts for."""

import pytest
from flask import Flask

from tests.client import Browser
from tests.factories.attempts import make_assignment
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.core.access import Role


@pytest.mark.parametrize("words", ["wahyuni", "puskesmas", "WAHYUNI puskes"])
def test_people_are_found_by_their_name_and_their_unit(app: Flask, words: str) -> None:
    unit = make_unit("Dinas")
    boss = make_user("Kepala", unit=unit, email="atasan@example.id")
    make_grant(boss, Role.SUPERVISOR, unit)
    make_user("Wahyuni", unit=make_unit("Puskesmas", parent=unit))
    make_assignment(make_module(), unit)
    browser = Browser(app).log_in("atasan@example.id", PASSWORD)
    page = browser.get("/reports/people")
    form = next(form for form in page.forms() if form.find(".//input[@type='search']") is not None)
    field = form.find(".//input[@type='search']")
    assert field is not None
    found = browser.get(browser.submit(page, form, **{field.get("name", ""): words}).location)
    assert ("Wahyuni" in found.words, "Kepala" in found.words) == (True, False)
