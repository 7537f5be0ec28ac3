"""Two admins at once on PostgreSQL, led by hand: what one of them does waits for the other, and the tree stays a tree."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.directory.people import make_place
from tests.factories.people import JOINED_ON, make_grant, make_unit, make_user
from training.accounts.models import Grant
from training.accounts.services.grants import LastAdmin, revoke_grant
from training.accounts.services.memberships import transfer
from training.core import clock
from training.core.access import Role
from training.core.db import aside, db
from training.core.transaction import unit_of_work
from training.org.models import Unit
from training.org.services import UnitClosed, UnitCodeTaken, UnitInItsOwnBranch, close_unit, create_unit, move_unit

pytestmark = pytest.mark.postgresql
PATIENCE_SECONDS = 10
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
TODAY = clock.today_in("Asia/Jakarta", clock.now())
Begin = Callable[[Callable[[], Any]], Future[Any]]


@pytest.fixture
def begin(app: Flask) -> Iterator[Begin]:
    """Begins work in a transaction of its own, beside that of the test, and waits until it waits for ours."""
    threads = ThreadPoolExecutor(1)

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context(), unit_of_work():
            return work()

    def start(work: Callable[[], Any]) -> Future[Any]:
        future = threads.submit(run, work)
        until = time.monotonic() + PATIENCE_SECONDS
        while not future.done() and time.monotonic() < until:
            with aside() as connection:
                if connection.scalar(WAITING):
                    break
            time.sleep(0.01)
        return future

    yield start
    threads.shutdown()


def paths_are_right() -> bool:
    db.session.expire_all()
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    return all(
        unit.path == (units[unit.parent_id].path if unit.parent_id else "/") + f"{unit.id}/" for unit in units.values()
    )


def test_two_moves_that_would_make_a_circle_leave_a_tree(begin: Begin) -> None:
    one, other = make_unit().id, make_unit().id
    move_unit(one, other, actor_id=None)
    second = begin(lambda: move_unit(other, one, actor_id=None))
    db.session.commit()
    assert isinstance(second.exception(), UnitInItsOwnBranch)
    assert paths_are_right()


def test_a_unit_made_below_a_moving_branch_gets_the_new_path(begin: Begin) -> None:
    top, branch = make_unit(), make_unit()
    parent_id = make_unit(parent=branch).id
    move_unit(branch.id, top.id, actor_id=None)

    def make() -> str:
        parent = db.session.get_one(Unit, parent_id)
        return create_unit(code="baru", name="Baru", kind="office", opened_on=JOINED_ON, parent=parent).path

    made = begin(make)
    db.session.commit()
    assert made.result().startswith(f"{top.path}{branch.id}/{parent_id}/")
    assert paths_are_right()


def test_a_branch_that_moves_takes_along_what_was_just_made_below_it(begin: Begin) -> None:
    top, branch = make_unit(), make_unit()
    top_id, branch_id = top.id, branch.id
    create_unit(code="baru", name="Baru", kind="office", opened_on=JOINED_ON, parent=branch)
    moved = begin(lambda: move_unit(branch_id, top_id, actor_id=None))
    db.session.commit()
    assert moved.result()
    assert paths_are_right()


def test_nobody_comes_into_a_unit_that_is_being_closed(begin: Begin) -> None:
    unit_id, user_id = make_unit().id, make_user().id
    close_unit(unit_id, on=TODAY, actor_id=None)

    def come() -> bool:
        unit = db.session.get_one(Unit, unit_id)
        return transfer(user_id, unit, position=None, on=TODAY, actor_id=None, now=clock.now())

    coming = begin(come)
    db.session.commit()
    assert isinstance(coming.exception(), UnitClosed)


def test_who_is_being_transferred_is_not_moved_on_unseen(app: Flask, begin: Begin) -> None:
    place = make_place(app)
    make_unit("Gudang", parent=place.office, code="GUDANG")
    user = make_user(unit=place.office)
    page = place.browser.get(f"/people/{user.id}/transfer")
    transfer(user.id, place.room, position=None, on=TODAY, actor_id=None, now=clock.now())
    second = begin(lambda: place.browser.submit(page, page.form(), unit="GUDANG", action="save"))
    assert not second.done()
    db.session.commit()
    assert second.result(PATIENCE_SECONDS).status == 409


def test_two_admins_do_not_end_each_other(begin: Begin) -> None:
    top = make_unit()
    for _ in range(2):
        make_grant(make_user(unit=top), Role.ADMIN, top)
    first, second = db.session.scalars(select(Grant.id).order_by(Grant.id)).all()
    revoke_grant(first, actor_id=None, now=clock.now(), today=TODAY)
    other = begin(lambda: revoke_grant(second, actor_id=None, now=clock.now(), today=TODAY))
    db.session.commit()
    assert isinstance(other.exception(), LastAdmin)


def test_two_units_with_codes_that_differ_in_capitals_are_made_at_once_and_one_is(app: Flask, begin: Begin) -> None:
    parent = make_unit()
    db.session.commit()
    create_unit(code="au-2", name="Pertama", kind="office", opened_on=JOINED_ON, parent=parent)
    second = begin(lambda: create_unit(code="AU-2", name="Kedua", kind="office", opened_on=JOINED_ON, parent=parent))
    assert not second.done()
    db.session.commit()
    with pytest.raises(UnitCodeTaken):
        second.result(PATIENCE_SECONDS)
