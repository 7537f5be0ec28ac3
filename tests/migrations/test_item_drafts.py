"""Items that were there can be searched; going back takes unfinished work along and keeps everything else."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.factories.banks import make_draft, make_unit_bank
from tests.factories.content import item_entry
from tests.factories.people import make_unit, make_user
from training.banks.models import ItemVersion, ItemVersionWords
from training.core.db import db

BEFORE = "0002"


def test_down_and_up_again_keeps_whole_items_and_their_words(app: Flask) -> None:
    unit = make_unit()
    bank = make_unit_bank(unit, [item_entry("a", content={"stem": "Siapa Élodie?"}, tags=("Pasar",), case="kasus-9")])
    make_draft(bank, make_user(unit=unit), code="setengah", topic="")
    words = select(ItemVersionWords.words).join(ItemVersion).where(ItemVersion.is_complete)
    before = sorted(" ".join(db.session.scalars(words)).split())
    db.session.remove()
    downgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT code FROM items")).scalars().all() == ["a"]
    upgrade()
    assert sorted(" ".join(db.session.scalars(words)).split()) == before
    assert {"élodie?", "pasar", "kasus-9"} <= set(before)
    assert db.session.scalars(select(ItemVersion.revision)).all() == [1]


def test_the_content_of_what_was_approved_is_still_fixed_after_it(app: Flask) -> None:
    make_unit_bank(make_unit(), [item_entry("a")])
    db.session.remove()
    downgrade(revision=BEFORE)
    upgrade()
    with db.engine.connect() as connection, pytest.raises(DBAPIError, match="never changes"):
        connection.execute(text("UPDATE item_versions SET topic = 'pelaporan'"))
