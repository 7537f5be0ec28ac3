"""Roles: given within one's branch and one's time, limited, ended at once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import Browser
from tests.directory.people import Place, make_place, send
from tests.factories.people import JOINED_ON, PASSWORD, make_grant, make_unit, make_user
from training.accounts.domain.credentials import GrantFacts
from training.accounts.models import Grant, User
from training.core import clock
from training.core.access import Role
from training.core.db import db
from training.directory.domain import latest_day_to_give
from training.directory.words import role_sentence

DAY = date(2026, 3, 2)
LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("below", "from_on", "until_on", "sentence"),
    [
        (12, DAY, LAST, "Atasan untuk Dinas Kesehatan dan 12 unit di bawahnya sampai 31 Desember 2026"),
        (0, DAY, None, "Atasan untuk Dinas Kesehatan tanpa batas waktu"),
        (
            1,
            LAST,
            None,
            "Atasan untuk Dinas Kesehatan dan 1 unit di bawahnya mulai 31 Desember 2026, tanpa batas waktu",
        ),
        (0, LAST, LAST, "Atasan untuk Dinas Kesehatan dari 31 Desember 2026 sampai 31 Desember 2026"),
        (1234, DAY, LAST, "Atasan untuk Dinas Kesehatan dan 1.234 unit di bawahnya sampai 31 Desember 2026"),
    ],
)
def test_a_role_is_said_in_plain_words(
    app: Flask, below: int, from_on: date, until_on: date | None, sentence: str
) -> None:
    with app.test_request_context():
        said = role_sentence(
            role="supervisor",
            unit_name="Dinas Kesehatan",
            units_below=below,
            from_on=from_on,
            until_on=until_on,
            today=DAY,
        )
    assert said == sentence


@pytest.mark.parametrize(
    ("own", "latest"),
    [
        ([("/1/", None)], None),
        ([("/1/", LAST)], LAST),
        ([("/1/", LAST), ("/1/2/", None)], None),
        ([("/1/", DAY), ("/1/2/", LAST)], LAST),
        ([("/1/3/", None), ("/1/", LAST)], LAST),
    ],
)
def test_nobody_gives_a_role_for_longer_than_they_have_their_own(
    own: list[tuple[str, date | None]], latest: date | None
) -> None:
    grants = [GrantFacts(Role.ADMIN, path, JOINED_ON, until_on) for path, until_on in own]
    assert latest_day_to_give(grants, "/1/2/7/") == latest


def grants_of(user: User) -> list[tuple[str, int, date | None, bool]]:
    rows = db.session.scalars(select(Grant).where(Grant.user_id == user.id).order_by(Grant.id))
    return [(row.role, row.unit_id, row.until_on, row.revoked_at is None) for row in rows]


def own_grant(place: Place) -> Grant:
    return db.session.scalars(select(Grant).where(Grant.user_id == place.admin.id)).one()


def test_a_role_is_given_after_its_sentence_was_read(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    until = clock.now().date() + timedelta(days=90)
    theirs = Browser(app).log_in("budi@example.id", PASSWORD)
    assert theirs.get("/manage").status == 403
    page = send(
        place.browser,
        f"/people/{user.id}/grants/new",
        role="supervisor",
        unit="DINKES",
        until_on=until.isoformat(),
        action="check",
    )
    assert "Budi: Atasan untuk Dinas Kesehatan dan 1 unit di bawahnya sampai" in page.words
    assert grants_of(user) == []
    page = place.browser.follow(place.browser.submit(page, page.form(), action="save"))
    assert "Atasan untuk Dinas Kesehatan dan 1 unit di bawahnya sampai" in page.words
    assert grants_of(user) == [("supervisor", place.office.id, until, True)]
    assert theirs.get("/manage").status == 303


def test_a_role_is_given_only_in_ones_own_branch(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room)
    for code in ("PEMKAB", "DISDIK"):
        page = send(place.browser, f"/people/{user.id}/grants/new", role="admin", unit=code, action="save")
        assert "Tidak ada unit kerja di cabang Anda yang cocok." in page.words
    assert grants_of(user) == []


def test_a_role_ends_no_later_than_that_of_the_giver(app: Flask) -> None:
    own = clock.now().date() + timedelta(days=30)
    place = make_place(app, until_on=own)
    user = make_user("Budi", unit=place.room)
    address = f"/people/{user.id}/grants/new"
    for until in ("", (own + timedelta(days=1)).isoformat()):
        page = send(place.browser, address, role="admin", unit="PKM-1", until_on=until, action="save")
        assert "berakhir paling lambat pada hari itu" in page.words
    assert (
        send(place.browser, address, role="admin", unit="PKM-1", until_on=own.isoformat(), action="save").status == 303
    )
    assert grants_of(user) == [("admin", place.room.id, own, True)]


@pytest.mark.parametrize(
    "filled",
    [{"role": "king"}, {"role": "organiser"}, {"from_on": "yesterday"}, {"until_on": "2020-01-01"}, {"unit": ""}],
)
def test_a_role_form_refuses_nonsense(app: Flask, filled: dict[str, str]) -> None:
    place = make_place(app)
    user = make_user(unit=place.room)
    day = clock.now().date() + timedelta(days=1)
    usual = {"role": "supervisor", "unit": "PKM-1", "from_on": day.isoformat(), "until_on": "", "action": "save"}
    assert place.browser.post(f"/people/{user.id}/grants/new", {**usual, **filled}).status == 400
    assert grants_of(user) == []


@pytest.mark.parametrize("action", ["check", "save"])
@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-2, -1, ["Peran tidak dapat berlaku surut.", "Hari itu sudah lewat."]),
        (-2, 9, ["Peran tidak dapat berlaku surut."]),
        (2, -1, ["Hari itu sudah lewat."]),
        (5, 4, ["Hari terakhir tidak boleh sebelum hari pertama."]),
        (0, 0, []),
    ],
)
def test_a_role_begins_today_or_later_and_ends_no_earlier(
    app: Flask, first: int, last: int, told: list[str], action: str
) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room)
    today = clock.today_in(place.office.zone, clock.now())
    days = {"from_on": today + timedelta(days=first), "until_on": today + timedelta(days=last)}
    filled = {name: day.isoformat() for name, day in days.items()}
    page = send(
        place.browser, f"/people/{user.id}/grants/new", role="supervisor", unit="PKM-1", action=action, **filled
    )
    all_told = {
        "Peran tidak dapat berlaku surut.", "Hari itu sudah lewat.", "Hari terakhir tidak boleh sebelum hari pertama.",
    }  # fmt: skip
    assert {each for each in all_told if each in page.text} == set(told)
    assert len(grants_of(user)) == (0 if told or action == "check" else 1)


def test_ending_a_role_works_at_once(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room, email="budi@example.id")
    make_grant(user, Role.AUDITOR, place.room)
    theirs = Browser(app).log_in("budi@example.id", PASSWORD)
    assert theirs.get("/audit").status == 200
    grant = db.session.scalars(select(Grant).where(Grant.user_id == user.id)).one()
    page = send(place.browser, f"/grants/{grant.id}/end", until_on="2020-01-01", action="until")
    assert "Pilih hari ini atau sesudahnya, atau akhiri sekarang." in page.words
    later = clock.now().date() + timedelta(days=9)
    assert send(place.browser, f"/grants/{grant.id}/end", until_on=later.isoformat(), action="until").status == 303
    assert grants_of(user) == [("auditor", place.room.id, later, True)]
    assert place.browser.post(f"/grants/{grant.id}/end", {}).status == 200
    assert (
        "Peran Budi sudah berakhir."
        in place.browser.follow(send(place.browser, f"/grants/{grant.id}/end", action="now")).words
    )
    assert theirs.get("/audit").status == 403
    assert place.browser.get(f"/grants/{grant.id}/end").status == 404


def test_ones_own_admin_role_ends_only_with_a_tick(app: Flask) -> None:
    place = make_place(app)
    address = f"/grants/{own_grant(place).id}/end"
    assert "Beri tanda bila Anda memang ingin mengubahnya." in send(place.browser, address, action="now").words
    assert place.browser.get("/people").status == 200
    assert send(place.browser, address, action="now", confirm="y").location == "/home"
    assert place.browser.get("/people").status == 403


def test_the_last_admin_is_told_why_their_role_stays(app: Flask) -> None:
    top = make_unit()
    admin = make_user(unit=top, email="admin@example.id")
    make_grant(admin, Role.ADMIN, top)
    browser = Browser(app).log_in("admin@example.id", PASSWORD)
    grant = db.session.scalars(select(Grant)).one()
    page = send(browser, f"/grants/{grant.id}/end", action="now", confirm="y")
    assert "Ini admin terakhir" in page.words
    assert browser.get("/people").status == 200


def test_a_role_outside_ones_branch_is_counted_and_not_shown(app: Flask) -> None:
    place = make_place(app)
    user = make_user("Budi", unit=place.room)
    make_grant(user, Role.REVIEWER, place.sibling)
    page = place.browser.get(f"/people/{user.id}")
    assert "1 peran lain berlaku di luar cabang Anda." in page.words
    assert "Dinas Pendidikan" not in page.words
    foreign = db.session.scalars(select(Grant.id).where(Grant.user_id == user.id)).one()
    assert place.browser.get(f"/grants/{foreign}/end").status == 404
