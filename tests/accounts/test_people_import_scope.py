"""A sheet reaches no further than its sender, and what changed since its check is not overwritten."""

import pytest
from sqlalchemy import func, select

from tests.factories.people import make_grant, make_unit, make_user
from tests.factories.sheets import IMPORTED_AT, NIP, bring_in, check, outcomes, refusal, row, store
from training.accounts.models import Membership, User
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate
from training.core.access import Role
from training.core.db import db
from training.org.services import close_unit

TODAY = IMPORTED_AT.date()


class TestScope:
    def branches(self, region):
        return (region["health"].path,)

    def test_nobody_is_added_to_a_sibling_unit_or_above(self, region):
        for unit in ("DISDIK", "PEMKAB", "LAIN", "Dinas Pendidikan"):
            (problem,) = refusal(row(number=NIP, unit=unit), branches=self.branches(region))
            assert "di cabang Anda" in problem[2]

    @pytest.mark.parametrize("cells", [{"number": NIP}, {"email": "siti@contoh.id"}, {"login_name": "siti"}])
    def test_nobody_is_taken_from_a_sibling_unit_and_nothing_is_told_of_them(self, region, cells):
        make_user("Siti Rahasia", unit=region["schools"], email="siti@contoh.id", login_name="siti",
                  service_kind="nip", service_number=NIP)  # fmt: skip
        (problem,) = refusal(row("Siti Rahma", **cells), branches=self.branches(region))
        assert "milik orang di luar cabang Anda" in problem[2]
        assert "Rahasia" not in str(problem)
        assert "Dinas Pendidikan" not in str(problem)

    def test_an_address_of_somebody_elsewhere_is_taken(self, region):
        make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
        make_user("Siti Rahasia", unit=region["schools"], email="rahasia@contoh.id")
        (problem,) = refusal(row(number=NIP, email="rahasia@contoh.id"), branches=self.branches(region))
        assert "sudah dipakai orang lain" in problem[2]

    def test_somebody_who_left_a_sibling_unit_is_still_theirs(self, region):
        siti = make_user("Siti Rahma", unit=region["schools"], service_kind="nip", service_number=NIP)
        deactivate(siti.id, on=TODAY, actor_id=None, now=IMPORTED_AT)
        db.session.commit()
        assert "di luar cabang" in refusal(row(number=NIP), branches=self.branches(region))[0][2]

    def test_signs_of_whoever_holds_a_role_above_are_not_ones_own_to_change(self, region):
        siti = make_user(
            "Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP
        )
        make_grant(siti, Role.ADMIN, region["top"])
        (problem,) = refusal(row(number=NIP, email="perampas@contoh.id"), branches=self.branches(region))
        assert problem[:2] == ("Surel", "perampas@contoh.id")
        assert outcomes(row(number=NIP, email="siti@contoh.id", position="Bidan"), branches=self.branches(region)) == [
            "changed"
        ]
        assert outcomes(row(number=NIP, email="baru@contoh.id"), branches=(region["top"].path,)) == ["changed"]

    def test_unit_11_is_not_below_unit_1(self, region):
        for serial in range(12):
            make_unit(f"Unit {serial}", code=f"U{serial}")
        first = db.session.execute(select(Membership.id)).first()
        assert first is None
        inside = (f"/{region['top'].id}/",)
        assert set(outcomes(*(row(number=NIP, unit=f"U{serial}") for serial in range(12)), branches=inside)) == {
            "refused"
        }


class TestMeanwhile:
    """Somebody else was at work between the check and the saving."""

    def test_a_transfer_by_hand_wins_over_an_older_check(self, region):
        siti = make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
        sheet = [row(number=NIP, unit="DISDIK")]
        checked = check(*sheet)
        transfer(siti.id, region["top"], position=None, on=TODAY, actor_id=None, now=IMPORTED_AT)
        transfer(siti.id, region["schools"], position=None, on=TODAY, actor_id=None, now=IMPORTED_AT)
        db.session.commit()
        assert [stored.outcome for stored in store(checked, sheet)] == ["unchanged"]

    def test_a_change_that_is_no_longer_the_one_shown_is_refused(self, region):
        siti = make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
        sheet = [row("Siti Rahma Dewi", number=NIP, unit="")]
        checked = check(*sheet)
        transfer(siti.id, region["schools"], position=None, on=TODAY, actor_id=None, now=IMPORTED_AT)
        db.session.commit()
        (stored,) = store(checked, sheet)
        assert (stored.outcome, str(stored.problem.expected)[:40]) == (
            "refused",
            "Data orang ini berubah setelah berkas di",
        )
        assert db.session.get_one(User, siti.id, populate_existing=True).full_name == "Siti Rahma"

    def test_whoever_was_added_meanwhile_is_not_added_twice(self, region):
        sheet = [row(number=NIP)]
        checked = check(*sheet)
        bring_in(*sheet)
        assert [stored.outcome for stored in store(checked, sheet)] == ["unchanged"]
        assert db.session.scalar(select(func.count()).select_from(User)) == 1

    def test_a_unit_closed_meanwhile_gets_nobody(self, region):
        sheet = [row(number=NIP, unit="DISDIK")]
        checked = check(*sheet)
        close_unit(region["schools"].id, on=TODAY, actor_id=None)
        db.session.commit()
        assert [stored.outcome for stored in store(checked, sheet)] == ["refused"]
