"""The demo's own bank of a health office, by its pages."""

from sqlalchemy import select

from training.banks.models import Bank, Item
from training.core.db import db
from training.demo.banks import CODE


def bank_addresses() -> dict[str, str]:
    """The pages of the bank, of an item with a history, of one waiting for approval and of one just begun."""
    bank_id = db.session.scalars(select(Bank.id).where(Bank.code == CODE)).one()
    items = {
        item.code.removeprefix(f"{CODE}-"): item.id
        for item in db.session.scalars(select(Item).where(Item.bank_id == bank_id))
    }
    return {
        "bank": f"/banks/{bank_id}",
        "bank-filtered": f"/banks/{bank_id}?q=kalender&state=approved&difficulty=mudah",
        "bank-edit": f"/banks/{bank_id}/edit",
        "coverage": f"/banks/{bank_id}/coverage",
        "item": f"/items/{items['kalender']}",
        "item-draft": f"/items/{items['grup']}",
        "item-form": f"/items/{items['grup']}/edit?rules=media+sosial",
        "item-form-checked": f"/items/{items['grup']}/edit?checked=1",
        "item-new": f"/items/new?bank={bank_id}",
    }
