"""A trainer brings items by spreadsheet: checked against the bank, stored all together, never twice."""

from collections.abc import Sequence
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import Browser, Page
from tests.factories.banks import make_draft, make_unit_bank
from tests.factories.content import RULE, item_entry
from tests.factories.jobs import run_jobs
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.banks.domain.item import ItemEntry
from training.banks.domain.texts import Text
from training.banks.formats.spreadsheet import COLUMNS
from training.banks.formats.spreadsheet.template import EXAMPLES
from training.banks.models import Bank, Item, ItemVersion
from training.banks.queries.files import entries_of
from training.core.access import Role
from training.core.db import db
from training.core.tables import write_csv
from training.imports.models import Import, ImportRow
from training.org.models import Unit

NAMES = [column.name for column in COLUMNS]
GOOD = {
    "kode": "baru-1", "tipe": "pilihan_tunggal", "situasi": "Masa kampanye.", "pertanyaan": "Apa yang Anda lakukan?",
    "opsi_a": "Menolak dengan sopan", "opsi_b": "Menerima begitu saja", "kunci": "A", "umpan_balik": "Netral.",
    "umpan_balik_a": "Benar, sebab netral.", "umpan_balik_b": "Keliru, sebab memihak.", "cara_menolak": "Maaf, Pak.",
    "dasar_hukum": RULE, "tingkat": "mudah", "korps": "pns", "tahap": "masa_kampanye", "topik": "kampanye",
    "rezim": "keduanya",
}  # fmt: skip


class Trainer:
    """An author of a unit, with a bank."""

    def __init__(self, app: Flask, *items: ItemEntry) -> None:
        self.app = app
        self.unit: Unit = make_unit()
        self.user: User = make_user(unit=self.unit)
        make_grant(self.user, Role.AUTHOR, self.unit)
        self.bank: Bank = make_unit_bank(self.unit, list(items))
        self.browser = Browser(app).log_in(self.user.email or "", PASSWORD)

    def upload(
        self, content: bytes, *, name: str = "butir.csv", state: str = "draft", bank_id: int | None = None
    ) -> Page:
        address = f"/banks/{bank_id or self.bank.id}/import"
        return self.browser.post(address, {"sheet": (BytesIO(content), name), "state": state})

    def check(self, *rows: dict[str, str], state: str = "draft", names: Sequence[str] = NAMES) -> Import:
        content = write_csv(names, [[row.get(name, "") for name in names] for row in rows])
        return self.check_file(content, state=state)

    def check_file(self, content: bytes, *, name: str = "butir.csv", state: str = "draft") -> Import:
        page = self.upload(content, name=name, state=state)
        assert page.status == 303, page.words
        run_jobs(self.app)
        return self.imports()[-1]

    def save(self, taken: Import) -> Import:
        page = self.browser.get(f"/imports/{taken.id}")
        self.browser.submit(page, page.form(action=f"/imports/{taken.id}/save"))
        run_jobs(self.app)
        return db.session.get_one(Import, taken.id, populate_existing=True)

    def imports(self) -> Sequence[Import]:
        db.session.expire_all()
        return db.session.scalars(select(Import).order_by(Import.id)).all()

    def versions(self) -> list[tuple[str, int, str]]:
        rows = db.session.execute(
            select(Item.code, ItemVersion.number, ItemVersion.state)
            .join(ItemVersion, ItemVersion.item_id == Item.id)
            .where(Item.bank_id == self.bank.id)
            .order_by(Item.code, ItemVersion.number)
        )
        return [(code, number, state) for code, number, state in rows]


def rows_of(taken: Import) -> list[ImportRow]:
    return list(db.session.scalars(select(ImportRow).where(ImportRow.import_id == taken.id).order_by(ImportRow.number)))


def told(row: ImportRow) -> dict[str, str]:
    """Problems by column, as msgids."""
    return {column: expected if isinstance(expected, str) else expected[0] for column, _found, expected in row.problems}


def test_rows_are_stored_as_drafts_and_the_same_file_twice_changes_nothing(app: Flask):
    trainer = Trainer(app)
    rows = [GOOD, {**GOOD, "kode": "baru-2", "pertanyaan": "Dan kemudian?"}]
    taken = trainer.check(*rows)
    assert (taken.counts, trainer.versions()) == ({"added": 2}, [])
    assert trainer.save(taken).state == "saved"
    assert trainer.versions() == [("baru-1", 1, "draft"), ("baru-2", 1, "draft")]
    assert trainer.check(*rows).counts == {"unchanged": 2}


def test_a_row_without_a_code_gets_one_and_keeps_it(app: Flask):
    trainer = Trainer(app)
    row = {**GOOD, "kode": ""}
    trainer.save(trainer.check(row))
    [(code, number, state)] = trainer.versions()
    assert code.startswith(f"{trainer.bank.code}-")
    assert (number, state) == (1, "draft")
    assert trainer.check(row).counts == {"unchanged": 1}
    twice = trainer.check({**row, "pertanyaan": "Lain?"}, {**row, "pertanyaan": "Lain?"})
    assert twice.counts == {"added": 1, "refused": 1}


def test_approved_items_can_be_drawn_at_once_and_supersede_what_was_approved(app: Flask):
    trainer = Trainer(app, item_entry("asn-1"))
    taken = trainer.check(
        GOOD,
        {"kode": "asn-1", "pertanyaan": "Baru?"},
        state="approved",
        names=["kode", "pertanyaan", "kunci", "opsi_a"],
    )
    assert taken.counts == {"refused": 2}
    taken = trainer.check(GOOD, {**GOOD, "kode": "asn-1"}, state="approved")
    assert taken.counts == {"added": 1, "changed": 1}
    trainer.save(taken)
    assert trainer.versions() == [("asn-1", 1, "superseded"), ("asn-1", 2, "approved"), ("baru-1", 1, "approved")]
    assert trainer.check(GOOD, state="approved").counts == {"unchanged": 1}


def test_drafts_are_approved_by_a_sheet_that_says_the_same(app: Flask):
    trainer = Trainer(app)
    trainer.save(trainer.check(GOOD))
    taken = trainer.check(GOOD, state="approved")
    assert [row.differences for row in rows_of(taken)] == [[[["Keadaan", {}], "Draf", "Disetujui"]]]
    trainer.save(taken)
    assert trainer.versions() == [("baru-1", 1, "approved")]


def test_a_change_of_an_approved_item_begins_a_draft_beside_it_and_a_draft_is_overwritten(app: Flask):
    trainer = Trainer(app, item_entry("asn-1"))
    trainer.save(trainer.check({**GOOD, "kode": "asn-1"}))
    assert trainer.versions() == [("asn-1", 1, "approved"), ("asn-1", 2, "draft")]
    trainer.save(trainer.check({**GOOD, "kode": "asn-1", "pertanyaan": "Lain lagi?"}))
    assert trainer.versions() == [("asn-1", 1, "approved"), ("asn-1", 2, "draft")]
    [entry] = [
        version.content["stem"] for version in db.session.scalars(select(ItemVersion).where(ItemVersion.number == 2))
    ]
    assert entry == {"id": "Lain lagi?"}


def test_what_blocks_approval_refuses_the_row_and_only_advises_a_draft(app: Flask):
    trainer = Trainer(app)
    row = {**GOOD, "umpan_balik_b": "", "cara_menolak": "", "korps": "tni"}
    refused = rows_of(trainer.check(row, state="approved"))[0]
    assert set(told(refused)) == {"umpan_balik_b", "korps"}
    assert [column for column, *_rest in refused.advice] == []
    draft = rows_of(trainer.check(row))[0]
    assert draft.outcome == "added"
    assert [column for column, *_rest in draft.advice] == ["korps", "umpan_balik_b", "cara_menolak"]


def test_refusals_name_column_and_what_was_found(app: Flask):
    trainer = Trainer(app)
    taken = trainer.check(
        {**GOOD, "kunci": "F"},
        {**GOOD, "kode": "Kode Salah!"},
        {**GOOD, "kode": "b-3", "dasar_hukum": "uu20-2023-ps24-1"},
        {**GOOD, "kode": "b-4", "pertanyaan": ""},
        {**GOOD, "kode": "b-5", "topik": ""},
    )
    assert taken.counts == {"refused": 5}
    assert [[(column, found) for column, found, _told in row.problems] for row in rows_of(taken)] == [
        [("kunci", "F")],
        [("kode", "Kode Salah!")],
        [("dasar_hukum", "uu20-2023-ps24-1")],
        [("pertanyaan", "")],
        [("topik", "")],
    ]


def test_english_texts_stay_with_their_indonesian_and_their_loss_is_shown(app: Flask):
    entry = item_entry(
        "asn-1", content={"stem": {"id": "Apa?", "en": "What?"}, "refusal": {"id": "Maaf", "en": "Sorry"}}
    )
    trainer = Trainer(app, entry)
    exported = trainer.browser.get(f"/banks/{trainer.bank.id}/export?format=xlsx").response.data
    assert trainer.check_file(exported, name="a.xlsx", state="approved").counts == {"unchanged": 1}
    book = openpyxl.load_workbook(BytesIO(exported))
    book.active["D2"] = "Bagaimana?"
    target = BytesIO()
    book.save(target)
    taken = trainer.check_file(target.getvalue(), name="a.xlsx", state="approved")
    assert rows_of(taken)[0].differences == [
        [["Pokok soal", {}], "Apa?", "Bagaimana?"],
        [["%(part)s (bahasa Inggris)", {"part": "Pokok soal"}], "What?", ""],
    ]
    trainer.save(taken)
    [stored] = entries_of(trainer.bank.id)
    assert stored.content.stem.to_data() == {"id": "Bagaimana?"}
    assert stored.content.refusal == Text(id="Maaf", en="Sorry")


def test_an_item_edited_after_the_check_is_not_overwritten(app: Flask):
    trainer = Trainer(app)
    make_draft(trainer.bank, trainer.user, code="draf-1")
    taken = trainer.check(GOOD, {**GOOD, "kode": "draf-1"})
    draft = db.session.scalars(select(ItemVersion).where(ItemVersion.state == "draft")).one()
    draft.revision += 1
    db.session.commit()
    again = trainer.save(taken)
    assert (again.state, again.round) == ("checked", 2)
    assert trainer.versions() == [("draf-1", 1, "draft")]


def test_the_template_offers_lists_and_its_examples_can_be_approved(app: Flask):
    trainer = Trainer(app)
    book = openpyxl.load_workbook(BytesIO(trainer.browser.get(f"/banks/{trainer.bank.id}/template.xlsx").response.data))
    assert book.sheetnames == ["Butir", "Contoh", "Petunjuk", "Aturan", "Daftar"]
    assert [cell.value for cell in book["Butir"][1]] == NAMES
    assert {str(rule.sqref).split(":")[0][:-1] for rule in book["Butir"].data_validations.dataValidation} >= {"B"}
    assert book["Aturan"].max_row > 100
    taken = trainer.check(*EXAMPLES, state="approved")
    assert (taken.counts, [row.advice for row in rows_of(taken)]) == ({"added": 3}, [[], [], []])


def test_an_empty_template_says_what_is_missing(app: Flask):
    trainer = Trainer(app)
    content = trainer.browser.get(f"/banks/{trainer.bank.id}/template.xlsx").response.data
    page = trainer.upload(content, name="templat.xlsx")
    assert page.status == 400
    assert "tidak ada baris yang terisi" in page.words


@pytest.mark.parametrize("name", ["butir.xlsx", "butir.csv", ""])
def test_a_file_that_is_no_sheet_is_refused_at_the_field(app: Flask, name: str):
    trainer = Trainer(app)
    page = trainer.upload(b"\x00\x01 bukan lembar kerja", name=name or "x")
    assert page.status == 400
    assert page.heading == "Unggah butir soal"
    assert trainer.imports() == []


def test_without_a_file_or_with_a_strange_state_nothing_begins(app: Flask):
    trainer = Trainer(app)
    address = f"/banks/{trainer.bank.id}/import"
    assert trainer.browser.post(address, {"state": "draft"}).status == 400
    content = write_csv(["pertanyaan", "kunci"], [["a", "b"]])
    assert trainer.upload(content, state="retired").status == 400
    assert trainer.imports() == []


def test_files_up_to_sixteen_megabytes_are_taken_and_larger_ones_refused(app: Flask):
    trainer = Trainer(app)
    assert trainer.upload(b"a;b\r\n" + b"x" * (15 * 1024 * 1024)).status == 400
    assert trainer.upload(b"x" * (17 * 1024 * 1024)).status == 413


def test_a_bank_of_a_sibling_unit_is_out_of_reach(app: Flask):
    trainer, other = Trainer(app), Trainer(app)
    content = write_csv(["pertanyaan", "kunci"], [["a", "b"]])
    assert trainer.upload(content, bank_id=other.bank.id).status == 404
    for address in ("import", "template.xlsx", "export", "export?format=yaml"):
        assert trainer.browser.get(f"/banks/{other.bank.id}/{address}").status == 404


def test_many_rows_cost_the_same_statements_each(app: Flask):
    trainer = Trainer(app)
    many = [{**GOOD, "kode": f"b-{number}", "pertanyaan": f"Soal {number}?"} for number in range(60)]
    taken = trainer.check(*many, state="approved")
    trainer.save(taken)
    assert len(trainer.versions()) == 60
    assert db.session.scalar(select(func.count()).select_from(Item)) == 60
    assert len(set(db.session.scalars(select(ItemVersion.approved_at)))) == 1
