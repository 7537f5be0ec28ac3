"""Sheets made to hurt are refused; bench/sheets.py measures time and memory of the same files."""

import io
import zipfile

import pytest
from flask import Flask

from tests.core.tables.files import MAIN, by_hand, text_cell
from tests.core.tables.hostile import HOSTILE
from training.core.tables import SheetUnreadable, read_sheet

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def with_app(app: Flask) -> Flask:
    """Messages need an application."""
    return app


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_sheets_are_refused(name: str):
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(HOSTILE[name](), "a.xlsx")
    assert str(refusal.value.message).endswith(".")


def test_two_cells_far_apart_take_nothing_but_themselves():
    rows = (
        f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row><row r="1048576">{text_cell("A1048576")}</row>'
    )
    assert [(row.number, row.cells) for row in read_sheet(by_hand(rows), "a.xlsx").rows] == [(1048576, ("x", ""))]


def test_a_long_text_used_often_is_kept_once_and_bounded():
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3000))
    with pytest.raises(SheetUnreadable):
        read_sheet(by_hand(rows, {"xl/sharedStrings.xml": shared}), "a.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        "<row><c><v>1</v></row>",
    ],
)
def test_what_contradicts_itself_is_damaged(rows: str):
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(by_hand(rows), "a.xlsx")
    assert "rusak" in str(refusal.value.message)


def test_every_cut_and_flipped_file_is_read_or_refused():
    whole = by_hand(f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row>')
    for place in range(0, len(whole), 7):
        for broken in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            try:
                read_sheet(broken, "a.xlsx")
            except SheetUnreadable:
                continue


def test_parts_of_one_name_are_refused():
    target = io.BytesIO(by_hand(""))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(SheetUnreadable):
        read_sheet(target.getvalue(), "a.xlsx")
