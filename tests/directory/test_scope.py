"""Every admin reaches exactly the people and units of their branches, whatever was moved, ended or expired."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.accounts.login import grants_of
from training.accounts.models import User
from training.accounts.services.grants import grant_role, revoke_grant
from training.accounts.services.memberships import transfer
from training.accounts.services.people import NewPerson, create_user, deactivate
from training.core import clock
from training.core.access import Permission, Role, roles_with
from training.core.db import db
from training.directory.domain import PersonState
from training.directory.queries.codes import numbers_in
from training.directory.queries.people import PeopleFilter, people_page
from training.directory.queries.units import branch_rows, found_units
from training.org.models import Unit
from training.org.services import UnitInItsOwnBranch, create_unit, move_unit

serial = count(1)
TODAY = clock.today_in("Asia/Jakarta", clock.now())
BEGUN = TODAY - timedelta(days=100)
NUMBERS = st.integers(0, 50)


@dataclass
class World:
    units: list[Unit]
    people: list[User]
    home: dict[int, int]  # user id → unit id, where they belong or last belonged
    gone: set[int]

    def below(self, top: Unit) -> set[int]:
        """The branch by its parents, one after the other: no path is asked."""
        found = {top.id}
        while more := {unit.id for unit in self.units if unit.parent_id in found} - found:
            found |= more
        return found


def make_world(parents: list[int], homes: list[int]) -> World:
    units: list[Unit] = []
    for place, wanted in enumerate(parents):
        parent = units[wanted % place] if place and wanted % 6 else None
        code = f"s{next(serial)}"
        units.append(create_unit(code=code, name=f"Unit {code}", kind="office", opened_on=BEGUN, parent=parent))
    world = World(units, [], {}, set())
    for wanted in homes:
        world.people.append(settle(world, wanted))
    return world


def settle(world: World, wanted: int = 0) -> User:
    """Somebody in one of the units."""
    unit = world.units[wanted % len(world.units)]
    person = NewPerson(f"Orang {next(serial)}", "pns", login_name=f"orang-{next(serial)}")
    user = create_user(person, unit, actor_id=None, now=clock.now(), today=BEGUN)
    world.home[user.id] = unit.id
    return user


def shuffle(world: World, moves: list[tuple[int, int]], transfers: list[tuple[int, int]], leaving: list[int]) -> None:
    for which, where in moves:
        unit, parent = world.units[which % len(world.units)], world.units[where % len(world.units)]
        with suppress(UnitInItsOwnBranch):
            move_unit(unit.id, parent.id, actor_id=None)
    for which, where in transfers:
        user, unit = world.people[which % len(world.people)], world.units[where % len(world.units)]
        transfer(user.id, unit, position=None, on=TODAY, actor_id=None, now=clock.now())
        world.home[user.id] = unit.id
    for which in leaving:
        user = world.people[which % len(world.people)]
        deactivate(user.id, on=TODAY, actor_id=None, now=clock.now())
        world.gone.add(user.id)


def grant_some(world: World, admin: User, grants: list[tuple[int, str]]) -> list[Unit]:
    """Give roles that hold, ended, begin later, or are over; returns where one holds."""
    holding = []
    for which, state in grants:
        unit = world.units[which % len(world.units)]
        days: dict[str, tuple[date, date | None]] = {
            "holds": (BEGUN, None), "last day": (BEGUN, TODAY), "expired": (BEGUN, TODAY - timedelta(days=1)),
            "later": (TODAY + timedelta(days=1), None), "ended": (BEGUN, TODAY + timedelta(days=9)),
        }  # fmt: skip
        from_on, until_on = days[state]
        grant = grant_role(admin.id, Role.ADMIN, unit, from_on=from_on, until_on=until_on, actor_id=None)
        if state in ("holds", "last day"):
            holding.append(unit)
        if state == "ended":
            revoke_grant(grant.id, actor_id=None, now=clock.now(), today=TODAY)
    return holding


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=st.lists(NUMBERS, min_size=2, max_size=14),
    homes=st.lists(NUMBERS, min_size=1, max_size=10),
    moves=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=4),
    transfers=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=3),
    leaving=st.lists(NUMBERS, max_size=2),
    grants=st.lists(
        st.tuples(NUMBERS, st.sampled_from(["holds", "last day", "expired", "later", "ended"])), max_size=4
    ),
)
def test_an_admin_sees_exactly_the_branches_of_the_roles_that_hold(
    app: Flask,
    parents: list[int],
    homes: list[int],
    moves: list[tuple[int, int]],
    transfers: list[tuple[int, int]],
    leaving: list[int],
    grants: list[tuple[int, str]],
) -> None:
    world = make_world(parents, homes)
    keeper, admin = settle(world), settle(world)
    for unit in world.units:
        grant_role(keeper.id, Role.ADMIN, unit, from_on=BEGUN, until_on=None, actor_id=None)
    holding = grant_some(world, admin, grants)
    shuffle(world, moves, transfers, leaving)
    db.session.flush()
    with app.test_request_context():
        held = grants_of(admin.id, zone="Asia/Jakarta")
    paths = tuple(grant.unit_path for grant in held if grant.role in roles_with(Permission.MANAGE_PEOPLE))
    seen = set().union(*(world.below(unit) for unit in holding))
    assert {row.id for row in branch_rows(paths, with_closed=True)} == seen
    assert {unit.id for unit in found_units("unit", paths, offset=0, limit=99)[1]} == seen
    for state, expected in (
        (PersonState.ACTIVE, {user for user, unit in world.home.items() if unit in seen and user not in world.gone}),
        (PersonState.INACTIVE, {user for user, unit in world.home.items() if unit in seen and user in world.gone}),
    ):
        wanted = PeopleFilter(paths, state=state)
        for sort in ("unit", "name"):
            total, rows = people_page(wanted, sort=sort, is_descending=False, offset=0, limit=99)
            assert ({row.id for row in rows}, total) == (expected, len(expected))
    db.session.rollback()


def test_ids_that_a_form_sends_are_numbers_each_once() -> None:
    assert numbers_in(["3", "1", "3", "x", "", "-1", "٣", "9" * 19]) == (3, 1)
