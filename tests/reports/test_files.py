"""Files hold exactly what the screens show, and nothing in them comes alive."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.client import Browser, Page
from tests.factories.attempts import make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from tests.reports.test_pages import duty_of, names_on, supervisor_of
from training.assignments.models import Assignment
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.org.models import Unit

SEEDS = ("=cmd|' /C calc'!A0", "+62811", "-1+1", "@SUM(1+1)", "\t=1+1", "＝1+1")
NIP = "198102112006021001"


@pytest.fixture
def office(app: Flask) -> Unit:
    """An office whose units and people have names that a spreadsheet might run; the first of them has passed."""
    office = make_unit("Dinas =HYPERLINK(1)")
    for number, seed in enumerate(SEEDS):
        unit = make_unit(f"{seed} unit", parent=office)
        number_of = {"service_kind": "nip", "service_number": NIP} if number == 0 else {}
        make_user(f"{seed} orang", unit=unit, **number_of)
    return office


@pytest.fixture
def assignment(app: Flask, office: Unit) -> Assignment:
    """Due ten days ago."""
    return make_assignment(make_module(4), office, due_on=date(2026, 3, 10))


def sheet_of(page: Page) -> Worksheet:
    content = page.response.get_data()
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read(name)
    sheet = load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def table_of(sheet: Worksheet) -> list[dict[str, object]]:
    """Rows by heading, below the lines that say what the file is."""
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if "Kode unit" in row)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]


def test_the_list_as_a_workbook_has_the_rows_of_the_screen_in_their_order(
    app: Flask, office: Unit, assignment: Assignment
) -> None:
    browser = supervisor_of(app, office)
    page = browser.get("/reports/people?overdue=1&sort=name&down=1")
    file = browser.get(page.links()["Excel (.xlsx)"])
    sheet = sheet_of(file)
    assert [row["Nama"] for row in table_of(sheet)] == [name.strip() for name in names_on(page)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    lines = [str(sheet.cell(row, 1).value) for row in (1, 2, 3)]
    assert lines[0] == "Daftar pegawai"
    assert lines[1] == "Dinas =HYPERLINK(1) · Penugasan uji · Terlambat"
    assert lines[2] == "Dibuat Jumat, 20 Maret 2026 pukul 09.00 WIB oleh Atasan Uji"


def test_numbers_are_numbers_days_are_days_and_service_numbers_are_text(
    app: Flask, office: Unit, assignment: Assignment
) -> None:
    person = make_user("Wahyuni", unit=office, service_kind="nip", service_number="198102112006021009")
    again = make_assignment(make_module(4), office)
    make_submitted(person, duty_of(person, again), correct=3)
    browser = supervisor_of(app, office)
    row = table_of(sheet_of(browser.get(f"/reports/people.xlsx?assignment={again.id}-1&status=passed")))[0]
    assert row["NIP/NRP"] == "198102112006021009"
    assert (row["Pengerjaan"], row["Nilai terbaik"]) == (1, 0.75)
    assert row["Diselesaikan"] == datetime(2026, 3, 2)  # noqa: DTZ001 - a day in a cell has no zone
    assert row["Keadaan"] == "Lulus dan berlaku"


def test_the_screen_shows_every_column_of_the_file(app: Flask, office: Unit) -> None:
    unit = make_unit("Puskesmas Kota", parent=office, code="PKM-KOTA")
    person = make_user("Wahyuni", unit=unit, corps="pppk", service_kind="nip", service_number="198102112006021009")
    assignment = make_assignment(make_module(4), office, due_on=date(2026, 3, 10))
    make_submitted(person, duty_of(person, assignment), correct=3)
    browser = supervisor_of(app, office)
    page = browser.get("/reports/people?assignment=all&status=passed")
    sheet = table_of(sheet_of(browser.get(page.links()["Excel (.xlsx)"])))
    shown = {
        "Nama": "Wahyuni", "NIP/NRP": "19810211 200602 1 009", "Jenis pegawai": "PPPK", "Unit": "Puskesmas Kota",
        "Kode unit": "PKM-KOTA", "Penugasan": "Penugasan uji", "Keadaan": "✓ Lulus dan berlaku", "Terlambat": "",
        "Tenggat": "10 Mar 2026", "Diselesaikan": "2 Mar 2026", "Berlaku sampai": "s.d. 2 Mar 2027",
        "Pengerjaan": "1 pengerjaan", "Nilai terbaik": "75%",
    }  # fmt: skip
    assert list(sheet[0]) == list(shown)
    assert [word for word in shown.values() if word not in page.words] == []
    figures = browser.get("/reports/units.xlsx?assignment=all")
    heads = browser.get("/reports?assignment=all").words
    columns = set(table_of(sheet_of(figures))[0]) - {"Kode unit", "Wajib"}  # PKM-KOTA; "1 dari 1"
    assert [name for name in columns if name not in heads] == []
    assert "PKM-KOTA" in heads


def test_a_csv_guards_what_a_spreadsheet_would_run(app: Flask, office: Unit, assignment: Assignment) -> None:
    browser = supervisor_of(app, office)
    page = browser.get("/reports/people.csv")
    cells = [cell for row in csv.reader(io.StringIO(page.text), delimiter=";") for cell in row]
    assert not [
        cell for cell in cells if cell.lstrip("\ufeff")[:1] in {"=", "+", "@", "\t", "＝"} or cell.startswith("-1")
    ]
    assert NIP in cells
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="daftar-pegawai.csv"'
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_compared_units_sum_up_to_the_number_on_the_screen(
    app: Flask, office: Unit, assignment: Assignment, form: str
) -> None:
    browser = supervisor_of(app, office)
    assert f"0 dari {len(SEEDS)} pegawai" in browser.get("/reports").words
    page = browser.get(f"/reports/units.{form}")
    if form == "xlsx":
        last = table_of(sheet_of(page))[-1]
        assert (last["Unit"], last["Wajib"], last["Terlambat"]) == ("Seluruhnya", len(SEEDS), len(SEEDS))
    else:
        rows = list(csv.reader(io.StringIO(page.text), delimiter=";"))
        assert rows[-1][:6] == ["Seluruhnya", "", "0", str(len(SEEDS)), "0,0%", str(len(SEEDS))]


def test_the_paper_has_the_same_number_and_names_those_who_are_late(
    app: Flask, office: Unit, assignment: Assignment
) -> None:
    page = supervisor_of(app, office).get("/reports/print")
    assert f"0 dari {len(SEEDS)} pegawai (0%)" in page.words
    assert "Disusun olehAtasan Uji" in page.words
    assert "=cmd|' /C calc'!A0 orang" in page.words


def test_the_paper_of_several_assignments_says_of_which_somebody_is_late(
    app: Flask, office: Unit, assignment: Assignment
) -> None:
    browser = supervisor_of(app, office)
    assert "Penugasan uji" not in str(browser.get("/reports/print").texts(".//table[@class='names']"))
    other = make_assignment(make_module(4), office, due_on=date(2026, 3, 9))
    other.title = "Gelombang dua"
    db.session.commit()
    rows = browser.get("/reports/print").texts(".//table[@class='names']//tbody/tr")
    assert [sum(title in row for row in rows) for title in ("Penugasan uji", "Gelombang dua")] == [len(SEEDS)] * 2


@pytest.mark.parametrize("address", ["/reports/people.pdf", "/reports/units.ods", "/reports/people.xlsx?unit=99999"])
def test_no_other_file_is_there(app: Flask, office: Unit, address: str) -> None:
    assert supervisor_of(app, office).get(address).status == 404


def test_acting_on_a_list_names_the_ticked_or_all_that_match(app: Flask, office: Unit, assignment: Assignment) -> None:
    browser = supervisor_of(app, office)
    page = browser.get("/reports/people?overdue=1")
    form = page.form(action="/duties/remind")
    everyone = browser.get(_address(page, form, scope="all"))
    assert everyone.status == 200
    ticked = [str(one.get("value")) for one in form.iter("input") if one.get("name") == "ids"]
    assert len(ticked) == len(SEEDS)
    extend = browser.get(f"/duties/extend?ids={ticked[0]}&ids={ticked[1]}&next=/reports/people")
    assert "Untuk 2 orang" in extend.words


def test_acting_on_all_running_assignments_at_once_names_each(app: Flask, office: Unit, assignment: Assignment) -> None:
    module = make_module(1)
    second, over = make_assignment(module, office), make_assignment(module, office)
    over.ended_at = clock.now()
    db.session.commit()
    browser = supervisor_of(app, office)
    page = browser.get("/reports/people?assignment=all")
    fields = page.fields(page.form(action="/duties/remind"))
    assert sorted(fields["assignment"]) == [f"{assignment.id}-1", f"{second.id}-1"]
    listed = 2 * len(SEEDS)
    assert f"semua {listed} baris dalam daftar ini" in page.words
    named = "&".join(f"assignment={key}" for key in fields["assignment"])
    assert f"Untuk {listed} baris" in browser.get(f"/duties/exempt?scope=all&{named}").words
    closed = browser.get(f"/reports/people?assignment={over.id}-1")
    assert "Penugasan ini sudah ditutup" in closed.words


def _address(page: Page, form: object, **filled: str) -> str:
    fields = {name: values[-1] for name, values in page.fields(form).items()}  # type: ignore[arg-type]
    fields |= filled
    return "/duties/remind?" + "&".join(f"{name}={value}" for name, value in fields.items() if name != "next")


def test_somebody_with_another_role_gets_no_file(app: Flask, office: Unit) -> None:
    author = make_user(email="penyusun@example.id")
    make_grant(author, Role.AUTHOR, office)
    assert Browser(app).log_in("penyusun@example.id", PASSWORD).get("/reports/people.csv").status == 403
