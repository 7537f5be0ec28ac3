"""What changed between the check of a sheet of people and its saving: nothing is done that was not shown."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories.people import make_user
from tests.factories.sheets import IMPORTED_AT, NIP, bring_in, check, row, store, to_store
from training.accounts.models import Membership, User
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate
from training.accounts.services.people_import.bulk import Act
from training.accounts.services.people_import.storing import store_rows
from training.audit.models import AuditEvent
from training.core.db import db
from training.org.services import close_unit

TODAY = IMPORTED_AT.date()
MOVE = row(number=NIP, unit="DISDIK", position="Guru")


@pytest.fixture
def siti(region):
    return make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)


def places_of(user_id):
    rows = db.session.execute(
        select(Membership.unit_id, Membership.to_on).where(Membership.user_id == user_id).order_by(Membership.id)
    )
    return [tuple(place) for place in rows]


def moved_by_hand(siti, unit, position=None):
    transfer(siti.id, unit, position=position, on=TODAY, actor_id=None, now=IMPORTED_AT)


def renamed(siti):
    siti.full_name = "Siti Rahmawati"


def given_an_address(siti):
    siti.email = "siti@contoh.id"


def recoded(unit, other):
    unit.code = "LAMA"
    db.session.flush()
    other.code = "DISDIK"


CHANGES = {
    "given another name": (lambda siti, _region: renamed(siti), "berubah setelah"),
    "left": (
        lambda siti, _region: deactivate(siti.id, on=TODAY, actor_id=None, now=IMPORTED_AT), "berubah setelah",
    ),
    "unit closed": (lambda _siti, region: close_unit(region["schools"].id, on=TODAY, actor_id=None), "sudah ditutup"),
    "code given to another unit": (lambda _siti, region: recoded(region["schools"], region["top"]), "berubah setelah"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_move_that_is_no_longer_the_one_shown_is_refused(region, siti, change):
    checked = check(MOVE)
    happens, told = CHANGES[change]
    happens(siti, region)
    db.session.commit()
    before = places_of(siti.id)
    (stored,) = store(checked, [MOVE])
    assert stored.outcome == "refused"
    assert told in str(stored.problem.expected)
    assert places_of(siti.id) == before


UNTOUCHED = {
    "given an address": lambda siti, _region: given_an_address(siti),
    "moved to a third unit": lambda siti, region: moved_by_hand(siti, region["top"]),
    "unit renamed": lambda _siti, region: setattr(region["schools"], "name", "Dinas Pendidikan dan Olahraga"),
}


@pytest.mark.parametrize("change", UNTOUCHED)
def test_a_move_goes_on_where_what_changed_does_not_touch_it(region, siti, change):
    checked = check(MOVE)
    UNTOUCHED[change](siti, region)
    db.session.commit()
    left = places_of(siti.id)[-1][0]
    assert [stored.outcome for stored in store(checked, [MOVE])] == ["moved"]
    assert places_of(siti.id)[-2:] == [(left, TODAY), (region["schools"].id, None)]
    act = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (act.action, act.unit_id, act.facts["from_unit_id"]) == ("person_moved_away", left, left)


def test_a_move_that_has_come_true_meanwhile_changes_nothing(region, siti):
    checked = check(MOVE)
    moved_by_hand(siti, region["schools"], "Guru")
    db.session.commit()
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    assert [stored.outcome for stored in store(checked, [MOVE])] == ["unchanged"]
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_a_move_out_of_or_into_a_branch_that_was_taken_away_is_refused(region, siti):
    checked = check(MOVE)
    for branch in ("health", "schools"):
        (stored,) = store(checked, [MOVE], branches=(region[branch].path,))
        assert stored.outcome == "refused"
    assert places_of(siti.id) == [(region["health"].id, None)]


def test_a_move_saved_on_a_later_day_begins_on_that_day(region, siti):
    store(check(MOVE), [MOVE], now=IMPORTED_AT + timedelta(days=2))
    assert places_of(siti.id) == [
        (region["health"].id, TODAY + timedelta(days=2)),
        (region["schools"].id, None),
    ]


def test_whoever_was_made_meanwhile_is_not_made_twice(region):
    sheet = [row(number=NIP), row("Budi", email="budi@contoh.id")]
    checked = check(*sheet)
    bring_in(sheet[0])
    make_user("Bukan Budi", unit=region["schools"], email="budi@contoh.id")
    first, second = store(checked, sheet)
    assert (first.outcome, second.outcome) == ("unchanged", "refused")
    assert "berubah setelah" in str(second.problem.expected)
    assert db.session.scalar(select(func.count()).select_from(User).where(User.service_number == NIP)) == 1


def test_nobody_is_added_to_a_unit_that_was_closed_meanwhile(region):
    sheet = [row(number=NIP, unit="DISDIK")]
    checked = check(*sheet)
    close_unit(region["schools"].id, on=TODAY, actor_id=None)
    db.session.commit()
    assert [stored.outcome for stored in store(checked, sheet)] == ["refused"]
    assert db.session.scalar(select(func.count()).select_from(User).where(User.service_number == NIP)) == 0


def test_rows_are_read_again_only_where_that_could_matter(region, siti):
    sheet = [MOVE, row("Baru", email="baru@contoh.id"), row("Tanpa Nomor", corps="Masyarakat")]
    asked = []

    def told(waiting):
        return waiting._replace(read=lambda: asked.append(waiting.number) or waiting.read())

    waiting = [told(each) for each in to_store(check(*sheet), sheet)]
    stored = store_rows(waiting, ("/",), Act(None, IMPORTED_AT, None))
    assert [each.outcome for each in stored] == ["moved", "added", "added"]
    assert asked == [4]
