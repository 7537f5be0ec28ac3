"""Reading imports: one's own, by the page."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, func, select

from training.core.db import db, rows_of
from training.core.many import among
from training.imports.domain import ACCEPTED, Line, line_of
from training.imports.models import Import, ImportChunk, ImportKey, ImportRow

RECENT = 5


class AcceptedRow(NamedTuple):
    """A row that is to be saved, with what saving needs of it; cells and marks as JSON, for many rows are saved without."""

    number: int
    cells: str
    marks: str
    outcome: str
    key: str | None
    plan: dict[str, Any]

    def line(self, places: Mapping[str, int]) -> Line:
        """The row as its kind sees it."""
        return line_of(self.number, json.loads(self.cells), json.loads(self.marks), places)


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


def accepted_rows(import_id: int, *, after: int, limit: int | None) -> list[AcceptedRow]:
    """Accepted rows after the one of this number, in the order of the sheet; no `limit`: all of them."""
    row = ImportRow
    statement = (
        select(row.number, cast(row.cells, Text), cast(row.marks, Text), row.outcome, row.key, row.plan)
        .where(row.import_id == import_id, row.outcome.in_(ACCEPTED), row.number > after)
        .order_by(row.number)
        .limit(limit)
    )
    return [AcceptedRow(*found) for found in rows_of(statement, {}).all()]


def rows_by_key(import_id: int, keys: Sequence[str]) -> dict[str, int]:
    """The first row of each of these keys that is in the import already."""
    if not keys:
        return {}
    statement = (
        select(ImportRow.key, func.min(ImportRow.number))
        .where(ImportRow.import_id == import_id, among(ImportRow.key, keys))
        .group_by(ImportRow.key)
    )
    return {row[0]: row[1] for row in rows_of(statement, {}).all()}


def rows_by_keys(import_id: int, values: Sequence[str]) -> dict[str, int]:
    """The first row of each of these values of `Verdict.keys` that is in the import already."""
    if not values:
        return {}
    statement = select(ImportKey.value, ImportKey.number).where(
        ImportKey.import_id == import_id, among(ImportKey.value, values)
    )
    return {row[0]: row[1] for row in rows_of(statement, {}).all()}


def last_number(import_id: int) -> int:
    """The highest number of a row."""
    return db.session.scalars(select(func.max(ImportRow.number)).where(ImportRow.import_id == import_id)).one() or 0
