"""What a sheet of people changes: whom it means, what differs, what is refused, and that it is done in bulk."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.client import recorded_statements
from tests.factories.attempts import make_assignment
from tests.factories.content import make_module
from tests.factories.people import JOINED_ON, make_unit, make_user
from tests.factories.sheets import (
    IMPORTED_AT,
    NIP,
    OTHER_NIP,
    bring_in,
    check,
    differences,
    outcomes,
    refusal,
    row,
    store,
)
from training.accounts.models import Membership, User
from training.accounts.services.people import deactivate
from training.accounts.signals import people_moved
from training.assignments.models import Enrolment
from training.audit.models import AuditEvent
from training.core.db import db
from training.org.services import close_unit

TODAY = IMPORTED_AT.date()


def person(**by):
    return db.session.scalars(select(User).filter_by(**by)).one()


def unit_of(user_id):
    return db.session.execute(
        select(Membership.unit_id, Membership.position)
        .where(Membership.user_id == user_id, Membership.to_on.is_(None), Membership.is_primary)
    ).one()  # fmt: skip


def acts(action):
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def test_new_people_get_account_unit_and_position(region):
    (stored,) = bring_in(row(number=NIP, email="Siti@Contoh.ID", position="Kepala Seksi"))
    siti = person(service_number=NIP)
    assert (stored.outcome, stored.person_id) == ("added", siti.id)
    assert (siti.full_name, siti.corps, siti.service_kind, siti.email, siti.login_name) == (
        "Siti Rahma", "pns", "nip", "siti@contoh.id", None,
    )  # fmt: skip
    assert tuple(unit_of(siti.id)) == (region["health"].id, "Kepala Seksi")
    assert [(act.object_id, act.unit_id, act.facts) for act in acts("user_created")][-1] == (
        str(siti.id), region["health"].id, {"import_id": 7},
    )  # fmt: skip


def test_the_same_sheet_twice_changes_nothing(region):
    sheet = [
        row(number=NIP, position="Bidan"),
        row("Budi", email="budi@contoh.id", corps="Honorer"),
        row("Warga Satu", corps="Masyarakat"),
        row("SERSAN DUA JOKO", number="0123456", corps="TNI AD", login_name="joko.kodim"),
    ]
    assert [stored.outcome for stored in bring_in(*sheet)] == ["added"] * 4
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    assert [stored.outcome for stored in bring_in(*sheet)] == ["unchanged"] * 4
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_whoever_has_neither_number_nor_address_gets_a_login_name(region):
    make_user("Orang Lain", login_name="warga.satu", unit=region["other"])
    first, second = bring_in(
        row("Warga Satu", corps="Masyarakat"), row("Warga Satu", corps="Masyarakat", unit="DISDIK")
    )
    assert [stored.verdict.changes["login_name"] for stored in (first, second)] == ["warga.satu2", "warga.satu3"]


def test_a_person_is_known_by_number_else_address_else_login_name(region):
    siti = make_user(
        "Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP
    )
    budi = make_user("Budi", unit=region["health"], email="budi@contoh.id", corps="pns")
    ketut = make_user("Ketut", unit=region["health"], email="ketut@contoh.id", login_name="ketut", corps="pns")
    found = check(
        row(number=NIP, email="baru@contoh.id"), row("Budi", email="budi@contoh.id"), row("Ketut", login_name="KETUT")
    )
    assert [(one.verdict.outcome, one.verdict.person.id) for one in found] == [
        ("changed", siti.id), ("unchanged", budi.id), ("unchanged", ketut.id),
    ]  # fmt: skip


def test_what_differs_is_told_and_stored(region):
    make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP)
    sheet = row("Siti Rahma Dewi", number=NIP, email="rahma@contoh.id", position="Bidan", unit="")
    assert differences(sheet) == [
        ("Nama", "Siti Rahma", "Siti Rahma Dewi"), ("Surel", "siti@contoh.id", "rahma@contoh.id"), ("Jabatan", "", "Bidan"),
    ]  # fmt: skip
    bring_in(sheet)
    siti = person(service_number=NIP)
    assert (siti.full_name, siti.email, tuple(unit_of(siti.id))) == (
        "Siti Rahma Dewi", "rahma@contoh.id", (region["health"].id, "Bidan"),
    )  # fmt: skip
    assert [act.facts["fields"] for act in acts("person_changed")] == [["email", "full_name"]]
    assert len(acts("position_changed")) == 1


def test_empty_cells_and_capitals_change_nothing(region):
    make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP)
    assert outcomes(row("SITI RAHMA", number=NIP, email="", position="-", unit="")) == ["unchanged"]


def test_a_number_is_added_to_somebody_known_by_address(region):
    siti = make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", corps="ppnpn")
    bring_in(row(number=NIP, email="siti@contoh.id"))
    db.session.refresh(siti)
    assert (siti.corps, siti.service_kind, siti.service_number) == ("pns", "nip", NIP)


def test_another_unit_is_a_move_that_others_hear_of(region):
    siti = make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
    heard = []

    def hear(_sender, **news):
        heard.append(news["unit_ids"])

    with people_moved.connected_to(hear):
        assert differences(row(number=NIP, unit="disdik")) == [("Unit kerja", "Dinas Kesehatan", "Dinas Pendidikan")]
        assert [stored.outcome for stored in bring_in(row(number=NIP, unit="disdik", position="Guru"))] == ["moved"]
    assert tuple(unit_of(siti.id)) == (region["schools"].id, "Guru")
    assert heard == [{siti.id: region["schools"].id}]
    spans = db.session.execute(
        select(Membership.from_on, Membership.to_on).where(Membership.user_id == siti.id).order_by(Membership.id)
    )
    assert [tuple(span) for span in spans] == [(JOINED_ON, TODAY), (TODAY, None)]
    assert [(act.unit_id, act.facts["import_id"]) for act in (*acts("person_moved"), *acts("person_moved_away"))] == [
        (region["schools"].id, 7), (region["health"].id, 7),
    ]  # fmt: skip


def test_a_unit_is_named_by_code_in_any_case_or_by_a_name_that_only_it_has(region):
    make_unit("Puskesmas", code="PKM-1", parent=region["health"])
    make_unit("Puskesmas", code="PKM-2", parent=region["health"])
    sheet = [row(number=NIP, unit=unit) for unit in ("DINKES", " dinkes ", "Dinas  Kesehatan", "dinas kesehatan")]
    assert outcomes(*sheet) == ["added"] * 4
    assert "Beberapa unit kerja memakai nama ini" in refusal(row(number=NIP, unit="Puskesmas"))[0][2]
    assert outcomes(row(number=NIP, unit="pkm-2")) == ["added"]


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"unit": ""}, "Kode Unit", "wajib diisi untuk orang baru"),
        ({"unit": "TIADA"}, "Kode Unit", "Tidak ada unit kerja dengan kode atau nama ini"),
        ({"name": ""}, "Nama", "wajib diisi"),
        ({"corps": ""}, "Jenis Pegawai", "wajib diisi"),
        ({"email": "siti"}, "Surel", "nama@contoh.go.id"),
        ({"number": "1,98102E+17"}, "NIP/NRP", "Format Sel menjadi Teks"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_column(region, cells, column, told):
    (problem,) = refusal({**row(), **cells})
    assert problem[0] == column
    assert told in problem[2]


def test_all_that_is_wrong_with_a_row_is_told_at_once(region):
    assert [problem[0] for problem in refusal({"name": "", "corps": "x", "email": "y", "unit": "DINKES"})] == [
        "Jenis Pegawai", "Nama", "Surel",
    ]  # fmt: skip


def test_nobody_is_added_to_a_closed_unit(region):
    close_unit(region["schools"].id, on=TODAY, actor_id=None)
    assert "sudah ditutup" in refusal(row(number=NIP, unit="DISDIK"))[0][2]


def test_signs_that_contradict_each_other_are_refused(region):
    make_user("Siti Rahma", unit=region["health"], email="siti@contoh.id", service_kind="nip", service_number=NIP)
    make_user("Budi", unit=region["health"], email="budi@contoh.id", login_name="budi")
    assert "tercatat dengan nomor lain" in refusal(row(number=OTHER_NIP, email="siti@contoh.id"))[0][2]
    assert "sudah dipakai orang lain" in refusal(row(number=NIP, email="budi@contoh.id"))[0][2]
    assert "sudah dipakai orang lain" in refusal(row(number=NIP, login_name="budi"))[0][2]
    assert "tercatat dengan surel lain" in refusal(row("Budi", email="lain@contoh.id", login_name="budi"))[0][2]


def test_a_number_with_an_entirely_different_name_is_refused(region):
    make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
    (problem,) = refusal(row("Bambang Sutrisno", number=NIP))
    assert problem[0] == "Nama"
    assert "tercatat atas nama Siti Rahma" in problem[2]
    assert outcomes(row("Hj. RAHMA, S.Pd.", number=NIP)) == ["changed"]


def test_namesakes_without_number_are_refused_as_unclear(region):
    for login_name in ("made1", "made2"):
        made = make_user("I Made", unit=region["health"], corps="masyarakat", login_name=login_name)
        made.email = None
        db.session.commit()
    assert "bernama sama di unit ini" in refusal(row("I Made", corps="Masyarakat"))[0][2]


def test_somebody_inactive_comes_back(region):
    siti = make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP)
    deactivate(siti.id, on=TODAY - timedelta(days=9), actor_id=None, now=IMPORTED_AT)
    db.session.commit()
    assert differences(row(number=NIP)) == [("Status", "Tidak aktif", "Aktif")]
    (stored,) = bring_in(row(number=NIP, unit="DISDIK", position="Guru"))
    db.session.refresh(siti)
    assert (stored.outcome, siti.deactivated_at, tuple(unit_of(siti.id))) == (
        "moved",
        None,
        (region["schools"].id, "Guru"),
    )


HOSTILE = [
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script>",
    "'; DROP TABLE users; --",
    "%(name)s",
    "{{7*7}} Siti",
    "A" * 200,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_cells_are_only_text(region, name):
    (stored,) = bring_in(row(name, number=NIP, position=name))
    assert stored.outcome == "added"
    assert person(service_number=NIP).full_name == name
    assert bring_in(row(name, number=NIP, position=name))[0].outcome == "unchanged"


def nip(serial):
    return f"19810211{2006 + serial // 900}021{serial % 900 + 1:03d}"


@pytest.mark.parametrize("count", [3, 60])
def test_rows_cost_the_same_statements_however_many_they_are(app, region, count):
    new = [row(f"Siti {serial}", number=nip(serial)) for serial in range(count)]
    moved = [
        {**cells, "unit": "DISDIK", "position": "Guru", "email": f"o{serial}@contoh.id"}
        for serial, cells in enumerate(new)
    ]
    for sheet in (new, moved):
        with recorded_statements(app) as statements:
            checked = check(*sheet)
        assert len(statements) <= 4, statements
        with recorded_statements(app) as statements:
            store(checked, sheet)
        assert len(statements) <= 12, statements


def test_duties_follow_those_whom_a_sheet_moves(region):
    people = [
        make_user("Siti Rahma", unit=region["health"], service_kind="nip", service_number=NIP),
        make_user("Budi", unit=region["health"], email="budi@contoh.id"),
    ]
    make_assignment(make_module(), region["top"])
    bring_in(row(number=NIP, unit="DISDIK"), row("Budi", email="budi@contoh.id", unit="PEMKAB"))
    units = dict(db.session.execute(select(Enrolment.user_id, Enrolment.unit_id)).all())
    assert units == {people[0].id: region["schools"].id, people[1].id: region["top"].id}
