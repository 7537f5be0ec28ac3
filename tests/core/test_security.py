"""Security headers on every kind of answer; CSRF over http and https; what no honest client sends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app import create_app
from tests.client import Browser
from tests.factories.people import PASSWORD, make_user
from training.core.access import Permission
from training.core.config import Settings
from training.core.db import db
from training.core.security import CONTENT_SECURITY_POLICY, HEADERS

SITE = "https://netral.example"
BEHIND_PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "netral.example", "X-Forwarded-For": "203.0.113.7"}


@pytest.fixture(scope="module")
def broken_app(settings: Settings) -> Iterator[Flask]:
    """The application with one page that fails."""
    built = create_app(settings)

    def fail() -> str:
        raise RuntimeError("this page is broken")

    fail.permission = Permission.PUBLIC
    built.add_url_rule("/broken", view_func=fail)
    built.testing = False
    yield built
    with built.app_context():
        db.engine.dispose()


@pytest.fixture
def https_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The application as it runs behind a proxy that speaks https."""
    built = create_app(replace(settings, base_url=SITE, trusted_proxies=1))
    yield built
    with built.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 200), ("/home", 303), ("/nowhere", 404), ("/logout", 405), ("/broken", 500), ("/healthz", 200)],
)
def test_every_kind_of_answer_carries_all_security_headers(app, broken_app, address, status):
    page = Browser(broken_app).get(address)
    assert page.status == status
    assert {name: page.response.headers.get(name) for name in HEADERS} == HEADERS


def test_a_static_file_carries_them_too(app, browser):
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("css/app.css")
    with browser.client.get(address) as response:
        assert response.status_code == 200
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_nothing_inline_and_no_other_host():
    directives = dict(directive.strip().split(" ", 1) for directive in CONTENT_SECURITY_POLICY.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["form-action"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_pages_may_not_be_stored(browser):
    assert browser.get("/login").response.headers["Cache-Control"] == "no-store"


def test_only_https_promises_to_stay_https(browser, https_app):
    assert "Strict-Transport-Security" not in browser.get("/").response.headers
    page = Browser(https_app).get("/", base_url=SITE)
    assert page.response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_https_the_cookie_is_secure_and_hidden_from_scripts(https_app):
    cookie = Browser(https_app).get("/login", base_url=SITE).response.headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_signing_in_works_over_https_where_the_page_that_posts_is_checked(https_app):
    make_user(email="saya@example.id")
    browser = Browser(https_app)
    browser.client.environ_base["REMOTE_ADDR"] = "10.0.0.1"
    token = token_of(browser)
    sent = {"name": "saya@example.id", "password": PASSWORD, "csrf_token": token}

    def post(**headers: str) -> int:
        page = browser.post("/login", sent, token=False, base_url="http://inside:8000", headers=BEHIND_PROXY | headers)
        return page.status

    assert post() == 400
    assert post(Referer="https://elsewhere.example/login") == 400
    assert post(Referer="http://netral.example/login") == 400
    assert post(Referer=f"{SITE}/login") == 303


def token_of(browser: Browser) -> str:
    page = browser.get("/login", base_url="http://inside:8000", headers=BEHIND_PROXY)
    return page.fields(page.form())["csrf_token"][0]


@pytest.mark.parametrize("sent", [{}, {"csrf_token": ""}, {"csrf_token": "nonsense"}, {"csrf_token": "a.b.c"}])
def test_a_form_without_its_token_is_refused_with_a_page_that_says_what_to_do(browser, sent):
    browser.get("/login")
    page = browser.post("/login", {"name": "a", "password": "b", **sent}, token=False)
    assert page.status == 400
    assert page.heading == "Halaman ini sudah terlalu lama terbuka"
    assert "muat ulang, lalu kirim sekali lagi" in page.words


def test_the_token_of_somebody_elses_page_is_refused(app, browser):
    foreign = Browser(app).token()
    browser.get("/login")
    page = browser.post("/login", {"name": "a", "password": "b", "csrf_token": foreign}, token=False)
    assert (page.status, page.heading) == (400, "Halaman ini sudah terlalu lama terbuka")


def test_a_token_does_not_age(browser):
    token = browser.token()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        page = browser.post("/login", {"name": "a", "password": "b", "csrf_token": token}, token=False)
    assert "tidak cocok" in page.words
    assert page.heading == "Masuk"


@pytest.mark.parametrize("address", ["/rules/a%00b", "/rules?q=%00", "/?%00=1", "/modules/%00"])
def test_nul_in_an_address_is_refused(browser, address):
    assert browser.get(address).status == 400


@pytest.mark.parametrize(
    "number", ["0", "99999999999999999999", "9999999999999999999999999999", "٣", "-1", "1.5", "1e3", "%F0%9F%98%80"]
)
def test_nonsense_for_a_number_in_an_address_is_not_found(app, number):
    make_user(email="saya@example.id")
    browser = Browser(app).log_in("saya@example.id", PASSWORD)
    assert browser.get(f"/enrolments/{number}").status == 404
