"""`flask org import` and `flask people import`."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.directory.sheet_pages import csv
from training.accounts.models import User
from training.core.db import db
from training.org.models import Unit

NIP = "198102112006021001"


@pytest.fixture
def run(app: Flask, tmp_path: Path):
    """Run a command on a file with these lines."""

    def run_on(group: str, *lines: str, name: str = "berkas.csv", options: tuple[str, ...] = ()) -> Result:
        file = tmp_path / name
        file.write_bytes(csv(*lines))
        db.session.commit()
        return app.test_cli_runner().invoke(args=[group, "import", str(file), *options])

    return run_on


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_units_and_people_come_by_command(run):
    units = run("org", "kode;nama;kode induk", "PEMKAB;Pemkab;", "DINKES;Dinas Kesehatan;PEMKAB")
    assert (units.exit_code, units.stdout) == (0, "2 added.\n")
    people = run("people", "nip;nama;kode unit;jenis", f"{NIP};Siti;DINKES;PNS", ";Warga;DINKES;Masyarakat")
    assert (people.exit_code, people.stdout) == (0, "2 added.\n")
    again = run("people", "nip;nama;kode unit;jenis", f"{NIP};Siti;DINKES;PNS", ";Warga;DINKES;Masyarakat")
    assert (again.exit_code, again.stdout) == (0, "2 unchanged.\n")
    assert db.session.scalar(select(User.login_name).where(User.full_name == "Warga")) == "warga"


def test_a_dry_run_checks_everything_and_stores_nothing(run):
    result = run("org", "kode;nama;kode induk", "PEMKAB;Pemkab;", options=("--dry-run",))
    assert (result.exit_code, result.stdout) == (0, "Dry run, nothing stored: 1 added.\n")
    assert count(Unit) == 0


def test_refused_rows_are_told_and_the_rest_is_stored(run):
    run("org", "kode;nama;kode induk", "PEMKAB;Pemkab;")
    result = run(
        "people",
        "nip;nama;kode unit;jenis",
        "1,98E+17;Siti;PEMKAB;PNS",
        f"{NIP};Budi;PEMKAB;PNS",
        f"{NIP};Budi;PEMKAB;PNS",
    )
    assert result.exit_code == 3
    assert result.stdout == "2 refused, 1 added.\n"
    lines = result.stderr.splitlines()
    assert lines[0].startswith("row 2 refused: NIP/NRP «1,98E+17»: Excel menyimpan nomor ini")
    assert lines[1].startswith("row 4 refused: NIP/NRP")
    assert count(User) == 1


@pytest.mark.parametrize(
    ("lines", "name", "told"),
    [
        (("a;b", "1;2"), "berkas.csv", "Kolom ini tidak ditemukan"),
        ((), "berkas.csv", "kosong"),
        (("x",), "berkas.xlsx", "rusak"),
    ],
)
def test_a_file_that_will_not_do_is_told_in_one_line(run, lines, name, told):
    result = run("people", *lines, name=name)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_circle_stores_nothing_of_it(run):
    result = run("org", "kode;nama;kode induk", "A;A;B", "B;B;A", "C;C;")
    assert (result.exit_code, result.stdout) == (3, "2 refused, 1 added.\n")
    assert set(db.session.scalars(select(Unit.code))) == {"C"}
