"""Where people are, for tests of sheets."""

import pytest

from tests.factories.people import make_unit


@pytest.fixture
def region(app):
    """A regency with two offices, and another regency."""
    top = make_unit("Pemkab", code="PEMKAB")
    other = make_unit("Kabupaten lain", code="LAIN")
    return {
        "top": top,
        "health": make_unit("Dinas Kesehatan", code="DINKES", parent=top),
        "schools": make_unit("Dinas Pendidikan", code="DISDIK", parent=top),
        "other": other,
    }
