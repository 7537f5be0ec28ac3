"""A regency with two offices, and its admin."""

import pytest

from tests.directory.sheet_pages import admin_of
from tests.factories.people import make_unit


@pytest.fixture
def region(app):
    """Units by name."""
    top = make_unit("Pemkab", code="PEMKAB")
    return {
        "top": top,
        "health": make_unit("Dinas Kesehatan", code="DINKES", parent=top),
        "schools": make_unit("Dinas Pendidikan", code="DISDIK", parent=top),
    }


@pytest.fixture
def admin(app, region):
    """The admin of all of it."""
    return admin_of(app, region["top"])
