"""Items leave as XLSX, CSV and bank files, with the filter of the list, and come back unchanged."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from tests.banks.test_sheet_import import NAMES, Trainer
from tests.factories.banks import make_draft
from tests.factories.content import item_entry
from training.banks.domain.item import ItemEntry
from training.banks.formats.bank_yaml import read_bank
from training.banks.queries.files import entries_of
from training.core.tables import read_sheet
from training.rules.queries import all_facts


def items() -> list[ItemEntry]:
    return [
        item_entry("asn-1", content={"stem": {"id": "=1+1 dengan “kutip”?", "en": "English?"}}),
        item_entry("asn-2", mode="multiple", topic="media_sosial", tags=("satu", "dua kata")),
        item_entry("asn-3", mode="true_false", case_on="2024-11-27"),
    ]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_sheet_that_was_exported_changes_nothing_when_it_comes_back(app: Flask, format: str):
    trainer = Trainer(app, *items())
    make_draft(trainer.bank, trainer.user, code="draf-1", topic="")
    page = trainer.browser.get(f"/banks/{trainer.bank.id}/export?format={format}")
    assert page.response.headers["Content-Disposition"] == f"attachment; filename={trainer.bank.code}.{format}"
    taken = trainer.check_file(page.response.data, name=f"butir.{format}")
    assert (taken.counts, taken.notes) == ({"unchanged": 4}, [])


def test_no_exported_cell_is_live(app: Flask):
    trainer = Trainer(app, *items())
    content = trainer.browser.get(f"/banks/{trainer.bank.id}/export?format=xlsx").response.data
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    text = trainer.browser.get(f"/banks/{trainer.bank.id}/export?format=csv").text
    assert ";'=1+1 dengan" in text


def test_the_filter_of_the_list_decides_what_leaves(app: Flask):
    trainer = Trainer(app, *items())
    address = f"/banks/{trainer.bank.id}/export?topic=media_sosial"
    page = trainer.browser.get(address)
    assert "1 butir · tentang media sosial dan grup percakapan" in page.words
    sheet = read_sheet(trainer.browser.get(page.links()["CSV"]).response.data, "a.csv", wanted=NAMES)
    assert [row.cells[0] for row in sheet.rows] == ["asn-2"]
    listed = trainer.browser.get(f"/banks/{trainer.bank.id}?topic=media_sosial")
    assert listed.links()["Unduh butir yang tampil di daftar"] == address


def test_bank_files_hold_everything(app: Flask, tmp_path: Path):
    trainer = Trainer(app, *items())
    make_draft(trainer.bank, trainer.user, code="draf-1", topic="")
    content = trainer.browser.get(f"/banks/{trainer.bank.id}/export?format=yaml").response.data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    read = read_bank(tmp_path / trainer.bank.code, all_facts())
    assert read.problems == ()
    assert sorted(read.items, key=lambda item: item.code) == entries_of(trainer.bank.id)


def test_an_empty_bank_says_so(app: Flask):
    trainer = Trainer(app)
    assert "Tidak ada butir yang cocok." in trainer.browser.get(f"/banks/{trainer.bank.id}/export").words
    assert "Unduh" not in trainer.browser.get(f"/banks/{trainer.bank.id}").words
