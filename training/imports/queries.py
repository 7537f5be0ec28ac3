"""Reading imports: one's own, by the page."""

from collections.abc import Sequence

from sqlalchemy import func, select

from training.core.db import db
from training.imports.domain import ACCEPTED
from training.imports.models import Import, ImportChunk, ImportKey, ImportRow

RECENT = 5
KEYS_AT_ONCE = 1000


def own_import(import_id: int, *, actor_id: int) -> Import:
    """An import of one's own. Raises NoResultFound for those of others."""
    return db.session.scalars(select(Import).where(Import.id == import_id, Import.actor_id == actor_id)).one()


def recent_imports(kind: str, *, actor_id: int, target_id: int | None = None) -> Sequence[Import]:
    """What somebody brought lately for one target, the newest first."""
    return db.session.scalars(
        select(Import)
        .where(Import.actor_id == actor_id, Import.kind == kind, Import.target_id.is_not_distinct_from(target_id))
        .order_by(Import.id.desc())
        .limit(RECENT)
    ).all()


def rows_with(import_id: int, outcome: str, *, limit: int | None = None, offset: int = 0) -> Sequence[ImportRow]:
    """The rows of one outcome, in the order of the sheet."""
    statement = (
        select(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.outcome == outcome)
        .order_by(ImportRow.number)
    )
    return db.session.scalars(statement.limit(limit).offset(offset)).all()


def counted(import_id: int) -> dict[str, int]:
    """How many rows have which outcome."""
    rows = db.session.execute(
        select(ImportRow.outcome, func.count()).where(ImportRow.import_id == import_id).group_by(ImportRow.outcome)
    )
    return {row[0]: row[1] for row in rows}


def next_chunk(import_id: int) -> ImportChunk | None:
    """The rows to check next."""
    return db.session.scalars(
        select(ImportChunk).where(ImportChunk.import_id == import_id).order_by(ImportChunk.position).limit(1)
    ).one_or_none()


def unsaved_rows(import_id: int, *, limit: int | None) -> Sequence[ImportRow]:
    """Accepted rows that are not saved yet, in the order of the sheet; None: all of them."""
    return db.session.scalars(
        select(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.outcome.in_(ACCEPTED), ImportRow.stored_at.is_(None))
        .order_by(ImportRow.number)
        .limit(limit)
    ).all()


def rows_by_key(import_id: int, keys: Sequence[str]) -> dict[str, int]:
    """The first row of each of these keys that is in the import already."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[start : start + KEYS_AT_ONCE]
        rows = db.session.execute(
            select(ImportRow.key, func.min(ImportRow.number))
            .where(ImportRow.import_id == import_id, ImportRow.key.in_(part))
            .group_by(ImportRow.key)
        )
        found.update({key: number for key, number in rows if key is not None})
    return found


def rows_by_keys(import_id: int, values: Sequence[str]) -> dict[str, int]:
    """The first row of each of these values of `Verdict.keys` that is in the import already."""
    found: dict[str, int] = {}
    for start in range(0, len(values), KEYS_AT_ONCE):
        part = values[start : start + KEYS_AT_ONCE]
        rows = db.session.execute(
            select(ImportKey.value, ImportKey.number).where(ImportKey.import_id == import_id, ImportKey.value.in_(part))
        )
        found.update({row.value: row.number for row in rows})
    return found


def last_number(import_id: int) -> int:
    """The highest number of a row."""
    return db.session.scalars(select(func.max(ImportRow.number)).where(ImportRow.import_id == import_id)).one() or 0
