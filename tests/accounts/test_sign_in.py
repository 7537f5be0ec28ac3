"""Signing in, activating, signing out: what is let in, what is refused, and that refusals look alike."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.factories.people import PASSWORD, make_user
from training.accounts.models import LoginSession, Throttle, User
from training.accounts.services.credentials import issue_activation_code
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db

NEW_PASSWORD = "perahu kelapa senja gunung"
NIP = "198102112006021001"


def try_to_sign_in(browser: Browser, name: str, password: str = PASSWORD, address: str = "192.0.2.1") -> int:
    return browser.post(
        "/login", {"name": name, "password": password}, environ_overrides={"REMOTE_ADDR": address}
    ).status


def masked(text: str) -> str:
    return re.sub(r'value="[^"]*"', "", text)


@pytest.mark.parametrize(
    "typed",
    [
        "siti@example.id",
        " SITI@Example.ID ",
        NIP,
        "19810211 200602 1 001",
        "1981.0211.2006.0210.01",
        "١٩٨١٠٢١١٢٠٠٦٠٢١٠٠١",
    ],
)
def test_a_person_signs_in_by_address_or_service_number_however_it_is_typed(browser: Browser, typed: str) -> None:
    make_user(email="siti@example.id", service_kind="nip", service_number=NIP)
    assert try_to_sign_in(browser, typed) == 303


def test_known_unknown_and_deactivated_names_get_the_same_answer(app: Flask) -> None:
    make_user(email="ada@example.id")
    make_user(email="kosong@example.id", password=None)
    gone = make_user(email="pergi@example.id")
    db.session.get_one(User, gone.id).deactivated_at = gone.created_at
    db.session.commit()
    answers = set()
    for name in ("ada@example.id", "kosong@example.id", "pergi@example.id", "tiada@example.id"):
        page = Browser(app).post("/login", {"name": name, "password": "salah sama sekali"})
        answers.add((page.status, masked(page.text).replace(name, "")))
    assert len(answers) == 1
    assert answers.pop()[0] == 400


def test_eight_wrong_tries_close_an_account_for_one_address_and_for_no_other(app: Flask) -> None:
    make_user(email="siti@example.id")
    browser = Browser(app)
    statuses = [try_to_sign_in(browser, "siti@example.id", "salah", "192.0.2.1") for _ in range(9)]
    assert statuses == [400] * 8 + [429]
    assert try_to_sign_in(browser, "siti@example.id", PASSWORD, "192.0.2.1") == 429
    assert try_to_sign_in(Browser(app), "siti@example.id", PASSWORD, "198.51.100.7") == 303


def test_an_office_behind_one_address_is_not_locked_out_by_its_many_mistakes(app: Flask) -> None:
    make_user(email="siti@example.id")
    browser = Browser(app)
    for number in range(30):
        assert try_to_sign_in(browser, f"orang-{number}@kantor.id", "salah") == 400
    assert try_to_sign_in(browser, "siti@example.id") == 303


def test_signing_in_forgets_the_wrong_tries_before_it(app: Flask) -> None:
    make_user(email="siti@example.id")
    browser = Browser(app)
    for _ in range(3):
        assert [try_to_sign_in(browser, "siti@example.id", "salah") for _ in range(5)] == [400] * 5
        assert try_to_sign_in(browser, "siti@example.id") == 303
        browser.post("/logout")
    pairs = select(func.coalesce(func.sum(Throttle.count), 0)).where(Throttle.key.startswith("pair:"))
    assert db.session.scalar(pairs) == 0


@pytest.mark.parametrize("field", ["name", "password"])
@pytest.mark.parametrize("value", ["", " ", "a\0b", "x" * 10_000])
def test_nonsense_is_refused_with_a_page_and_stores_nothing(browser: Browser, field: str, value: str) -> None:
    page = browser.post("/login", {"name": "siti@example.id", "password": PASSWORD, field: value})
    assert page.status == 400
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 0


def test_a_session_of_before_signing_in_is_worth_nothing_after_it(app: Flask) -> None:
    make_user(email="siti@example.id")
    browser = Browser(app)
    browser.get("/login")
    before = browser.client.get_cookie("netral")
    try_to_sign_in(browser, "siti@example.id")
    stranger = Browser(app)
    assert before is not None
    stranger.client.set_cookie("netral", before.value)
    assert stranger.get("/home").status == 303


def test_after_hours_without_activity_one_is_signed_out_with_a_word_about_it(app: Flask) -> None:
    make_user(email="siti@example.id")
    browser = Browser(app).log_in("siti@example.id", PASSWORD)
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        page = browser.follow(browser.get("/home"))
    assert "Anda keluar karena 720 menit tidak ada kegiatan. Jawaban Anda tersimpan." in page.words


def test_what_was_sent_after_the_session_ended_is_not_called_stored(app: Flask) -> None:
    make_user(email="siti@example.id")
    browser = Browser(app).log_in("siti@example.id", PASSWORD)
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        page = browser.follow(browser.post("/attempts/1/1", {"answer": "1", "revision": "0"}))
    assert "Anda keluar karena 720 menit tidak ada kegiatan. Kiriman terakhir belum tersimpan;" in page.words
    assert "Jawaban Anda tersimpan." not in page.words


def test_a_code_is_used_once_and_ends_older_sessions(app: Flask) -> None:
    user = make_user(email="siti@example.id")
    old = Browser(app).log_in("siti@example.id", PASSWORD)
    code = issue_activation_code(user.id, actor_id=None, now=clock.now())
    db.session.commit()
    filled = {"code": code.lower().replace("-", " "), "new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    fresh = Browser(app)
    assert fresh.post("/activate", filled).status == 303
    assert fresh.get("/home").status == 200
    assert old.get("/home").status == 303
    told = db.session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == user.id).order_by(AuditEvent.id))
    assert "signed_out_everywhere" not in told.all()
    again = Browser(app).post("/activate", filled)
    assert (again.status, "sudah dipakai" in again.text) == (400, True)
    assert try_to_sign_in(Browser(app), "siti@example.id", NEW_PASSWORD) == 303


def test_a_code_ends_after_seven_days_and_with_the_next_one(app: Flask) -> None:
    user = make_user(email="siti@example.id")
    first, second = (issue_activation_code(user.id, actor_id=None, now=clock.now()) for _ in range(2))
    db.session.commit()
    passwords = {"new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    assert Browser(app).post("/activate", {"code": first, **passwords}).status == 400
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert Browser(app).post("/activate", {"code": second, **passwords}).status == 400


@pytest.mark.parametrize("weak", ["pendek", "password1234", "qwertyuiop123", "aaaaaaaaaaaaaa", "siti aminah 81"])
def test_a_weak_password_is_refused_and_the_code_stays_good(browser: Browser, weak: str) -> None:
    user = make_user("Siti Aminah", email="siti@example.id")
    code = issue_activation_code(user.id, actor_id=None, now=clock.now())
    db.session.commit()
    assert browser.post("/activate", {"code": code, "new_password": weak, "repeated": weak}).status == 400
    good = {"code": code, "new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    assert browser.post("/activate", good).status == 303


def test_a_new_password_ends_the_other_sessions(app: Flask) -> None:
    make_user(email="siti@example.id")
    here, there = (Browser(app).log_in("siti@example.id", PASSWORD) for _ in range(2))
    changed = here.post(
        "/account", {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    )
    assert changed.status == 303
    assert (here.get("/home").status, there.get("/home").status) == (200, 303)


def test_signing_in_leads_back_to_the_question_even_after_a_lost_answer(browser: Browser) -> None:
    lost = browser.post("/attempts/7/3", {"revision": "0", "answer": "1", "action": "next"})
    assert lost.location == "/login?next=/attempts/7/3"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(browser: Browser, elsewhere: str) -> None:
    make_user(email="siti@example.id")
    page = browser.post("/login", {"name": "siti@example.id", "password": PASSWORD, "next": elsewhere})
    assert page.location == "/home"
