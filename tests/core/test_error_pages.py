"""Every error says what happened, what was kept and what to do next, as a page or as JSON, with the database away too."""

from io import BytesIO

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.client import Browser
from tests.core.outage import without_database
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.core.access import Role
from training.core.db import db
from training.core.error_pages import PAGES, error_response
from training.core.errors import Busy, Conflict, Gone, InputInvalid, NotAllowed, NotFound, TooMany

KEPT = {400, 401, 409, 410, 429, 500, 503}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("status", sorted(PAGES))
def test_each_error_has_a_page_with_a_reason_and_a_way_on(app, status, language):
    with app.test_request_context("/home", headers={"Accept": "text/html"}) as context:
        context.session["language"] = language
        response = error_response(status)
        page = response.get_data(as_text=True)
    assert response.status_code == status
    assert page.count("<h1>") == 1
    assert '<p class="lead">' in page
    assert 'href="/login"' in page if status == 401 else 'href="/home"' in page
    assert f'lang="{language}"' in page
    if status in KEPT and language == "id":
        assert "tersimpan" in page


@pytest.mark.parametrize("status", sorted(PAGES))
def test_a_script_is_told_the_status_and_nothing_but_json(app, status):
    with app.test_request_context("/home", headers={"Accept": "application/json"}):
        response = error_response(status, message="Sudah ditutup.")
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert response.get_json() == {"error": status, "message": "Sudah ditutup."}


@pytest.mark.parametrize(("status", "page"), [(402, 400), (415, 400), (431, 400), (501, 500), (504, 500)])
def test_a_rarer_status_borrows_the_nearest_page(app, status, page):
    with app.test_request_context("/home"):
        borrowed, own = error_response(status), error_response(page)
    assert borrowed.status_code == status
    assert borrowed.get_data() == own.get_data()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputInvalid, 400),
        (NotAllowed, 403),
        (NotFound, 404),
        (Conflict, 409),
        (Gone, 410),
        (TooMany, 429),
        (Busy, 503),
    ],
)
def test_a_rule_that_says_no_becomes_its_page_with_its_own_sentence(app, error, status):
    with app.test_request_context("/home"):
        response = app.make_response(app.handle_user_exception(error("Kalimatnya sendiri.", retry_after_seconds=7)))
    assert response.status_code == status
    assert response.headers["Retry-After"] == "7"
    assert "Kalimatnya sendiri." in response.get_data(as_text=True)


def test_too_many_tries_say_how_long_to_wait(app):
    with app.test_request_context("/login"):
        page = app.make_response(app.handle_user_exception(TooMany(retry_after_seconds=720))).get_data(as_text=True)
    assert "Jawaban yang sudah tersimpan tetap ada. Coba lagi sesudah kira-kira 12 menit." in page


def test_a_rule_in_the_way_is_not_called_a_change_by_somebody_else(app):
    with app.test_request_context("/home"):
        rule = app.make_response(app.handle_user_exception(Conflict("Ini admin terakhir."))).get_data(as_text=True)
        change = app.make_response(app.handle_user_exception(Conflict())).get_data(as_text=True)
    assert "<h1>Ini belum dapat dilakukan</h1>" in rule
    assert "<h1>Data ini sudah diubah di tempat lain</h1>" in change


def test_an_error_page_can_be_read_in_the_other_language(browser):
    page = browser.get("/nowhere?a=1")
    english = browser.follow(browser.submit(page, page.form(action="/language"), language="en"))
    assert (english.status, english.heading) == (404, "This page was not found")
    refused = browser.post("/login", {"name": "x" * 9}, token=False)
    switch = refused.form(action="/language")
    assert refused.status == 400
    assert refused.fields(switch)["next"] == ["/"]


def test_an_error_page_is_never_kept_by_a_cache(browser):
    assert browser.get("/nowhere").response.headers["Cache-Control"] == "no-store"


def test_the_wrong_method_is_405_and_names_the_right_ones(browser):
    page = browser.get("/logout")
    assert page.status == 405
    assert "POST" in page.response.headers["Allow"]


def test_too_large_a_body_is_413_and_nothing_is_read(app, browser):
    page = browser.post("/language", {"language": "x" * (app.config["MAX_CONTENT_LENGTH"] + 1)}, token=False)
    assert page.status == 413


def test_what_was_too_large_leads_back_to_the_form_it_came_from(browser):
    make_grant(make_user(email="admin@example.id"), Role.ADMIN, make_unit())
    browser.log_in("admin@example.id", PASSWORD)
    sheet = {"sheet": (BytesIO(b"x" * (17 * 1024 * 1024)), "besar.csv")}
    page = browser.post("/people/import", sheet, content_type="multipart/form-data")
    assert (page.status, page.links()["Kembali ke formulir"]) == (413, "/people/import")


def test_a_form_with_thousands_of_fields_is_413(browser):
    fields = {f"field{number}": "1" for number in range(3000)}
    page = browser.post("/language", fields, token=False, content_type="multipart/form-data")
    assert page.status == 413


def test_without_a_database_a_page_is_503_says_answers_are_safe_and_when_to_come_back(app):
    make_user(email="saya@example.id")
    browser = Browser(app).log_in("saya@example.id", PASSWORD)
    with without_database():
        page = browser.get("/home")
        assert (page.status, page.response.headers["Retry-After"]) == (503, "10")
        assert "Jawaban yang sudah tersimpan tetap aman." in page.words
    assert browser.get("/home").status == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nowhere", 404), ("GET", "/logout", 405), ("POST", "/language", 400), ("GET", "/?x=%00", 400)],
)
def test_without_a_database_other_errors_are_still_told_to_somebody_signed_in(app, method, address, status):
    make_user(email="saya@example.id")
    browser = Browser(app).log_in("saya@example.id", PASSWORD)
    with without_database():
        page = browser.get(address) if method == "GET" else browser.post(address, {}, token=False)
    assert page.status == status
    assert page.heading


def test_without_a_database_a_script_gets_json(app):
    make_user(email="saya@example.id")
    browser = Browser(app).log_in("saya@example.id", PASSWORD)
    with without_database():
        page = browser.get("/home", headers={"Accept": "application/json"})
    assert (page.status, page.json) == (503, {"error": 503, "message": None})


@pytest.mark.postgresql
@pytest.mark.parametrize("code", ["53100", "53300", "55P03", "57014", "57P01", "57P03", "58030"])
def test_a_server_without_room_or_going_away_is_a_503(app, browser, code):
    """Disk full, too many connections, a lock or statement that took too long, shutting or starting, no input/output."""

    def fail() -> None:
        db.session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"))

    with app.test_request_context("/home", method="POST"):
        try:
            fail()
        except DBAPIError as error:
            response = app.make_response(app.handle_user_exception(error))
        db.session.rollback()
    assert response.status_code == 503
    assert "Jawaban yang sudah tersimpan tetap aman." in response.get_data(as_text=True)
