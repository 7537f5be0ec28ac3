"""Imports end: cancelled by hand, given up when their jobs failed, forgotten after a week."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from training.core.db import db
from training.imports.domain import State
from training.imports.models import Import, ImportChunk, ImportKey, ImportRow

KEEP_DAYS = 7
GIVEN_UP_AFTER = timedelta(hours=1)
FORGET_ROWS_AT_ONCE = 5000
UNSYNCHRONISED = {"synchronize_session": False}


def cancel_import(import_id: int, *, now: datetime) -> bool:
    """Drop what is not saved yet; False where it is being saved or is over."""
    stopped = db.session.execute(
        update(Import)
        .where(Import.id == import_id, Import.state.in_((State.CHECKING, State.CHECKED)))
        .values(state=State.CANCELLED, changed_at=now)
        .returning(Import.id),
        execution_options=UNSYNCHRONISED,
    ).one_or_none()
    if stopped is None:
        return False
    db.session.execute(delete(ImportChunk).where(ImportChunk.import_id == import_id), execution_options=UNSYNCHRONISED)
    return True


def give_up_stuck(*, now: datetime) -> None:
    """Say so where nothing has moved for an hour: the job behind it failed for good."""
    db.session.execute(
        update(Import)
        .where(Import.state.in_((State.CHECKING, State.SAVING)), Import.changed_at < now - GIVEN_UP_AFTER)
        .values(
            state=State.REFUSED,
            message=_(
                "Berkas ini tidak selesai diproses. Yang sudah disimpan tetap tersimpan; unggah berkasnya sekali lagi."
            ),
            changed_at=now,
        ),
        execution_options=UNSYNCHRONISED,
    )


def forget_old(*, now: datetime) -> int:
    """Delete a batch of rows of imports older than a week, and those that have none left; returns how many rows.

    What is being checked or saved is left alone. What was only checked is cancelled first, so that nobody saves the half of
    its rows that a batch has left.
    """
    is_old = Import.created_at < now - timedelta(days=KEEP_DAYS)
    checked = update(Import).where(is_old, Import.state == State.CHECKED)
    db.session.execute(checked.values(state=State.CANCELLED, changed_at=now), execution_options=UNSYNCHRONISED)
    is_over = is_old & Import.state.not_in((State.CHECKING, State.SAVING))
    old = select(Import.id).where(is_over)
    batch = select(ImportRow.id).where(ImportRow.import_id.in_(old)).order_by(ImportRow.id).limit(FORGET_ROWS_AT_ONCE)
    gone = db.session.execute(
        delete(ImportRow).where(ImportRow.id.in_(batch)).returning(ImportRow.id), execution_options=UNSYNCHRONISED
    ).all()
    if len(gone) < FORGET_ROWS_AT_ONCE:
        for statement in (
            delete(ImportChunk).where(ImportChunk.import_id.in_(old)),
            delete(ImportKey).where(ImportKey.import_id.in_(old)),
            delete(Import).where(is_over),
        ):
            db.session.execute(statement, execution_options=UNSYNCHRONISED)
    return len(gone)
