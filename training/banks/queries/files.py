"""Reading banks back as their files have them."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from training.banks.domain.item import ItemEntry, State
from training.banks.formats.bank_yaml import BankEntry
from training.banks.models import Bank, Item, ItemVersion
from training.core.db import db


def bank_with_code(code: str) -> Bank:
    """A bank by its code. Raises NoResultFound."""
    return db.session.scalars(select(Bank).where(Bank.code == code)).one()


def bank_entry(bank: Bank) -> BankEntry:
    """A bank as `bank.yaml` has it."""
    return BankEntry.model_validate({"code": bank.code, "title": bank.title, "description": bank.description})


def entries_of(bank_id: int) -> list[ItemEntry]:
    """The items of a bank as files have them: the approved version of each, else the latest.

    Retired items and drafts that lack something are left out.
    """
    rows = db.session.execute(
        select(Item.code, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .options(selectinload(ItemVersion.corps), selectinload(ItemVersion.rules))
        .where(
            Item.bank_id == bank_id,
            ItemVersion.state.in_((State.DRAFT, State.IN_REVIEW, State.APPROVED)),
            ItemVersion.is_complete,
        )
        .order_by(Item.code, ItemVersion.state == State.APPROVED, ItemVersion.number)
    )
    return list({code: entry_of(code, version) for code, version in rows}.values())


def entry_of(code: str, version: ItemVersion) -> ItemEntry:
    """One version as a file has it; `corps` and `rules` must be loaded. Raises ValidationError for unfinished work."""
    return ItemEntry.model_validate(
        {
            "code": code,
            "kind": version.kind,
            "state": version.state,
            "case": version.family,
            "corps": [row.corps for row in version.corps],
            "phases": version.phases,
            "regime": version.regime,
            "topic": version.topic,
            "difficulty": version.difficulty,
            "case_on": version.case_on,
            "tags": version.tags,
            "rules": [row.rule_id for row in version.rules if not row.is_background],
            "background_rules": [row.rule_id for row in version.rules if row.is_background],
            "content": version.content,
        }
    )
