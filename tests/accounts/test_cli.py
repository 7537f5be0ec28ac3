"""Admin by command: people, roles and codes, with one clear line when something is wrong."""

import re
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.factories.people import make_unit, make_user
from training.accounts.cli import users
from training.accounts.models import ActivationCode, Grant, Membership, User
from training.audit.models import AuditEvent
from training.core.db import db
from training.org.models import Unit

NEW_PASSWORD = "perahu kelapa senja gunung"
NIP = "198102112006021001"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(users, words)


def create(app: Flask, **options: str) -> Result:
    options = {"unit": "dinas", "corps": "pns", "email": "siti@example.id"} | options
    words = [word for name, value in options.items() if value for word in (f"--{name.replace('_', '-')}", value)]
    return run(app, "create", "Siti Rahmawati", *words)


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def unit(app: Flask) -> Unit:
    """The unit `dinas`."""
    return make_unit("Dinas Perhubungan", code="dinas")


def test_a_person_is_made_and_signs_in_with_the_printed_code(app, unit):
    result = create(app, position="Analis", service_kind="nip", service_number="19810211 200602 1 001")
    assert (result.exit_code, result.stderr) == (0, "")
    code = re.search(r"Activation code: (\S+)$", result.stdout.strip())[1]
    user, membership = db.session.execute(select(User, Membership).join(Membership)).one()
    assert (user.full_name, user.email, user.service_number) == ("Siti Rahmawati", "siti@example.id", NIP)
    assert (membership.unit_id, membership.position, membership.is_primary) == (unit.id, "Analis", True)
    sent = {"code": code, "new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    assert Browser(app).post("/activate", sent).status == 303
    assert Browser(app).log_in(NIP, NEW_PASSWORD).get("/home").status == 200


def test_the_code_is_kept_as_a_hash_only(app, unit):
    code = create(app).stdout.split()[-1]
    kept = db.session.scalars(select(ActivationCode.code_hash)).one()
    assert re.fullmatch(r"[0-9a-f]{64}", kept)
    assert code.replace("-", "") not in kept.upper()


def test_names_are_kept_as_they_are_looked_for(app, unit):
    assert create(app, email=" Siti@Example.ID ", login_name=" Ｓiti.R ").exit_code == 0
    user = db.session.scalars(select(User)).one()
    assert (user.email, user.login_name) == ("siti@example.id", "siti.r")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"email": ""}, "give --email, --service-number or --login-name: the person must be able to sign in"),
        ({"service_number": NIP}, "--service-number and --service-kind go together"),
        ({"service_kind": "nip"}, "--service-number and --service-kind go together"),
        ({"service_kind": "nip", "service_number": "12a"}, "--service-number must be digits"),
        ({"service_kind": "nip", "service_number": "1" * 31}, "--service-number must be digits"),
        ({"service_kind": "nip", "service_number": NIP[:-1]}, "--service-number: A NIP has 18 digits; this has 17."),
        ({"service_kind": "nrp_tni", "service_number": NIP}, "--service-kind nrp_tni does not go with --corps pns"),
        ({"email": "siti.example.id"}, "--email must be an address such as nama@contoh.go.id"),
        ({"email": "s" * 250 + "@a.id"}, "--email must have 1 to 254 characters"),
        ({"login_name": "siti@rumah"}, "--login-name must not look like an address"),
        ({"login_name": "s" * 61}, "--login-name must have 1 to 60 characters"),
        ({"login_name": " "}, "--login-name must have 1 to 60 characters"),
        ({"position": "p" * 201}, "--position must have 1 to 200 characters"),
        ({"unit": "bidang"}, "no unit with code 'bidang'"),
    ],
)
def test_what_cannot_be_is_one_line_and_stores_nothing(app, unit, options, line):
    result = create(app, **options)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {line}\n")
    assert count(User) == 0


def test_a_person_needs_a_name(app, unit):
    result = run(app, "create", " ", "--unit", "dinas", "--corps", "pns", "--email", "a@b.id")
    assert (result.exit_code, result.stderr) == (1, "Error: the name must have 1 to 200 characters\n")


@pytest.mark.parametrize("options", [{"corps": "sipil"}, {"corps": ""}, {"service_kind": "ktp"}])
def test_a_word_we_do_not_know_is_refused_with_the_words_we_do(app, unit, options):
    result = create(app, **options)
    assert result.exit_code == 2
    assert count(User) == 0


@pytest.mark.parametrize("taken", ["siti@example.id", "SITI@EXAMPLE.ID"])
def test_a_name_that_is_taken_is_one_line(app, unit, taken):
    make_user(unit=unit, email="siti@example.id")
    result = create(app, email=taken)
    assert (result.exit_code, result.stderr) == (1, "Error: that e-mail, service number or login name is taken\n")
    assert (count(User), count(ActivationCode)) == (1, 0)


def test_the_same_digits_may_be_the_number_of_another_register(app, unit):
    polri = {"corps": "polri", "service_kind": "nrp_polri", "service_number": "81020045"}
    assert create(app, **polri).exit_code == 0
    tni = {"corps": "tni", "service_kind": "nrp_tni", "service_number": "81020045"}
    assert create(app, email="joko@example.id", **tni).exit_code == 0
    assert create(app, email="x@example.id", **polri).exit_code == 1
    result = run(app, "code", "81020045")
    assert result.stderr == "Error: '81020045' is the number of several people: name this one by e-mail\n"


def test_a_dry_run_checks_everything_and_stores_nothing(app, unit):
    result = run(app, "create", "Siti", "--unit", "dinas", "--corps", "pns", "--email", "siti@example.id", "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "Dry run: nothing stored.\n")
    assert (count(User), count(ActivationCode), count(AuditEvent)) == (0, 0, 1)  # the unit's own
    make_user(unit=unit, email="siti@example.id")
    again = run(app, "create", "Siti", "--unit", "dinas", "--corps", "pns", "--email", "siti@example.id", "--dry-run")
    assert again.exit_code == 1


@pytest.mark.parametrize("name", ["siti@example.id", " Siti@Example.id", "19810211 200602 1 001", "siti.r"])
def test_a_role_is_given_to_a_person_by_any_of_their_names(app, unit, name):
    make_user("Siti", unit=unit, email="siti@example.id", service_kind="nip", service_number=NIP, login_name="siti.r")
    result = run(app, "grant", name, "author", "--unit", "dinas", "--from", "2026-03-01", "--until", "2199-03-31")
    assert result.stdout == "Siti is author for Dinas Perhubungan and all below it from 2026-03-01 until 2199-03-31.\n"
    grant = db.session.scalars(select(Grant)).one()
    assert (grant.role, grant.unit_id, grant.from_on, grant.until_on) == (
        "author", unit.id, date(2026, 3, 1), date(2199, 3, 31),
    )  # fmt: skip


def test_the_same_role_twice_is_one_role(app, unit):
    make_user(unit=unit, email="siti@example.id")
    for _ in range(2):
        assert run(app, "grant", "siti@example.id", "admin", "--unit", "dinas").exit_code == 0
    assert count(Grant) == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("tiada@example.id", "author", "--unit", "dinas"), "nobody is called 'tiada@example.id'"),
        (("siti@example.id", "author", "--unit", "bidang"), "no unit with code 'bidang'"),
        (
            ("siti@example.id", "author", "--unit", "dinas", "--from", "2026-03-02", "--until", "2026-03-01"),
            "--until is before the first day",
        ),
        (("siti@example.id", "author", "--unit", "dinas", "--until", "2020-01-01"), "--until is before the first day"),
        (
            ("siti@example.id", "author", "--unit", "dinas", "--from", "2020-01-01", "--until", "2020-02-01"),
            "--until is past",
        ),
    ],
)
def test_a_role_that_cannot_be_given_is_one_line(app, unit, words, line):
    make_user(unit=unit, email="siti@example.id")
    result = run(app, "grant", *words)
    assert (result.exit_code, result.stderr) == (1, f"Error: {line}\n")
    assert count(Grant) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("siti@example.id", "king", "--unit", "dinas"),
        ("siti@example.id", "author", "--unit", "dinas", "--from", "01/03/2026"),
    ],
)
def test_an_unknown_role_or_day_is_a_mistake_in_the_command(app, unit, words):
    make_user(unit=unit, email="siti@example.id")
    assert run(app, "grant", *words).exit_code == 2
    assert count(Grant) == 0


def test_a_dry_run_gives_no_role(app, unit):
    make_user(unit=unit, email="siti@example.id")
    result = run(app, "grant", "siti@example.id", "author", "--unit", "dinas", "--dry-run")
    assert (result.exit_code, result.stdout, count(Grant)) == (0, "Dry run: nothing stored.\n", 0)


def test_a_new_code_ends_the_one_before(app, unit):
    first = create(app).stdout.split()[-1]
    assert run(app, "code", "siti@example.id", "--dry-run").stdout == "Dry run: nothing stored.\n"
    second = run(app, "code", "siti@example.id").stdout.split()[-1]
    sent = {"new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    assert Browser(app).post("/activate", {"code": first, **sent}).status == 400
    assert Browser(app).post("/activate", {"code": second, **sent}).status == 303


def test_nobody_gets_no_code(app, unit):
    result = run(app, "code", "tiada")
    assert (result.exit_code, result.stderr) == (1, "Error: nobody is called 'tiada'\n")


def test_what_was_done_by_command_is_in_the_audit_log_without_names_or_codes(app, unit):
    code = create(app).stdout.split()[-1]
    run(app, "grant", "siti@example.id", "author", "--unit", "dinas")
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_kind == "user").order_by(AuditEvent.id)
    ).all()
    assert [(event.action, event.actor_id) for event in events] == [
        ("user_created", None), ("activation_code_issued", None), ("role_granted", None),
    ]  # fmt: skip
    facts = str([event.facts for event in events])
    assert code not in facts
    assert "siti" not in facts.lower()
