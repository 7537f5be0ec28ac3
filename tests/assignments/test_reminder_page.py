"""The page before reminders are sent: the text to copy, and who cannot be written to."""

from datetime import date

from flask import Flask
from sqlalchemy import update

from tests.client import Browser
from tests.factories.attempts import make_assignment
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.assignments.models import Assignment, Enrolment
from training.assignments.queries.duties import Duties
from training.assignments.queries.people import names_without_address
from training.core import clock
from training.core.access import Role
from training.core.db import db


def text_to_copy(browser: Browser, *assignments: Assignment) -> str:
    page = browser.get("/duties/remind?scope=all" + "".join(f"&assignment={one.id}-1" for one in assignments))
    assert page.tree is not None
    return str(page.tree.find(".//textarea").text)  # type: ignore[union-attr]  # the page has one


def test_the_text_to_copy_says_what_holds_for_all_of_them(app: Flask) -> None:
    unit = make_unit("Dinas")
    people = [make_user(unit=unit) for _ in range(3)]
    module = make_module()
    first = make_assignment(module, unit, due_on=date(2099, 3, 2))
    first.title = "Gelombang satu"
    second = make_assignment(module, unit, due_on=date(2026, 3, 2))
    second.title = "Gelombang dua"
    db.session.commit()
    make_grant(make_user(unit=unit, email="atasan@example.id"), Role.SUPERVISOR, unit)
    browser = Browser(app).log_in("atasan@example.id", PASSWORD)
    name = str(module.title["id"])
    assert f'pelatihan "{name}", paling lambat Senin, 2 Maret 2099.' in text_to_copy(browser, first)
    assert f'pelatihan "{name}", tenggat Senin, 2 Maret 2026 sudah lewat.' in text_to_copy(browser, second)
    duty = update(Enrolment).where(Enrolment.assignment_id == first.id, Enrolment.user_id == people[1].id)
    db.session.execute(duty.values(due_on=date(2099, 4, 1)))
    db.session.commit()
    assert f'pelatihan "{name}", tenggat setiap orang tertera di Netral.' in text_to_copy(browser, first)
    lines = text_to_copy(browser, first, second).splitlines()
    assert lines[1:3] == [
        f"- {name}, Gelombang dua (tenggat Senin, 2 Maret 2026 sudah lewat)",
        f"- {name}, Gelombang satu (tenggat setiap orang tertera di Netral)",
    ]


def test_who_has_no_address_is_named_once_whatever_there_is_to_do(app: Flask) -> None:
    unit = make_unit()
    people = [make_user(unit=unit) for _ in range(3)]
    for _ in range(2):
        make_assignment(make_module(), unit)
    for place, one in enumerate(people):
        one.email, one.login_name, one.full_name = None, f"tanpa.surel.{place}", f"Tanpa Surel {place}"
    db.session.commit()
    assert names_without_address(Duties((unit.path,), None, clock.now()), limit=10) == [
        (one.full_name, unit.name) for one in people
    ]
