"""The unit tree stays a tree, whatever is done to it."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.factories.people import JOINED_AT, JOINED_ON, make_unit, make_user
from training.accounts.services.people import deactivate
from training.audit.models import AuditEvent
from training.core.db import db
from training.org.domain import PATH_MAX_CHARACTERS, depth_of, ids_on, lies_within, outermost
from training.org.models import Unit
from training.org.queries import is_within, is_within_any
from training.org.services import (
    TreeTooDeep,
    UnitClosed,
    UnitCodeTaken,
    UnitDetails,
    UnitInItsOwnBranch,
    UnitNotEmpty,
    close_unit,
    create_unit,
    move_unit,
    reopen_unit,
    update_unit,
)

TODAY = date(2026, 3, 2)
# which unit (by place in the list of those made) hangs below which; then which is moved where
TREES = st.lists(st.integers(0, 30), min_size=2, max_size=25)
MOVES = st.lists(st.tuples(st.integers(0, 30), st.integers(-1, 30)), max_size=8)


def grow(parents: list[int]) -> list[Unit]:
    """A random forest: every fifth unit is a top one, the others hang below one made earlier."""
    made: list[Unit] = []
    for place, wanted in enumerate(parents):
        parent = made[wanted % place] if place and wanted % 5 else None
        code = f"u{len(db.session.scalars(select(Unit.id)).all())}"
        made.append(create_unit(code=code, name=code, kind="office", opened_on=JOINED_ON, parent=parent))
    return made


def path_by_parents(unit: Unit, by_id: dict[int, Unit]) -> str:
    above = path_by_parents(by_id[unit.parent_id], by_id) if unit.parent_id else "/"
    return f"{above}{unit.id}/"


def all_units() -> dict[int, Unit]:
    db.session.expire_all()
    return {unit.id: unit for unit in db.session.scalars(select(Unit))}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=TREES, moves=MOVES)
def test_paths_follow_the_parents_whatever_is_moved(
    app: Flask, parents: list[int], moves: list[tuple[int, int]]
) -> None:
    units = grow(parents)
    for which, where in moves:
        unit, parent = units[which % len(units)], None if where < 0 else units[where % len(units)]
        try:
            move_unit(unit.id, parent.id if parent else None, actor_id=None)
        except UnitInItsOwnBranch:
            assert parent is not None
            assert lies_within(parent.path, unit.path)
    by_id = all_units()
    assert {unit.path for unit in by_id.values()} == {path_by_parents(unit, by_id) for unit in by_id.values()}
    for unit in units:
        inside = set(db.session.scalars(select(Unit.id).where(is_within(unit.path))))
        assert inside == {other.id for other in by_id.values() if unit.id in ids_on(other.path)}
    db.session.rollback()


@given(st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True), max_size=6))
def test_the_outermost_branches_cover_all_and_none_lies_in_another(branches: list[list[int]]) -> None:
    paths = tuple("/" + "".join(f"{number}/" for number in branch) for branch in branches)
    kept = outermost(paths)
    assert all(any(lies_within(path, branch) for branch in kept) for path in paths)
    assert not any(one != other and lies_within(one, other) for one in kept for other in kept)


def test_unit_11_is_not_in_the_branch_of_unit_1(app: Flask) -> None:
    units = {unit.id: unit for unit in (make_unit() for _ in range(12))}
    below = make_unit(parent=units[1])
    assert set(db.session.scalars(select(Unit.id).where(is_within("/1/")))) == {1, below.id}
    assert set(db.session.scalars(select(Unit.id).where(is_within_any(("/1/", "/11/"))))) == {1, below.id, 11}
    assert db.session.scalars(select(Unit.id).where(is_within_any(()))).all() == []


def test_a_moved_branch_takes_all_below_along(app: Flask) -> None:
    old, new = make_unit(), make_unit()
    office = make_unit(parent=old)
    room = make_unit(parent=office)
    assert move_unit(office.id, new.id, actor_id=None)
    assert not move_unit(office.id, new.id, actor_id=None)
    assert [office.path, room.path] == [f"{new.path}{office.id}/", f"{new.path}{office.id}/{room.id}/"]
    assert move_unit(office.id, None, actor_id=None)
    assert room.path == f"/{office.id}/{room.id}/"


def test_a_unit_is_not_moved_below_itself(app: Flask) -> None:
    top = make_unit()
    room = make_unit(parent=make_unit(parent=top))
    for target in (top, room):
        with pytest.raises(UnitInItsOwnBranch):
            move_unit(top.id, target.id, actor_id=None)


def test_a_path_never_outgrows_its_column(app: Flask) -> None:
    chain = [make_unit()]
    with pytest.raises(TreeTooDeep):
        for _ in range(PATH_MAX_CHARACTERS):
            chain.append(make_unit(parent=chain[-1]))
    db.session.rollback()
    assert len(chain[-1].path) <= PATH_MAX_CHARACTERS
    other = make_unit()
    with pytest.raises(TreeTooDeep):
        move_unit(chain[0].id, other.id, actor_id=None)
    db.session.rollback()
    assert depth_of(db.session.get_one(Unit, chain[-1].id).path) == len(chain)


def test_a_code_is_taken_once(app: Flask) -> None:
    make_unit(code="DINKES")
    other = make_unit(code="DISDIK")
    with pytest.raises(UnitCodeTaken):
        create_unit(code="DINKES", name="Lain", kind="office", opened_on=TODAY)
    details = UnitDetails("DINKES", other.name, other.kind, other.zone, None)
    with pytest.raises(UnitCodeTaken):
        update_unit(other.id, details, actor_id=None)
    assert update_unit(other.id, UnitDetails("DISDIK", "Dinas Baru", "office", "Asia/Jayapura", "pns"), actor_id=None) == (
        "name", "zone", "corps",
    )  # fmt: skip
    assert db.session.get_one(Unit, other.id).code == "DISDIK"


@pytest.mark.parametrize("code", ["dinkes", "DinKes"])
def test_a_code_that_differs_in_capitals_only_is_taken(app: Flask, code: str) -> None:
    own, other = make_unit(code="DINKES"), make_unit(code="DISDIK")
    with pytest.raises(UnitCodeTaken):
        create_unit(code=code, name="Lain", kind="office", opened_on=TODAY)
    with pytest.raises(UnitCodeTaken):
        update_unit(other.id, UnitDetails(code, other.name, other.kind, other.zone, None), actor_id=None)
    assert update_unit(own.id, UnitDetails(code, own.name, own.kind, own.zone, None), actor_id=None) == ("code",)


def test_units_whose_codes_differ_in_capitals_from_before_can_still_be_changed(app: Flask) -> None:
    make_unit(code="DINKES")
    twin = make_unit(code="DISDIK")
    db.session.execute(update(Unit).where(Unit.id == twin.id).values(code="dinkes"))
    db.session.commit()
    details = UnitDetails("dinkes", "Nama Baru", twin.kind, twin.zone, None)
    assert update_unit(twin.id, details, actor_id=None) == ("name",)


def test_a_unit_that_is_needed_stays_open_and_says_by_whom(app: Flask) -> None:
    unit = make_unit()
    room, user = make_unit(parent=unit), make_user(unit=unit)
    with pytest.raises(UnitNotEmpty) as refusal:
        close_unit(unit.id, on=TODAY, actor_id=None)
    assert refusal.value.message == (
        "Unit kerja ini belum dapat ditutup: 1 pegawai masih tercatat di sini; 1 unit kerja di bawahnya masih buka."
    )
    deactivate(user.id, on=TODAY, actor_id=None, now=JOINED_AT)
    assert close_unit(room.id, on=TODAY, actor_id=None)
    assert close_unit(unit.id, on=TODAY, actor_id=None)
    assert not close_unit(unit.id, on=TODAY, actor_id=None)
    assert db.session.get_one(Unit, unit.id).closed_on == TODAY


def test_nothing_new_goes_below_a_closed_unit(app: Flask) -> None:
    closed, room = make_unit(), make_unit()
    below = make_unit(parent=closed)
    close_unit(below.id, on=TODAY, actor_id=None)
    close_unit(closed.id, on=TODAY, actor_id=None)
    with pytest.raises(UnitClosed):
        create_unit(code="baru", name="Baru", kind="office", opened_on=TODAY, parent=closed)
    with pytest.raises(UnitClosed):
        move_unit(room.id, closed.id, actor_id=None)
    with pytest.raises(UnitClosed):
        reopen_unit(below.id, actor_id=None)
    assert reopen_unit(closed.id, actor_id=None)
    assert reopen_unit(below.id, actor_id=None)
    assert not reopen_unit(below.id, actor_id=None)


def test_what_happens_to_a_unit_is_in_the_log(app: Flask) -> None:
    admin, parent = make_user(), make_unit()
    unit = make_unit()
    move_unit(unit.id, parent.id, actor_id=admin.id)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "unit_moved")).one()
    assert (event.actor_id, event.object_id, event.facts) == (
        admin.id, str(unit.id), {"from_unit_id": None, "to_unit_id": parent.id},
    )  # fmt: skip
