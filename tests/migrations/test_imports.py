"""An import that was half saved goes on where it stood, before and after the change of how that is known."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from tests.factories.imports import make_import, make_sheet
from tests.factories.people import make_unit, make_user
from training.core import clock
from training.core.db import db
from training.imports.models import Import
from training.imports.services.saving import begin_saving
from training.jobs.worker import run_next

BEFORE = "0014"
ROWS = 502


def test_down_and_up_again_keeps_what_is_saved(app: Flask) -> None:
    top = make_unit(code="PEMKAB")
    rows = [(f"Orang {number}", f"o{number}@contoh.id", "PEMKAB", "PNS") for number in range(ROWS)]
    sheet = make_sheet(("Nama", "Surel", "Kode Unit", "Jenis"), *rows)
    taken = make_import("people", sheet, actor_id=make_user(unit=top).id, paths=[top.path])
    while run_next(app) is not None:
        pass
    assert begin_saving(taken, round=1, paths=[top.path], now=clock.now())
    db.session.commit()
    run_next(app)
    saved_to = db.session.scalars(select(Import.saved_to)).one()
    assert (
        saved_to
        == db.session.execute(text("SELECT number FROM import_rows ORDER BY number LIMIT 1 OFFSET 499")).scalar()
    )
    db.session.remove()

    downgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        stored = connection.execute(text("SELECT count(*), max(number) FROM import_rows WHERE stored_at IS NOT NULL"))
        assert stored.one() == (500, saved_to)
    upgrade()
    assert db.session.scalars(select(Import.saved_to)).one() == saved_to
