"""What is written is read back to the same texts, and nothing in it is live."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from training.core.tables import Column, MarkKind, read_sheet, write_csv, write_xlsx
from training.core.tables.sheet import clean
from training.core.tables.writing import MAX_CELL_CHARACTERS

pytestmark = pytest.mark.one_database
LIVE = [
    "=1+1",
    "+62811",
    "-5",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''-",
    "https://contoh.example/",
    "007",
    "_x0041_",
]
TEXTS = st.one_of(
    st.sampled_from(LIVE),
    st.text(max_size=20),
    st.text(alphabet="'=+-@\t\r\n;,\"ab _x0", max_size=8),
)
TABLES = st.lists(st.tuples(TEXTS, TEXTS), max_size=8)


@pytest.fixture(autouse=True, scope="module")
def with_app(built_app: Flask):
    """Messages need an application."""
    with built_app.app_context():
        yield


def kept(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a sheet can hold of these rows."""
    cleaned = [(clean(first), clean(second)) for first, second in rows]
    return [row for row in cleaned if any(row)]


@given(TABLES)
@settings(deadline=None)
def test_texts_survive_xlsx(rows: list[tuple[str, str]]):
    content = write_xlsx([Column("satu"), Column("dua")], rows)
    assert [row.cells for row in read_sheet(content, "a.xlsx").rows] == kept(rows)


@given(TABLES)
@settings(deadline=None)
def test_texts_survive_csv(rows: list[tuple[str, str]]):
    content = write_csv(["satu", "dua"], rows)
    assert [row.cells for row in read_sheet(content, "a.csv", wanted=["satu", "dua"]).rows] == kept(rows)


@given(TABLES)
@settings(deadline=None, max_examples=40)
def test_another_reader_sees_the_same_cells(rows: list[tuple[str, str]]):
    content = write_xlsx([Column("satu"), Column("dua")], rows)
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    seen = [tuple(clean(str(cell)) for cell in [*row, "", ""][:2]) for row in theirs[1:]]
    ours = [(_as_written(first), _as_written(second)) for first, second in kept(rows)]
    assert [row for row in seen if any(row)] == ours


def _as_written(text: str) -> str:
    return "'" + text if text.startswith("'") and text.lstrip("'")[:1] in tuple("=+-@\t\n＝＋－＠") else text


def test_no_cell_is_a_formula_or_a_link():
    content = write_xlsx([Column("a")], [[text] for text in LIVE])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f" not in xml
    assert b"hyperlink" not in xml


def test_formula_seeds_in_csv_get_an_apostrophe_and_numbers_do_not():
    content = write_csv(["a", "b"], [["=1+1", -5], ["'x", 1.5]])
    assert content == b"\xef\xbb\xbfa;b\r\n'=1+1;-5\r\n'x;1,5\r\n"


def test_numbers_are_numbers_and_truth_and_days_are_texts():
    content = write_xlsx([Column("n", is_text=False), Column("b"), Column("t")], [[12, True, date(2024, 9, 19)]])
    row = read_sheet(content, "a.xlsx").rows[0]
    assert row.cells == ("12", "BENAR", "2024-09-19")
    assert {place: mark.kind for place, mark in row.marks.items()} == {0: MarkKind.NUMBER}


def test_text_columns_keep_what_is_typed_and_lists_offer_choices():
    long = [f"pilihan ke-{number}" for number in range(40)]
    content = write_xlsx([Column("nip"), Column("tipe", choices=["a", "b"]), Column("topik", choices=long)], [])
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Data"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width > 10
    sources = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert sources == {"B2:B10001": '"a,b"', "C2:C10001": "Daftar!$A$1:$A$40"}
    assert [cell.value for cell in book["Daftar"]["A"]] == long
    assert book["Daftar"].sheet_state == "hidden"


def test_a_text_longer_than_a_cell_is_not_cut():
    with pytest.raises(ValueError, match="32767"):
        write_xlsx([Column("a")], [["x" * (MAX_CELL_CHARACTERS + 1)]])
