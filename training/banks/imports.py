"""Questions as an import: which columns, who may, what checks and stores them."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from training.banks.domain.item import State
from training.banks.formats.spreadsheet import COLUMNS
from training.banks.services.sheets.checking import STATE_OPTION, check_items
from training.banks.services.sheets.storing import prepare_items, store_items
from training.core.access import Permission
from training.imports.domain import Column
from training.imports.registry import Choice, ImportKind, Words, register

MAX_ROWS = 20_000
CHUNK_ROWS = 250

ITEMS = register(
    ImportKind(
        name="items",
        columns=tuple(
            Column(column.name, column.name, column.synonyms, is_required=column.is_required) for column in COLUMNS
        ),
        permission=Permission.EDIT_BANKS,
        check=check_items,
        prepare=prepare_items,
        store=store_items,
        home=lambda bank_id: url_for("items.index", bank_id=bank_id),
        words=Words(title=_l("Unggah butir soal"), home=_l("Butir di bank ini"), key=_l("kode")),
        section="banks",
        is_atomic=True,
        chunk_rows=CHUNK_ROWS,
        max_rows=MAX_ROWS,
        choices=(
            Choice(STATE_OPTION, State.DRAFT, _l("Periksa lagi sebagai draf")),
            Choice(STATE_OPTION, State.APPROVED, _l("Periksa lagi untuk langsung disetujui")),
        ),
    )
)
