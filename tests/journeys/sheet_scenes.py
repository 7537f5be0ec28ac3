"""A spreadsheet that the author of the demo brought: checked, with something of everything, and one being checked."""

from typing import Any

from sqlalchemy import select

from tests.factories.banks import make_unit_bank
from tests.factories.content import item_entry
from tests.factories.imports import make_import, make_sheet
from training.accounts.models import User
from training.banks.formats.spreadsheet import COLUMNS
from training.banks.formats.spreadsheet.template import EXAMPLES
from training.banks.imports import ITEMS
from training.core import clock
from training.core.db import db
from training.imports.services.checking import check_next
from training.org.models import Unit

NAMES = [column.name for column in COLUMNS]


def sheet_addresses() -> dict[str, str]:
    """Pages by name, in the session of the caller."""
    author = db.session.scalars(select(User).where(User.email == "pelatih@netral.example")).one()
    agency = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
    assert agency is not None
    bank = make_unit_bank(agency, [item_entry("meja-lama")], code="meja-layanan-publik")
    taken, waiting = (
        make_import(
            ITEMS.name,
            make_sheet([*NAMES, "catatan pribadi"], *map(_cells, _rows())),
            actor_id=author.id,
            target_id=bank.id,
            paths=[agency.path],
            options={"state": "approved"},
        )
        for _ in range(2)
    )
    check_next(taken.id, round=1, position=0, now=clock.now())
    db.session.commit()
    return {
        "bank-import": f"/banks/{bank.id}/import",
        "bank-export": f"/banks/{bank.id}/export",
        "import-check": f"/imports/{taken.id}",
        "import-changed": f"/imports/{taken.id}?group=changed",
        "import-progress": f"/imports/{waiting.id}",
    }


def _rows() -> list[dict[str, Any]]:
    first = EXAMPLES[0]
    return [
        *EXAMPLES,
        {**first, "kode": "meja-lama", "situasi": "Masa kampanye Pilkada. Seorang rekan menitipkan brosur."},
        {**first, "kode": "meja-02", "kunci": "H"},
        {**first, "kode": "meja-03", "topik": "kampanya", "dasar_hukum": "uu20-2023-ps24-1", "umpan_balik_c": ""},
        {**first, "kode": "", "pertanyaan": "Apa langkah pertama Anda?"},
    ]


def _cells(row: dict[str, Any]) -> list[str]:
    return [*(row.get(name, "") for name in NAMES), "lihat lagi"]
