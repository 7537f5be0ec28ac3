"""Banks of units, and drafts in them."""

from typing import Any

from tests.factories.content import MADE_AT, item_entry, make_rules
from training.accounts.models import User
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import ItemEntry
from training.banks.domain.texts import Text
from training.banks.formats.bank_yaml import BankEntry, item_data
from training.banks.models import Bank, Item
from training.banks.services.drafting import create_item
from training.banks.services.loading import load_bank
from training.core.db import db
from training.org.models import Unit


def draft_from(entry: ItemEntry, **changed: Any) -> ItemDraft:
    """A complete draft that says what an entry says, except for what is named."""
    fields = {
        "kind": entry.kind, "case": entry.case, "corps": tuple(entry.corps), "phases": entry.phases,
        "regime": entry.regime.value, "topic": entry.topic, "difficulty": entry.difficulty.value,
        "case_on": entry.case_on, "tags": entry.tags, "rules": entry.rules,
        "background_rules": entry.background_rules, "content": item_data(entry)["content"],
    }  # fmt: skip
    return ItemDraft(**{**fields, **changed})


def make_unit_bank(unit: Unit, items: list[ItemEntry] | None = None, *, code: str | None = None) -> Bank:
    """A bank that belongs to a unit."""
    make_rules()
    name = code or f"bank-{unit.code}"
    entry = BankEntry(code=name, title=Text(id=f"Bank {name}"), description=Text(id="Bank uji"))
    bank, _report = load_bank(entry, tuple(items or ()), now=MADE_AT)
    bank.owner_unit_id = unit.id
    db.session.commit()
    return bank


def make_draft(bank: Bank, author: User, *, code: str = "draf-1", **changed: Any) -> Item:
    """An item that is a draft so far; complete unless a field is taken away."""
    draft = draft_from(item_entry(code), **changed)
    item, _version = create_item(bank, draft, code=code, actor_id=author.id, now=MADE_AT)
    db.session.commit()
    return item
