"""Activation codes for many: made once, handed over once, kept as hashes."""

import io
import re
from datetime import UTC, datetime

import openpyxl
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser
from tests.directory.people import make_place, send
from tests.directory.sheet_pages import PEOPLE, admin_of, checked, csv, saved
from tests.factories.people import make_user
from training.accounts.models import ActivationCode
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.core.tables import read_sheet
from training.directory.slips import Recipient, codes_table, slips_pdf

LONG_NAME = "Raden Ayu Kusumaningtyas Wirjodihardjo-Hadiningrat, S.Farm., Apt., M.Kes."
LONG_UNIT = "Unit Pelaksana Teknis Dinas Balai Pelatihan Kesejahteraan Sosial Provinsi Nusa Tenggara Timur"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}")


def text_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def recipient(number: int, name: str = "Budi", unit: str = "Dinas Sosial") -> Recipient:
    return Recipient(number, name, "198102112006021001", "198102112006021001", 1, unit, "DINSOS")


def test_the_list_is_made_once_and_its_codes_open_accounts(app: Flask) -> None:
    place = make_place(app)
    make_user("Budi", unit=place.room, email="budi@example.id", password=None)
    make_user("Foreign", unit=place.sibling, password=None)
    assert "1 orang belum pernah masuk" in place.browser.get("/people/codes").words
    answer = send(place.browser, "/people/codes", format="csv").response
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    [read] = read_sheet(answer.get_data(), "kode.csv").rows
    row = list(read.cells)
    assert row[:5] == ["Budi", "", "Puskesmas Tirtamaya", "PKM-1", "budi@example.id"]
    stored = db.session.scalars(select(ActivationCode)).one()
    assert row[5] not in str(vars(stored))
    page = place.browser.get("/people/codes")
    told = "Semua orang sudah pernah masuk atau memegang kode yang masih berlaku di seluruh cabang Anda."
    assert told in page.words
    assert place.browser.post("/people/codes/file", {"format": "csv"}).location == "/people/codes"
    new = {"code": row[5], "new_password": "tiga kapal lampu biru", "repeated": "tiga kapal lampu biru"}
    assert Browser(app).post("/activate", new).status == 303


@pytest.mark.parametrize(
    ("where", "link"), [("/people?unit={}", "Kode aktivasi"), ("/units/{}", "Kode aktivasi untuk unit ini")]
)
def test_codes_for_one_unit_are_found_from_its_list_and_its_page(app: Flask, where: str, link: str) -> None:
    place = make_place(app)
    make_user("Budi", unit=place.room, password=None)
    make_user("Ani", unit=place.office, password=None)
    page = place.browser.get(place.browser.get(where.format(place.room.id)).links()[link])
    assert "1 orang belum pernah masuk dan belum memegang kode yang berlaku di Puskesmas Tirtamaya dan" in page.words
    answer = place.browser.submit(page, page.form(), format="csv").response
    assert [row.cells[0] for row in read_sheet(answer.get_data(), "kode.csv").rows] == ["Budi"]
    again = place.browser.submit(page, page.form(), format="csv")
    assert again.location == f"/people/codes?unit={place.room.id}"
    whole = place.browser.get(place.browser.get("/people").links()["Kode aktivasi"])
    assert "1 orang belum pernah masuk dan belum memegang kode yang berlaku di seluruh cabang Anda." in whole.words


def test_the_file_is_called_by_day_and_time_of_who_makes_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 26, 20, 47, tzinfo=UTC))
    place = make_place(app)
    make_user("Budi", unit=place.room, password=None)
    answer = send(place.browser, "/people/codes", format="csv").response
    assert "kode-aktivasi-20261127-0347.csv" in answer.headers["Content-Disposition"]


def test_codes_for_checked_people_replace_their_earlier_ones(app: Flask) -> None:
    place = make_place(app)
    users = [make_user(f"Orang {number}", unit=place.room) for number in range(3)]
    foreign = make_user(unit=place.sibling)
    chosen = [str(user.id) for user in (*users[:2], foreign)]
    page = place.browser.post("/people/codes", {"person": chosen})
    assert "Kode baru untuk 2 orang yang dipilih." in page.words
    first = place.browser.submit(page, page.form(), format="pdf").response.get_data()
    codes = set(CODE.findall("".join(text_of(first))))
    assert len(codes) == 2
    place.browser.submit(page, page.form(), format="csv")
    unused = select(func.count()).select_from(ActivationCode).where(ActivationCode.used_at.is_(None))
    assert db.session.scalars(unused).one() == 2
    new = {"code": codes.pop(), "new_password": "tiga kapal lampu biru", "repeated": "tiga kapal lampu biru"}
    assert Browser(app).post("/activate", new).status == 400


def test_each_code_of_a_list_is_in_the_log_of_its_unit(app: Flask) -> None:
    place = make_place(app)
    user = make_user(unit=place.room, password=None)
    send(place.browser, "/people/codes", format="csv")
    rows = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action.like("activation_code%")).order_by(AuditEvent.id)
    )
    assert [(row.action, row.object_id, row.unit_id, row.facts) for row in rows] == [
        ("activation_codes_listed", str(place.office.id), place.office.id, {"count": 1}),
        ("activation_code_in_list", str(user.id), place.room.id, {}),
    ]


def test_without_a_choice_nothing_is_made(app: Flask) -> None:
    place = make_place(app)
    assert place.browser.post("/people/codes", {"person": ["", "x", "-1", "9" * 30]}).location == "/people"
    assert place.browser.get(f"/people/codes?unit={place.sibling.id}").status == 404
    assert place.browser.post("/people/codes/file", {"unit": str(place.sibling.id)}).status == 404
    assert db.session.scalars(select(ActivationCode)).all() == []


def test_slips_fit_whatever_the_names_and_say_all_that_is_needed(app: Flask) -> None:
    people = [recipient(number, LONG_NAME, LONG_UNIT) for number in range(11)]
    people.append(recipient(11, "W" * 200, "W" * 200))
    codes = {one.id: f"AAAA-BBBB-{one.id:04d}" for one in people}
    now = clock.now()
    with app.test_request_context():
        pdf = slips_pdf(
            people, codes, agency=LONG_UNIT, address="https://netral.example.go.id/activate", now=now, until=now
        )
    pages = text_of(pdf)
    assert [len(re.findall("AAAA-BBBB-", page)) for page in pages] == [10, 2]
    words = " ".join(pages[0].split())
    assert "Kemudian masuk dengan 19810211 200602 1 001." in words
    assert "Halaman 1 dari 2" in words


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_the_table_is_a_formula(app: Flask, kind: str) -> None:
    with app.test_request_context():
        table = codes_table(kind, [recipient(1, "=1+1", "@SUM(A1)")], {1: "AAAA"}, until=clock.now())
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(table))
        assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}
    else:
        assert b"'=1+1;" in table
        assert b";'@SUM(A1);" in table


def test_codes_after_an_import_are_for_those_whom_the_file_added(app: Flask) -> None:
    place = make_place(app)
    make_user("Belum Pernah Masuk", unit=place.room, password=None)
    lines = ["Nama;Kode Unit;Jenis Pegawai", "Warga Satu;PKM-1;Masyarakat", "Warga Dua;PKM-1;Masyarakat"]
    page = saved(app, place.browser, checked(app, place.browser, PEOPLE, csv(*lines)))
    page = place.browser.get(page.links()["Buat kode aktivasi"])
    assert "2 orang belum pernah masuk" in page.words
    assert "di antara orang yang ditambahkan dari berkas berkas.csv" in page.words
    answer = place.browser.submit(page, page.form(), format="csv").response
    rows = read_sheet(answer.get_data(), "kode.csv").rows
    assert [row.cells[0] for row in rows] == ["Warga Dua", "Warga Satu"]
    assert "1 orang belum pernah masuk" in place.browser.get("/people/codes").words


def test_codes_for_a_foreign_import_reach_nobody(app: Flask) -> None:
    place = make_place(app)
    lines = ["Nama;Kode Unit;Jenis Pegawai", "Warga Satu;PKM-1;Masyarakat"]
    page = saved(app, place.browser, checked(app, place.browser, PEOPLE, csv(*lines)))
    address = page.links()["Buat kode aktivasi"]
    other = admin_of(app, place.office, email="lain@example.id")
    assert other.get(address).status == 404
    number = address.partition("=")[2]
    assert other.post("/people/codes/file", {"file": number, "format": "csv"}).status == 404
    assert db.session.scalars(select(func.count()).select_from(ActivationCode)).one() == 0
