"""Every route against every role and nobody, with one's own objects and with other people's."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.client import Browser, Page
from tests.factories.attempts import make_assignment, make_attempt, make_enrolment, make_submitted
from tests.factories.banks import make_draft, make_unit_bank
from tests.factories.content import make_module
from tests.factories.modules import make_module_draft
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from tests.imports.sample_kinds import make_saved_import
from training.accounts.models import Grant, User
from training.assignments.models import Enrolment
from training.certificates.models import Certificate
from training.core.access import EVERYONE, Permission, Role, required_permission, roles_with
from training.core.db import db
from training.modules.models import Lesson, Module
from training.org.models import Unit

SHARED = {"slug", "lesson_slug", "position", "rule_id", "form", "version_number"}
PUBLIC_BY_CAPABILITY = {"certificates.verify"}
ASKS_FOR_MORE = {400, 409, 410}
OPEN_TO_ALL = {Permission.PUBLIC, *EVERYONE}


@dataclass(frozen=True)
class Belongings:
    """What somebody has, or what lies in their unit: values for the placeholders of addresses.

    A new placeholder that names somebody's object gets a field here; one that everybody shares goes to SHARED.
    """

    enrolment_id: int
    attempt_id: int
    import_id: int
    number: str
    unit_id: int
    assignment_id: int
    duty_id: int
    bank_id: int
    item_id: int
    person_id: int
    grant_id: int
    module_id: int
    lesson_id: int


def belongings_of(user: User, module: Module, unit: Unit) -> Belongings:
    """Things of `user` and of `unit`, which for the foreign set are those of somebody else in a sibling unit."""
    done = make_enrolment(user, module)
    make_submitted(user, done, correct=3, seed=user.id)
    number = db.session.scalars(select(Certificate.number).where(Certificate.enrolment_id == done)).one()
    enrolment_id = make_enrolment(user, module)
    assignment = make_assignment(module, unit)
    duty_id = db.session.scalars(
        select(Enrolment.id).where(Enrolment.assignment_id == assignment.id, Enrolment.user_id == user.id)
    ).one()
    bank = make_unit_bank(unit)
    colleague, supervisor = make_user(unit=unit), make_user(unit=unit)
    make_grant(supervisor, Role.SUPERVISOR, unit)
    module_draft = make_module_draft(unit, f"Pelatihan {unit.code}", actor_id=user.id)
    return Belongings(
        enrolment_id=enrolment_id,
        import_id=make_saved_import(user.id),
        attempt_id=make_attempt(user, enrolment_id),
        number=number,
        unit_id=unit.id,
        assignment_id=assignment.id,
        duty_id=duty_id,
        bank_id=bank.id,
        item_id=make_draft(bank, user).id,
        person_id=colleague.id,
        grant_id=db.session.scalars(select(Grant.id).where(Grant.user_id == supervisor.id)).one(),
        module_id=module_draft.id,
        lesson_id=db.session.scalars(select(Lesson.id).where(Lesson.module_id == module_draft.id)).one(),
    )


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address_of(app: Flask, rule: Rule, module: Module, things: Belongings) -> str:
    known = {"slug": module.slug, "lesson_slug": "pertama", "position": 1, "rule_id": "asn-hak-pilih"}
    known |= {"version_number": 1, "form": "csv", **vars(things)}
    values = {name: known[name] for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def visit(browser: Browser, method: str, address: str) -> Page:
    return browser.get(address) if method == "GET" else browser.post(address, {"revision": "0"})


def permission_of(app: Flask, rule: Rule) -> Permission | None:
    return required_permission(app.view_functions[rule.endpoint])


def test_every_route_names_its_permission_or_is_public(app: Flask) -> None:
    nameless = [rule.rule for rule in app.url_map.iter_rules() if permission_of(app, rule) is None]
    assert nameless == []


def test_a_visitor_sees_public_pages_and_is_asked_to_sign_in_for_the_rest(app: Flask) -> None:
    module, unit = make_module(3), make_unit()
    things = belongings_of(make_user(unit=unit), module, unit)
    for rule, method in routes(app):
        page = visit(Browser(app), method, address_of(app, rule, module, things))
        if permission_of(app, rule) is Permission.PUBLIC:
            assert page.status in {200, 303, 400}, (rule.rule, method, page.status)
        else:
            assert page.status == 303, (rule.rule, method, page.status)
            assert page.location.startswith("/login"), (rule.rule, method, page.location)


@pytest.mark.parametrize("role", [None, *Role])
def test_everybody_reaches_what_their_role_opens_and_nothing_foreign(app: Flask, role: Role | None) -> None:
    module, agency = make_module(3), make_unit()
    unit, sibling = make_unit(parent=agency), make_unit(parent=agency)
    me, other = make_user(unit=unit, email="saya@example.id"), make_user(unit=sibling)
    if role is not None:
        make_grant(me, role, unit)
    mine, foreign = belongings_of(me, module, unit), belongings_of(other, module, sibling)
    browser = Browser(app).log_in("saya@example.id", PASSWORD)
    for rule, method in routes(app):
        if rule.endpoint in {"accounts.logout", "accounts.logout_everywhere"}:
            continue
        permission = permission_of(app, rule)
        own = address_of(app, rule, module, mine)
        if permission not in OPEN_TO_ALL and (role is None or role not in roles_with(permission)):
            page = visit(browser, method, own)
            assert page.status == 403, (rule.rule, method, page.status)
            continue
        if rule.arguments - SHARED and rule.endpoint not in PUBLIC_BY_CAPABILITY:
            page = visit(browser, method, address_of(app, rule, module, foreign))
            assert page.status == 404, (rule.rule, method, page.status)
        page = visit(browser, method, own)
        assert page.status in {200, 303} | ASKS_FOR_MORE, (rule.rule, method, page.status)


def test_signing_out_and_deactivation_work_at_once(app: Flask) -> None:
    user = make_user(email="saya@example.id")
    first, second = (Browser(app).log_in("saya@example.id", PASSWORD) for _ in range(2))
    first.post("/account/logout-everywhere")
    assert [browser.get("/home").status for browser in (first, second)] == [303, 303]
    again = Browser(app).log_in("saya@example.id", PASSWORD)
    db.session.get_one(User, user.id).deactivated_at = user.created_at
    db.session.commit()
    assert again.get("/home").status == 303
