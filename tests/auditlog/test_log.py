"""The log: in sentences, by day, within one's branch, found by who and what and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.client import Browser
from tests.directory.people import Place, make_place
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.accounts.services.grants import grant_role
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate, reactivate
from training.assignments.domain.planning import Plan
from training.assignments.models import Assignment
from training.assignments.services.planning import (
    Dates,
    change_assignment,
    close_assignment,
    plan_assignment,
    repeat_assignment,
)
from training.audit.models import AuditEvent
from training.audit.services import record
from training.auditlog.domain import ACTS
from training.auditlog.words import sentence_of
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.org.services import UnitDetails, move_unit, update_unit

TODAY = date(2026, 3, 2)


def entries(browser: Browser, address: str = "/audit") -> list[str]:
    return browser.get(address).texts(".//ul[@class='log']/li")


def sentences(browser: Browser, address: str = "/audit") -> list[str]:
    return [entry[5:] for entry in entries(browser, address)]


def test_what_was_done_reads_as_sentences(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.office)
    other = make_unit("Bidang", parent=place.office, code="BID")
    transfer(user.id, place.room, position=None, on=TODAY, actor_id=place.admin.id, now=clock.now())
    grant_role(
        user.id, Role.SUPERVISOR, place.room, from_on=TODAY, until_on=date(2026, 12, 31), actor_id=place.admin.id
    )
    update_unit(other.id, UnitDetails("BID", "Bidang Gizi", "office", "Asia/Jakarta", None), actor_id=place.admin.id)
    move_unit(other.id, place.room.id, actor_id=place.admin.id)
    deactivate(user.id, on=clock.now().date(), actor_id=place.admin.id, now=clock.now())
    db.session.commit()
    assert sentences(place.browser)[:5] == [
        "Siti Admin menonaktifkan Budi.Puskesmas Tirtamaya",
        "Siti Admin memindahkan unit kerja Bidang Gizi dari bawah Dinas Kesehatan ke bawah Puskesmas Tirtamaya.",
        "Siti Admin mengubah unit kerja Bidang Gizi: nama dari “Bidang” menjadi “Bidang Gizi”.",
        "Siti Admin memberi Budi peran Atasan di Puskesmas Tirtamaya, sampai 31 Desember 2026.",
        "Siti Admin memindahkan Budi dari Dinas Kesehatan ke Puskesmas Tirtamaya mulai 2 Maret 2026.",
    ]


def test_a_transfer_is_told_once_where_both_units_are_in_sight_else_by_the_one_that_is(app: Flask) -> None:
    place = make_place(app)
    user, away = make_user("Budi", unit=place.room), make_user("Ani", unit=place.room)
    transfer(user.id, place.office, position=None, on=TODAY, actor_id=place.admin.id, now=clock.now())
    transfer(away.id, place.sibling, position=None, on=TODAY, actor_id=place.admin.id, now=clock.now())
    db.session.commit()
    came = "Siti Admin memindahkan Budi dari Puskesmas Tirtamaya ke Dinas Kesehatan mulai 2 Maret 2026."
    left = "Budi meninggalkan Puskesmas Tirtamaya dan pindah ke Dinas Kesehatan, dicatat oleh Siti Admin."
    gone = "Ani meninggalkan Puskesmas Tirtamaya dan pindah ke Dinas Pendidikan, dicatat oleh Siti Admin."
    assert sentences(place.browser)[:2] == [gone, came]
    assert sentences(place.browser, f"/audit?unit={place.room.id}")[:2] == [gone, left]


def test_a_unit_of_another_kind_is_told_in_words(app: Flask) -> None:
    place = make_place(app)
    details = UnitDetails("PKM-1", "Puskesmas Tirtamaya", "health", "Asia/Makassar", "pppk")
    update_unit(place.room.id, details, actor_id=place.admin.id)
    db.session.commit()
    [told, *_older] = sentences(place.browser)
    assert "jenis unit dari “Dinas/Kantor” menjadi “Kesehatan”" in told
    assert "zona waktu dari “WIB” menjadi “WITA”" in told
    assert "jenis pegawai dari “–” menjadi “PPPK”" in told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"added": 3, "changed": 0}, "3 ditambah"),
        (
            {"added": 1200, "changed": 2, "moved": 3, "left": 4, "unchanged": 5, "refused": 6},
            "1.200 ditambah, 2 berubah, 3 pindah, 4 keluar, 5 tetap, 6 ditolak",
        ),
        ({}, "tidak ada baris"),
    ],
)
def test_an_import_tells_every_count_that_is_not_zero(app: Flask, counts: dict[str, int], told: str) -> None:
    place = make_place(app)
    facts = {"kind": "people", **counts}
    record(
        "import_saved", actor_id=place.admin.id, object_kind="import", object_id=1, unit_id=place.office.id, facts=facts
    )
    db.session.commit()
    assert sentences(place.browser)[0].endswith(f": {told}.Dinas Kesehatan")


def test_what_becomes_of_an_assignment_reads_as_sentences(app: Flask) -> None:
    place = make_place(app)
    who, zone, now = place.admin.id, place.office.zone, clock.now()
    plan = Plan(make_module().id, "Kode etik", (place.office.id,), (), date(2026, 3, 2), date(2026, 3, 31))
    number = plan_assignment(plan, place.office, token="t", actor_id=who, now=now)
    assignment = db.session.get_one(Assignment, number)
    change_assignment(assignment, replace(plan, due_on=None), zone, actor_id=who, now=now)
    close_assignment(assignment, actor_id=who, now=now)
    repeat_assignment(assignment, Dates(date(2027, 3, 2), date(2027, 3, 31)), zone, actor_id=who, now=now)
    db.session.commit()
    assert [told.removesuffix("Dinas Kesehatan") for told in sentences(place.browser, "/audit?topic=assignments")] == [
        "Siti Admin membuka putaran 2 penugasan Kode etik, mulai 2 Maret 2027, tenggat 31 Maret 2027.",
        "Siti Admin menutup penugasan Kode etik; 0 orang tidak perlu menyelesaikannya lagi.",
        "Siti Admin mengubah penugasan Kode etik; sekarang dibuka 2 Maret 2026, tanpa tenggat.",
        "Siti Admin membuat penugasan Kode etik, dibuka 2 Maret 2026, tenggat 31 Maret 2026.",
    ]


@pytest.mark.one_database
@pytest.mark.parametrize("action", sorted(ACTS))
@pytest.mark.parametrize(
    "facts", [{}, {"role": "nonsense", "fields": "x", "until_on": "x", "on": None, "from_unit_id": "x"}]
)
def test_a_sentence_is_made_whatever_an_old_event_lacks(app: Flask, action: str, facts: dict[str, Any]) -> None:
    event = AuditEvent(id=1, at=clock.now(), action=action, object_kind="thing", object_id=None, facts=facts)
    with app.test_request_context():
        assert "%(" not in sentence_of(event, {})


def test_every_branch_sees_its_own_events_and_the_top_those_of_the_installation(app: Flask) -> None:
    place = make_place(app)
    for unit in (place.sibling, place.room, None):
        record("job_retried", actor_id=None, object_kind="job", object_id=7, unit_id=unit.id if unit else None)
    auditor = make_user("Auditor", unit=place.sibling, email="auditor@example.id")
    make_grant(auditor, Role.AUDITOR, place.agency)
    top = Browser(app).log_in("auditor@example.id", PASSWORD)
    told = "Sistem mengulang pekerjaan latar nomor 7."
    assert [one for one in sentences(place.browser) if one.startswith(told)] == [f"{told}Puskesmas Tirtamaya"]
    assert [one for one in sentences(top) if one.startswith(told)] == [
        told,
        f"{told}Puskesmas Tirtamaya",
        f"{told}Dinas Pendidikan",
    ]


def test_signing_in_is_in_the_log_of_ones_unit_for_those_who_ask(app: Flask) -> None:
    place = make_place(app)
    assert not [one for one in sentences(place.browser) if "masuk" in one]
    for topic in ("all", "sign_in"):
        assert sentences(place.browser, f"/audit?topic={topic}")[0] == "Siti Admin masuk.Dinas Kesehatan"
    assert sentences(place.browser, "/audit?topic=nonsense") == sentences(place.browser)


def events_about(place: Place) -> None:
    budi, ani = make_user("Budi", unit=place.room), make_user("Ani", unit=place.office)
    for user in (budi, ani):
        deactivate(user.id, on=clock.now().date(), actor_id=place.admin.id, now=clock.now())
    reactivate(ani.id, place.office, on=clock.now().date(), actor_id=budi.id, now=clock.now())
    db.session.commit()


def test_the_log_is_found_by_person_unit_topic_and_day(app: Flask) -> None:
    place = make_place(app)
    events_about(place)
    browser = place.browser
    address = browser.post("/audit/search", {"q": "budi", "topic": "people"}).location
    assert "budi" not in address
    assert sentences(browser, address) == [
        "Budi mengaktifkan kembali Ani di Dinas Kesehatan.",
        "Siti Admin menonaktifkan Budi.Puskesmas Tirtamaya",
        "Sistem menambahkan Budi di Puskesmas Tirtamaya.",
    ]
    assert len(sentences(browser, f"/audit?unit={place.room.id}&topic=people")) == 2
    ani = next(one for one in browser.get("/people").links().items() if one[0] == "Ani")[1].rpartition("/")[2]
    assert len(sentences(browser, f"/audit?person={ani}")) == 3
    assert sentences(browser, "/audit?from=2199-01-01") == []
    assert sentences(browser, "/audit?until=2020-01-01") == []
    assert sentences(browser, "/audit?from=nonsense&until=9999-99-99") == sentences(browser)
    assert browser.get(f"/audit?person={make_user(unit=place.sibling).id}").status == 404
    assert browser.get(f"/audit?unit={place.sibling.id}").status == 404


def test_days_are_those_of_the_reader(app: Flask) -> None:
    place = make_place(app)
    event = AuditEvent(
        at=datetime(2026, 3, 2, 18, 30, tzinfo=UTC), action="unit_closed", object_kind="unit", object_id=str(place.room.id),
        unit_id=place.room.id, facts={},
    )  # fmt: skip
    db.session.add(event)
    db.session.commit()
    page = place.browser.get("/audit?from=2026-03-03&until=2026-03-03")
    assert page.texts(".//h2") == ["Selasa, 3 Maret 2026"]
    assert page.texts(".//ul[@class='log']//span[@class='when']") == ["01.30"]


@pytest.mark.parametrize("number", [1, 120])
def test_the_log_goes_on_page_by_page_at_the_same_cost(app: Flask, number: int) -> None:
    place = make_place(app)
    start = clock.now() - timedelta(days=1)
    db.session.add_all(
        AuditEvent(
            at=start + timedelta(seconds=second), action="job_retried", object_kind="job", object_id=str(second),
            unit_id=place.room.id, facts={},
        )
        for second in range(number)
    )  # fmt: skip
    db.session.commit()
    page = place.browser.get("/audit?topic=system")
    assert len(page.statements) == 4
    seen = page.texts(".//ul[@class='log']/li")
    while "Lebih lama" in page.links():
        page = place.browser.get(page.links()["Lebih lama"])
        seen += page.texts(".//ul[@class='log']/li")
    assert len(seen) == len(set(seen)) == number
    back = []
    while "Lebih baru" in page.links():
        page = place.browser.get(page.links()["Lebih baru"])
        back += page.texts(".//ul[@class='log']/li")
    assert set(back) <= set(seen)
    assert not back or back[-50:] == seen[:50]
