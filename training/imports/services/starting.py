"""A sheet is taken in: its headings are understood, its rows wait in chunks to be checked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert

from training.core.db import db
from training.core.errors import InputInvalid
from training.core.tables import Sheet
from training.imports.domain import State, packed, understood
from training.imports.models import Import, ImportChunk
from training.imports.registry import ImportKind, kind_named
from training.jobs.services import enqueue

MAX_FILE_NAME = 200
STRANGERS_NAMED = 12
CHECK = "imports.check"


class SheetRefused(InputInvalid):
    """The sheet as a whole will not do; `message` is for the field where the file was chosen."""


def start_import(
    kind_name: str, sheet: Sheet, *, file_name: str, actor_id: int, target_id: int | None, paths: Sequence[str],
    options: Mapping[str, Any], now: datetime,
) -> Import:  # fmt: skip
    """Take in a sheet and begin to check it. Raises SheetRefused, before anything is stored, and KeyError."""
    kind = kind_named(kind_name)
    places = columns_of(kind, sheet)
    found = understood(sheet.headings, kind.columns)
    taken = Import(
        kind=kind.name,
        actor_id=actor_id,
        target_id=target_id,
        file_name=file_name[-MAX_FILE_NAME:],
        options=dict(options),
        paths=list(paths),
        headings=list(sheet.headings),
        places=places,
        notes=[*sheet.notes, *_note_passed_over(found.passed_over), *_note_strangers(found.strangers)],
        state=State.CHECKING,
        total=len(sheet.rows),
        counts={},
        created_at=now,
        changed_at=now,
    )
    db.session.add(taken)
    db.session.flush()
    queue_chunks(taken, kind, [packed(row) for row in sheet.rows])
    return taken


def columns_of(kind: ImportKind, sheet: Sheet) -> dict[str, int]:
    """Where the columns of a kind stand in a sheet (0..). Raises SheetRefused."""
    found = understood(sheet.headings, kind.columns)
    _refuse_unless_readable(sheet, found.missing, found.doubled)
    return dict(found.places)


def queue_chunks(taken: Import, kind: ImportKind, rows: Sequence[Any]) -> None:
    """Let rows wait for the check, and enqueue the first job of its chain."""
    size = len(rows) if kind.is_whole else kind.chunk_rows
    chunks = [
        {"import_id": taken.id, "position": position, "rows": list(rows[start : start + size])}
        for position, start in enumerate(range(0, len(rows), size))
    ]
    db.session.execute(insert(ImportChunk), chunks)
    enqueue(CHECK, import_id=taken.id, round=taken.round, position=0)


def _refuse_unless_readable(sheet: Sheet, missing: Sequence[str], doubled: Sequence[Sequence[str]]) -> None:
    if missing:
        raise SheetRefused(
            _(
                "Kolom ini tidak ditemukan: %(columns)s. Judul kolom dicari di baris %(row)d.",
                columns=", ".join(missing),
                row=sheet.heading_row,
            )
        )
    if doubled:
        columns = "; ".join(", ".join(f"“{heading[:40]}”" for heading in headings) for headings in doubled)
        raise SheetRefused(_("Kolom ini ada dua kali: %(columns)s. Hapus salah satunya.", columns=columns))
    if not sheet.rows:
        raise SheetRefused(_("Di bawah judul kolom tidak ada baris yang terisi."))


def _note_passed_over(passed_over: Sequence[tuple[str, str]]) -> list[str]:
    return [
        _("Kolom «%(heading)s» tidak dibaca: yang dipakai kolom «%(used)s».", heading=heading[:40], used=used[:40])
        for heading, used in passed_over[:STRANGERS_NAMED]
    ]


def _note_strangers(strangers: Sequence[str]) -> list[str]:
    if not strangers:
        return []
    named = ", ".join(f"«{heading[:40]}»" for heading in strangers[:STRANGERS_NAMED])
    return [_("Kolom yang tidak dikenal dan tidak dibaca: %(columns)s.", columns=named)]
