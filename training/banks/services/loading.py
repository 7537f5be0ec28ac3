"""Bank files into the database: new items, new versions of changed ones; what was edited on the site is kept."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from training.banks.domain.item import ItemEntry
from training.banks.formats.bank_yaml import BankEntry
from training.banks.models import Bank, Item, ItemVersion
from training.banks.services.versions import add_version, content_hash
from training.core.db import db


@dataclass
class LoadReport:
    """Codes of items by what became of them; `notes` are sentences of the features above, for whoever loads."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_bank(entry: BankEntry, items: tuple[ItemEntry, ...], *, now: datetime) -> tuple[Bank, LoadReport]:
    """Store a bank as its files have it; loading the same files again changes nothing.

    An item whose latest version was written on the site is `kept` as it is there; items that left the files stay and
    are reported as `missing`.
    """
    bank = _bank(entry, now)
    latest = _latest_versions(bank.id)
    report = LoadReport(missing=sorted(set(latest) - {item.code for item in items}))
    for item_entry in items:
        if item_entry.code not in latest:
            item = Item(bank_id=bank.id, code=item_entry.code)
            db.session.add(item)
            db.session.flush()
            add_version(item, item_entry, source="file", author_id=None, now=now)
            report.added.append(item_entry.code)
            continue
        item, version = latest[item_entry.code]
        if (version.content_hash, version.state) == (content_hash(item_entry), item_entry.state.value):
            report.unchanged.append(item_entry.code)
        elif version.source != "file":
            report.kept.append(item_entry.code)
        else:
            add_version(item, item_entry, source="file", author_id=None, now=now)
            report.changed.append(item_entry.code)
    return bank, report


def _bank(entry: BankEntry, now: datetime) -> Bank:
    bank = db.session.scalars(select(Bank).where(Bank.code == entry.code)).one_or_none()
    if bank is None:
        bank = Bank(code=entry.code, created_at=now, title={}, description={})
        db.session.add(bank)
    bank.title, bank.description = entry.title.to_data(), entry.description.to_data()
    db.session.flush()
    return bank


def _latest_versions(bank_id: int) -> dict[str, tuple[Item, ItemVersion]]:
    rows = db.session.execute(
        select(Item, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_id == bank_id)
        .order_by(Item.id, ItemVersion.number)
    )
    return {item.code: (item, version) for item, version in rows}
