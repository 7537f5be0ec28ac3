"""Anyone checks a certificate without signing in: every printed field, how it stands today, and what was mistyped."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests.certificates.printed import text_of
from tests.client import Browser
from tests.factories.attempts import make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.certificates.cli import certificates
from training.certificates.models import Certificate
from training.core.db import db

PASSED_AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # in the east it is the next day
NEVER_ISSUED = "NTR-0000-0000-0000-000"


@pytest.fixture
def number(app: Flask) -> str:
    """The number of a certificate earned in Jayapura at the first hours of a day."""
    unit = make_unit("Dinas Kesehatan", zone="Asia/Jayapura")
    user = make_user("Yohana Rihi", unit=unit, email="yohana@example.id")
    make_submitted(user, make_enrolment(user, make_module(4)), correct=4, now=PASSED_AT)
    found = db.session.scalars(select(Certificate.number)).one()
    db.session.rollback()
    return found


def revoke(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(certificates, ["revoke", *words])


@time_machine.travel(datetime(2026, 3, 10, 3, 0, tzinfo=UTC))
def test_every_printed_field_is_repeated_to_somebody_who_is_not_signed_in(app, number):
    holder = Browser(app).log_in("yohana@example.id", PASSWORD)
    printed = text_of(holder.get(f"/certificates/{number}.pdf").response.data)
    page = Browser(app).get(f"/verify/{number}")
    fields = dict(zip(page.texts(".//dt"), page.texts(".//dd"), strict=True))
    assert page.status == 200
    assert fields["Nama"] == "Yohana Rihi"
    assert fields["Diselesaikan"] == "Selasa, 3 Maret 2026"
    assert fields["Diterbitkan"] == "Senin, 2 Maret 2026 pukul 23.40 WIB"
    for label, value in fields.items():
        assert value in printed, label


def test_the_page_of_a_person_is_not_for_search_engines(browser, number):
    response = browser.get(f"/verify/{number}").response
    assert (response.headers["X-Robots-Tag"], response.headers["Cache-Control"]) == ("noindex", "no-store")


@pytest.mark.parametrize("typed", ["{}/", "{}".lower(), " {} "])
def test_a_number_typed_off_paper_finds_its_page(browser, number, typed):
    page = browser.get(f"/verify/{typed.format(number)}".replace(" ", "%20"))
    page = browser.follow(page) if page.location else page
    assert page.status == 200
    assert number in page.words


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        (NEVER_ISSUED, 404, "tidak pernah diterbitkan"),
        ("NTR-0000-0000-0000-001", 400, "salah ketik"),
        ("abc", 400, "salah ketik"),
        ("A" * 5000, 400, "salah ketik"),
    ],
)
def test_what_is_no_certificate_is_said_at_the_field(browser, typed, status, told):
    page = browser.get(f"/verify/{typed}")
    assert page.status == status
    assert told in page.words


@time_machine.travel(datetime(2027, 3, 4, 3, 0, tzinfo=UTC))
def test_after_its_last_day_it_is_genuine_but_no_longer_valid(browser, number):
    assert browser.get(f"/verify/{number}").heading == "Sertifikat ini asli, tetapi masa berlakunya sudah habis"


def test_one_that_was_revoked_says_so_with_the_reason(app, browser, number):
    tried = revoke(app, number, "--reason", "Salah nama", "--dry-run")
    assert (tried.exit_code, browser.get(f"/verify/{number}").words.count("dicabut")) == (0, 0)
    assert revoke(app, number.lower(), "--reason", "Salah nama").exit_code == 0
    page = browser.get(f"/verify/{number}")
    assert page.heading == "✗ Sertifikat ini dicabut"
    assert re.search(r"Dicabut \w+, .+ Alasan: Salah nama", page.words)


@time_machine.travel(datetime(2026, 3, 10, 3, 0, tzinfo=UTC))
def test_one_that_was_revoked_is_not_downloaded_any_more(app, number):
    holder = Browser(app).log_in("yohana@example.id", PASSWORD)
    download = f"Unduh PDF {number}"
    assert download in holder.get("/certificates").links()
    revoke(app, number, "--reason", "Salah nama")
    assert download not in holder.get("/certificates").links()
    page = holder.get(f"/certificates/{number}.pdf")
    assert (page.status, page.links()["Lihat halaman bukti"]) == (410, f"/verify/{number}")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["NTR-1", "--reason", "x"], "Error: NTR-1 is mistyped"),
        ([NEVER_ISSUED, "--reason", "x"], f"Error: no certificate {NEVER_ISSUED} in force"),
        ([NEVER_ISSUED, "--reason", " "], "Error: --reason is empty: everyone who checks the certificate will read it"),
    ],
)
def test_what_cannot_be_revoked_is_one_line(app, words, line):
    result = revoke(app, *words)
    assert (result.exit_code, result.stderr.strip()) == (1, line)
