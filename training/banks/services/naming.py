"""Banks begun and renamed on the site."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from training.audit.services import record
from training.banks.errors import CodeTaken
from training.banks.models import Bank
from training.core.db import db

MOST_CHARACTERS = 60
MOST_NUMBERED = 999
FALLBACK = "bank"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def create_bank(
    *,
    title: dict[str, str],
    description: dict[str, str],
    owner_unit_id: int,
    code: str,
    actor_id: int,
    now: datetime,
) -> Bank:
    """An empty bank of a unit; without a code it gets one after its title. Raises CodeTaken."""
    bank = Bank(
        code=code or _free_code(title["id"]),
        title=title,
        description=description,
        owner_unit_id=owner_unit_id,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(bank)
            db.session.flush()
    except IntegrityError:
        raise CodeTaken from None
    _note("bank_created", bank, actor_id)
    return bank


def change_bank(bank: Bank, *, title: dict[str, str], description: dict[str, str], actor_id: int) -> None:
    """Another title or description; the code stays, since files and people know the bank by it."""
    if (bank.title, bank.description) == (title, description):
        return
    bank.title, bank.description = title, description
    db.session.flush()
    _note("bank_changed", bank, actor_id)


def code_after(title: str) -> str:
    """A title as a code: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MOST_CHARACTERS].strip("-") or FALLBACK


def _free_code(title: str) -> str:
    wanted = code_after(title)
    numbered = [f"{wanted[: MOST_CHARACTERS - len('-999')]}-{number}" for number in range(2, MOST_NUMBERED)]
    taken = set(db.session.scalars(select(Bank.code).where(Bank.code.in_([wanted, *numbered]))))
    free = [code for code in (wanted, *numbered) if code not in taken]
    if not free:
        raise CodeTaken
    return free[0]


def _note(action: str, bank: Bank, actor_id: int) -> None:
    record(
        action,
        actor_id=actor_id,
        object_kind="bank",
        object_id=bank.id,
        unit_id=bank.owner_unit_id,
        facts={"code": bank.code},
    )
