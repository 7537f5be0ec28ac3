"""What an action says before it is done: for whom of the chosen, for whom not, and why."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.assignments.test_pages import PAST, Branch
from tests.client import Browser, Page
from tests.factories.attempts import make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_user
from training.accounts.models import KeptSearch, User
from training.assignments.models import Assignment, Enrolment, EnrolmentChange
from training.core import clock
from training.core.db import db

FOREIGN = "dari penugasan unit lain. Hanya unit itu yang dapat mengubahnya."


def duty_in(assignment: Assignment, user: User) -> int:
    owned = (Enrolment.assignment_id == assignment.id, Enrolment.user_id == user.id)
    return db.session.scalars(select(Enrolment.id).where(*owned)).one()


def everybody(*assignments: Assignment) -> str:
    return "scope=all" + "".join(f"&assignment={one.id}-1" for one in assignments)


def names_in(page: Page) -> list[str]:
    return [text.split(" · ")[0] for text in page.texts(".//section[@class='whom']//li")]


def exempt(assignment: Assignment, user: User) -> None:
    db.session.get_one(Enrolment, duty_in(assignment, user)).exempted_at = clock.now()
    db.session.commit()


def test_those_of_an_assignment_of_others_are_counted_and_the_reason_is_told(app: Flask) -> None:
    branch = Branch(app)
    people = [make_user(unit=branch.inner) for _ in range(3)]
    module = make_module()
    own, foreign = make_assignment(module, branch.unit, due_on=PAST), make_assignment(module, branch.top, due_on=PAST)
    ask = branch.browser.get(f"/duties/extend?{everybody(own, foreign)}")
    assert "Untuk 4 baris dari 8 baris yang dipilih" in ask.words
    assert f"4 baris {FOREIGN}" in ask.words
    assert sorted(names_in(ask)) == sorted([branch.boss.full_name, *(user.full_name for user in people)])
    branch.browser.submit(ask, ask.form(), due_on="2099-12-31", reason="Dinas luar kota")
    changed = select(Enrolment.assignment_id, func.count()).join(EnrolmentChange).group_by(Enrolment.assignment_id)
    assert db.session.execute(changed).all() == [(own.id, 4)]


def test_somebody_ticked_of_an_assignment_of_others_was_chosen(app: Flask) -> None:
    branch = Branch(app)
    foreign = make_assignment(make_module(), branch.top, due_on=PAST)
    page = branch.browser.get(f"/duties/exempt?ids={duty_in(foreign, branch.boss)}")
    assert page.heading == "Tidak ada yang dapat diubah"
    assert f"Dari 1 orang yang dipilih: 1 orang {FOREIGN}" in page.words
    assert "dicentang" not in page.words


@pytest.mark.parametrize("action", ["extend", "exempt", "lift", "remind"])
def test_a_list_whose_search_is_gone_is_not_taken_for_everybody(app: Flask, action: str) -> None:
    branch = Branch(app)
    make_user("Orang Lain", unit=branch.unit)
    assignment = make_assignment(make_module(), branch.unit, due_on=PAST)
    key = branch.browser.post(f"/assignments/{assignment.id}", {"words": "Kepala"}).location.partition("search=")[2]
    chosen = f"{everybody(assignment)}&search={key}"
    ask = branch.browser.get(f"/duties/{action}?{chosen}")
    db.session.execute(delete(KeptSearch))
    db.session.commit()
    for page in (
        branch.browser.get(f"/duties/{action}?{chosen}"),
        branch.browser.post(f"/duties/{action}", {**fields_of(chosen), "reason": "Sakit", "due_on": "2099-12-31"}),
    ):
        assert page.status == 410
        assert "Pencarian ini sudah tidak disimpan" in page.words
    assert ask.status == 200
    assert db.session.scalar(select(func.count(EnrolmentChange.id))) == 0


@pytest.mark.parametrize("more", ["&status=foo", "&corps=xyz", "&assignment=foo", "&assignment=1-x"])
def test_what_is_no_filter_means_nobody(app: Flask, more: str) -> None:
    branch = Branch(app)
    assignment = make_assignment(make_module(), branch.unit, due_on=PAST)
    for action in ("extend", "exempt", "lift", "remind"):
        assert branch.browser.get(f"/duties/{action}?{everybody(assignment)}{more}").status == 404


def fields_of(address: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in address.split("&"))


@pytest.mark.parametrize(
    ("action", "reached", "reasons"),
    [
        ("extend", ["Belum"], ["1 orang sudah lulus.", "1 orang sudah dikecualikan."]),
        ("exempt", ["Belum"], ["1 orang sudah lulus.", "1 orang sudah dikecualikan."]),
        ("lift", ["Kecuali"], ["1 orang sudah lulus.", "1 orang tidak dikecualikan."]),
    ],
)
def test_who_passed_and_who_is_exempt_is_not_counted(
    app: Flask, action: str, reached: list[str], reasons: list[str]
) -> None:
    branch = Branch(app)
    _waiting, passed, free = (make_user(name, unit=branch.inner) for name in ("Belum", "Lulus", "Kecuali"))
    assignment = make_assignment(make_module(items=1), branch.unit, due_on=PAST)
    make_submitted(passed, duty_in(assignment, passed), correct=1)
    exempt(assignment, free)
    ask = branch.browser.get(f"/duties/{action}?{everybody(assignment)}&unit={branch.inner.id}")
    assert "Untuk 1 orang dari 3 orang yang dipilih" in ask.words
    assert names_in(ask) == reached
    assert [reason in ask.words for reason in reasons] == [True, True]


def test_without_a_due_date_and_after_the_end_there_is_nothing_to_extend(app: Flask) -> None:
    branch = Branch(app)
    module = make_module()
    dateless, over = make_assignment(module, branch.unit), make_assignment(module, branch.unit, due_on=PAST)
    db.session.get_one(Enrolment, duty_in(over, branch.boss)).state = "ended"
    db.session.get_one(Enrolment, duty_in(over, branch.boss)).ended_because = "closed"
    db.session.commit()
    page = branch.browser.get(f"/duties/extend?{everybody(dateless, over)}")
    assert "1 baris dari penugasan yang sudah ditutup.1 baris tanpa tenggat." in page.words


def test_ten_names_stand_there_and_the_others_behind_them(app: Flask) -> None:
    branch = Branch(app)
    for number in range(1, 212):
        make_user(f"Orang {number:03}", unit=branch.inner, password=None)
    assignment = make_assignment(make_module(), branch.unit, due_on=PAST)
    enrolled = (
        select(User.full_name).join(Enrolment, Enrolment.user_id == User.id).where(User.full_name.like("Orang %"))
    )
    page = branch.browser.get(f"/duties/exempt?{everybody(assignment)}&unit={branch.inner.id}")
    assert page.texts(".//section/details/summary") == ["dan 201 lagi"]
    names = names_in(page)
    assert names[:200] == list(db.session.scalars(enrolled.order_by(Enrolment.id).limit(200)))
    assert names[200:] == ["dan 11 lain yang tidak disebut di sini"]
    assert len(page.statements) == 6


def test_buttons_are_there_for_what_can_be_done_on_the_page(app: Flask) -> None:
    branch = Branch(app)
    passed = make_user(unit=branch.inner)
    module = make_module(items=1)
    own, foreign = (make_assignment(module, unit, due_on=PAST) for unit in (branch.unit, branch.top))
    make_submitted(passed, duty_in(own, passed), correct=1)
    every = ["/duties/remind", "/duties/extend", "/duties/exempt"]
    for address, expected in (
        ("/reports/people?assignment=all", every),
        (f"/reports/people?assignment={own.id}-1", every),
        (f"/reports/people?assignment={foreign.id}-1", every[:1]),
        (f"/reports/people?assignment={own.id}-1&status=passed", []),
        (f"/assignments/{own.id}", [*every, "/duties/lift"]),
        (f"/assignments/{foreign.id}", every[:1]),
        (f"/assignments/{own.id}?status=passed", []),
    ):
        assert (address, actions_on(branch.browser, address)) == (address, expected)


def actions_on(browser: Browser, address: str) -> list[str]:
    """The addresses that the buttons of a list send to."""
    found = []
    for form in browser.get(address).forms():
        if form.get("action") == "/duties/remind":
            buttons = [one for one in form.iter("button") if one.get("type") == "submit"]
            found += [button.get("formaction", "/duties/remind") for button in buttons]
    return found
