"""The language switch, and where a form may lead."""

from urllib.parse import quote

import pytest

from tests.client import Browser
from tests.factories.people import PASSWORD, make_user
from training.core.i18n import safe_next

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example/%2f..", "https://evil.example", "HTTPS://evil.example",
    "http:evil.example", "https:/evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example", "\\/evil.example",
    "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/\r\n/evil.example", " //evil.example", "/home\r\nX: y",
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "mailto:a@b", "evil.example", "home", "@evil.example",
    "/home\0", "/\x01/evil.example", "http://localhost@evil.example", "/a\\..\\evil.example", "", "?next=//evil.example",
]  # fmt: skip
OURS = [
    "/home", "/attempts/7/3?from=check", "/rules?q=https://contoh.id", "/rules?q=//x", "/a/%2F%2Fevil.example",
    "/%5Cevil.example", "/%09/evil.example", "/modules/a#lessons", "/@evil.example", "/rules?q=pemilu%20é",
]  # fmt: skip


def leads_home(location: str) -> bool:
    """Whether a browser that follows stays on our site (it drops tabs and line ends, and reads `\\` as `/`)."""
    seen = "".join(character for character in location if character not in "\t\r\n").strip().replace("\\", "/")
    return seen.startswith("/") and not seen.startswith("//")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_elsewhere_becomes_the_default(address):
    assert safe_next(address, "/default") == "/default"


@pytest.mark.parametrize("address", OURS)
def test_an_address_of_ours_stays(address):
    assert safe_next(address, "/default") == address
    assert leads_home(address)


def test_no_address_is_the_default():
    assert safe_next(None, "/default") == "/default"


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("address", ELSEWHERE)
def test_neither_sign_in_nor_the_language_leads_away(browser, address, encoded):
    address = quote(address, safe="") if encoded else address
    make_user(email="saya@example.id")
    switched = browser.post("/language", {"language": "en", "next": address})
    signed_in = browser.post("/login", {"name": "saya@example.id", "password": PASSWORD, "next": address})
    again = browser.get("/login", query_string={"next": address})
    for page in (switched, signed_in, again):
        assert page.status == (400 if page is again and "\0" in address else 303)
        assert page.status == 400 or leads_home(page.location), page.location


def test_the_language_is_switched_on_every_page_and_one_stays_where_one_was(browser):
    page = browser.get("/rules?q=cuti")
    switched = browser.submit(page, page.form(action="/language"), language="en")
    assert (switched.status, switched.location) == (303, "/rules?q=cuti")
    english = browser.follow(switched)
    assert 'lang="en"' in english.text
    back = browser.follow(browser.submit(english, english.form(action="/language"), language="id"))
    assert 'lang="id"' in back.text


def test_the_language_outlives_signing_in_and_out(app):
    make_user(email="saya@example.id")
    browser = Browser(app)
    browser.post("/language", {"language": "en"})
    browser.log_in("saya@example.id", PASSWORD)
    assert 'lang="en"' in browser.get("/home").text
    assert 'lang="en"' in browser.follow(browser.post("/logout")).text


@pytest.mark.parametrize("language", ["", "fr", "EN", "id,en", "../id", "\0", "x" * 10_000, "🙂"])
def test_a_language_we_do_not_speak_is_refused(browser, language):
    page = browser.post("/language", {"language": language})
    assert page.status == 400
    assert 'lang="id"' in browser.get("/login").text


def test_a_missing_or_doubled_language_is_no_error_of_ours(browser):
    assert browser.post("/language", {}).status == 400
    assert browser.post("/language", {"language": ["en", "fr"]}).status == 303
