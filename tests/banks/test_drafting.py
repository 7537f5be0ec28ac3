"""Drafts begun, saved, approved, thrown away and brought back; nothing is overwritten unseen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.factories.banks import draft_from, make_draft, make_unit_bank
from tests.factories.content import item_entry
from tests.factories.people import make_unit, make_user
from training.accounts.models import User
from training.audit.models import AuditEvent
from training.banks.domain.drafts import ItemDraft
from training.banks.errors import CodeTaken, DraftStale, ItemChanged, NotFit
from training.banks.models import Bank, Item, ItemVersion, ItemVersionWords
from training.banks.queries.drafts import draft_of
from training.banks.queries.files import bank_entry
from training.banks.queries.items import version_to_edit
from training.banks.services.drafting import Base, create_item, discard_draft, restore, save_draft
from training.banks.services.loading import load_bank
from training.banks.services.publishing import approve, retire
from training.core.db import db

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def author(app: Flask) -> User:
    return make_user("Bagus", unit=make_unit(code="dinas"))


@pytest.fixture
def bank(author: User) -> Bank:
    return make_unit_bank(make_unit(code="pemilik"), [item_entry("lama")], code="bank-dinas")


def base(version: ItemVersion) -> Base:
    return Base(version.id, version.revision)


def stored(item: Item) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(ItemVersion.number, ItemVersion.state).where(ItemVersion.item_id == item.id).order_by(ItemVersion.number)
    )
    return [(row.number, row.state) for row in rows]


def item_named(code: str) -> Item:
    return db.session.scalars(select(Item).where(Item.code == code)).one()


def changed(draft: ItemDraft, stem: str) -> ItemDraft:
    return replace(draft, content={**draft.content, "stem": {"id": stem}})


def save(item: Item, draft: ItemDraft, seen: Base, author: User, code: str = "") -> ItemVersion:
    return save_draft(item.id, draft, code=code, base=seen, actor_id=author.id, now=LATER)[1]


def acts() -> list[str]:
    actions = (
        "item_created",
        "item_draft_begun",
        "item_approved",
        "item_retired",
        "item_restored",
        "item_draft_discarded",
    )
    return list(
        db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.in_(actions)).order_by(AuditEvent.id))
    )


def test_unfinished_work_is_kept_and_comes_back_as_it_was_left(bank: Bank, author: User) -> None:
    draft = ItemDraft(content={"mode": "single", "stem": {"id": "Baru sebagian"}, "options": [{"text": {"id": ""}}]})
    item, version = create_item(bank, draft, code="", actor_id=author.id, now=NOW)
    assert (item.code, version.is_complete, version.state) == ("bank-dinas-002", False, "draft")
    assert draft_of(version_to_edit(item.id)) == draft


def test_unfinished_work_is_held_back_by_the_rules_and_by_the_database(bank: Bank, author: User) -> None:
    _item, version = create_item(bank, ItemDraft(), code="x", actor_id=author.id, now=NOW)
    with pytest.raises(NotFit):
        approve(version.item_id, seen=base(version), actor_id=author.id, now=NOW)
    db.session.commit()
    version.state = "approved"
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_saving_the_same_again_changes_nothing(bank: Bank, author: User) -> None:
    item = make_draft(bank, author)
    version = version_to_edit(item.id)
    again = save(item, draft_of(version), base(version), author)
    assert (again.id, again.revision, again.changed_by_id) == (version.id, 1, author.id)


def test_each_save_of_a_draft_counts(bank: Bank, author: User) -> None:
    item = make_draft(bank, author)
    version = version_to_edit(item.id)
    saved = save(item, changed(draft_of(version), "Lain?"), base(version), author)
    assert (saved.id, saved.revision, saved.content["stem"], saved.changed_at) == (
        version.id,
        2,
        {"id": "Lain?"},
        LATER,
    )
    assert (
        "lain?"
        in db.session.scalars(select(ItemVersionWords.words).where(ItemVersionWords.version_id == saved.id)).one()
    )


def test_a_save_from_an_older_page_is_stale_and_overwrites_nothing(bank: Bank, author: User) -> None:
    item = make_draft(bank, author)
    version = version_to_edit(item.id)
    seen = base(version)
    draft = draft_of(version)
    save(item, changed(draft, "Punya yang pertama?"), seen, author)
    with pytest.raises(DraftStale) as stale:
        save(item, changed(draft, "Punya yang kedua?"), seen, author)
    assert stale.value.stored.content["stem"] == {"id": "Punya yang pertama?"}
    assert version_to_edit(item.id).content["stem"] == {"id": "Punya yang pertama?"}


def test_two_who_typed_the_same_are_both_right(bank: Bank, author: User) -> None:
    item = make_draft(bank, author)
    version = version_to_edit(item.id)
    seen, draft = base(version), changed(draft_of(version), "Sama?")
    assert save(item, draft, seen, author).revision == save(item, draft, seen, author).revision == 2


def test_editing_an_approved_item_begins_a_draft_beside_it(bank: Bank, author: User) -> None:
    item = item_named("lama")
    approved = version_to_edit(item.id)
    draft = save(item, changed(draft_of(approved), "Lebih jelas?"), base(approved), author)
    assert stored(item) == [(1, "approved"), (2, "draft")]
    assert (approved.content["stem"], draft.source) == ({"id": "Apa yang dilakukan pada lama?"}, "site")
    with pytest.raises(DraftStale):
        save(item, changed(draft_of(approved), "Dari halaman lama?"), base(approved), author)


def test_approving_supersedes_what_was_approved(bank: Bank, author: User) -> None:
    item = item_named("lama")
    approved = version_to_edit(item.id)
    draft = save(item, changed(draft_of(approved), "Lebih jelas?"), base(approved), author)
    now_approved = approve(item.id, seen=base(draft), actor_id=author.id, now=LATER)
    assert stored(item) == [(1, "superseded"), (2, "approved")]
    assert (now_approved.approved_by_id, now_approved.approved_at) == (author.id, LATER)
    assert acts() == ["item_draft_begun", "item_approved"]


def test_what_was_saved_since_one_looked_is_not_approved(bank: Bank, author: User) -> None:
    item = make_draft(bank, author)
    version = version_to_edit(item.id)
    seen = base(version)
    save(item, changed(draft_of(version), "Diam-diam diubah?"), seen, author)
    with pytest.raises(ItemChanged):
        approve(item.id, seen=seen, actor_id=author.id, now=LATER)
    assert stored(item) == [(1, "draft")]


def test_an_item_that_breaks_a_rule_is_not_approved(bank: Bank, author: User) -> None:
    item = make_draft(bank, author, corps=("tni",))
    with pytest.raises(NotFit):
        approve(item.id, seen=base(version_to_edit(item.id)), actor_id=author.id, now=LATER)


def test_a_draft_older_than_what_was_approved_meanwhile_becomes_the_newest(bank: Bank, author: User) -> None:
    item = item_named("lama")
    first = version_to_edit(item.id)
    draft = save(item, changed(draft_of(first), "Dari situs?"), base(first), author)
    other = item_entry("lama", content={"stem": "Dari berkas?"})
    draft.source = "file"
    load_bank(bank_entry(bank), (other,), now=LATER)
    approve(item.id, seen=base(draft), actor_id=author.id, now=LATER)
    assert stored(item) == [(1, "superseded"), (3, "superseded"), (4, "approved")]


def test_a_retired_item_stays_retired_when_its_files_are_loaded_again(bank: Bank, author: User) -> None:
    item = item_named("lama")
    retire(item.id, number=1, actor_id=author.id)
    _bank, report = load_bank(bank_entry(bank), (item_entry("lama"),), now=LATER)
    assert (stored(item), report.kept) == ([(1, "retired")], ["lama"])
    with pytest.raises(ItemChanged):
        retire(item.id, number=1, actor_id=author.id)


def test_a_retired_item_comes_back_as_a_draft(bank: Bank, author: User) -> None:
    item = item_named("lama")
    retire(item.id, number=1, actor_id=author.id)
    draft = restore(item.id, number=1, actor_id=author.id, now=LATER)
    assert stored(item) == [(1, "retired"), (2, "draft")]
    assert draft.content == draft_from(item_entry("lama")).content
    with pytest.raises(ItemChanged):
        restore(item.id, number=1, actor_id=author.id, now=LATER)


def test_what_is_approved_is_not_restored(bank: Bank, author: User) -> None:
    with pytest.raises(ItemChanged):
        restore(item_named("lama").id, number=1, actor_id=author.id, now=LATER)


def test_a_draft_that_was_never_approved_goes_with_its_item(bank: Bank, author: User) -> None:
    item = make_draft(bank, author, code="sekali")
    assert discard_draft(item.id, seen=base(version_to_edit(item.id)), actor_id=author.id) is False
    assert db.session.scalars(select(Item).where(Item.code == "sekali")).all() == []


def test_a_draft_beside_an_approved_version_goes_alone(bank: Bank, author: User) -> None:
    item = item_named("lama")
    approved = version_to_edit(item.id)
    draft = save(item, changed(draft_of(approved), "Batal?"), base(approved), author)
    assert discard_draft(item.id, seen=base(draft), actor_id=author.id) is True
    assert stored(item) == [(1, "approved")]
    with pytest.raises(ItemChanged):
        discard_draft(item.id, seen=base(approved), actor_id=author.id)


def test_a_code_is_used_once_in_a_bank_and_stays_once_an_item_was_approved(bank: Bank, author: User) -> None:
    item = make_draft(bank, author, code="baru")
    version = version_to_edit(item.id)
    draft = draft_of(version)
    with pytest.raises(CodeTaken):
        save(item, draft, base(version), author, code="lama")
    save(item, draft, base(version), author, code="lebih-baru")
    assert item.code == "lebih-baru"
    old = item_named("lama")
    approved = version_to_edit(old.id)
    save(old, draft_of(approved), base(approved), author, code="lain")
    assert old.code == "lama"


def test_a_proposed_code_is_free(bank: Bank, author: User) -> None:
    make_draft(bank, author, code="bank-dinas-003")
    item, _version = create_item(bank, ItemDraft(), code="", actor_id=author.id, now=NOW)
    assert item.code == "bank-dinas-004"
