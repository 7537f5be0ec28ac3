"""An author in a unit below an agency, signed in."""

import pytest
from flask import Flask

from tests.client import Browser
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.models import User
from training.core.access import Role
from training.org.models import Unit


@pytest.fixture
def agency(app: Flask) -> Unit:
    return make_unit("Pemerintah Kabupaten")


@pytest.fixture
def unit(agency: Unit) -> Unit:
    return make_unit("Dinas Kesehatan", parent=agency)


@pytest.fixture
def author(unit: Unit) -> User:
    user = make_user("Bagus", unit=unit, email="penyusun@example.id")
    make_grant(user, Role.AUTHOR, unit)
    return user


@pytest.fixture
def browser(app: Flask, author: User) -> Browser:
    return Browser(app).log_in("penyusun@example.id", PASSWORD)


@pytest.fixture
def chief(app: Flask, agency: Unit) -> Browser:
    """Somebody whose role holds in the whole agency."""
    user = make_user(unit=agency, email="kepala@example.id")
    make_grant(user, Role.AUTHOR, agency)
    return Browser(app).log_in("kepala@example.id", PASSWORD)
