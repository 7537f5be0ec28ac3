"""Authors and approvers at the same moment, through real servers: one process on SQLite, two on PostgreSQL."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.test_item_form import filled
from tests.factories.banks import make_draft, make_unit_bank
from tests.factories.content import item_entry
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from tests.servers import Client, Site, at_once, running_site
from training.accounts.models import User
from training.audit.models import AuditEvent
from training.banks.models import Bank, Item, ItemVersion
from training.banks.queries.items import version_to_edit
from training.core.access import Role
from training.core.db import db
from training.org.queries import unit_with_code

CONNECTIONS = 8


@pytest.fixture
def author(app: Flask) -> User:
    office = make_unit(code="dinkes")
    user = make_user(unit=office, email="penyusun@example.id")
    make_grant(user, Role.AUTHOR, office)
    return user


@pytest.fixture
def bank(author: User) -> Bank:
    return make_unit_bank(unit_with_code("dinkes"), [item_entry("lama")])


@pytest.fixture
def clients(author: User, bank: Bank, app: Flask, is_postgresql: bool) -> Iterator[list[Client]]:
    def copies(site: Site) -> list[Client]:
        return site.copies(site.client("penyusun@example.id", PASSWORD), CONNECTIONS)

    with running_site(app, servers=2 if is_postgresql else 1) as site:
        yield copies(site)


def base_of(item_id: int) -> str:
    db.session.rollback()
    version = version_to_edit(item_id)
    base = f"{version.id}.{version.revision}"
    db.session.commit()
    return base


def test_of_approvals_at_once_one_wins_and_the_others_are_told(clients: list[Client], bank: Bank, author: User) -> None:
    item_id = make_draft(bank, author).id
    seen = base_of(item_id)
    answers = at_once([partial(client.post, f"/items/{item_id}/approve", seen=seen) for client in clients])
    assert Counter(answer.status for answer in answers) == {303: 1, 409: CONNECTIONS - 1}
    db.session.rollback()
    approvals = select(AuditEvent.id).where(AuditEvent.action == "item_approved")
    assert len(db.session.scalars(approvals).all()) == 1


def test_of_saves_at_once_one_wins_and_nothing_is_overwritten(clients: list[Client], bank: Bank, author: User) -> None:
    item_id = db.session.scalars(select(Item.id).where(Item.code == "lama")).one()
    base = base_of(item_id)
    answers = at_once(
        [
            partial(
                client.post, f"/items/{item_id}/edit", **{**filled(), "base": base, "stem": f"Dari layar {number}?"}
            )
            for number, client in enumerate(clients)
        ]
    )
    assert Counter(answer.status for answer in answers) == {303: 1, 409: CONNECTIONS - 1}
    db.session.rollback()
    states = db.session.scalars(
        select(ItemVersion.state).where(ItemVersion.item_id == item_id).order_by(ItemVersion.number)
    )
    assert list(states) == ["approved", "draft"]
