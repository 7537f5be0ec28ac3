"""Several duties in one module: each can be reached, done and told from the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.client import Browser
from tests.factories.attempts import make_assignment, make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user
from training.accounts.models import User
from training.assignments.models import Enrolment
from training.core.clock import now
from training.core.db import db
from training.modules.models import Module

NOON = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
FIRST, SECOND = "Penugasan dinas", "Penugasan kabupaten"
OTHERS = "Penugasan Anda yang lain untuk pelatihan ini"
USED_UP = "Semua kesempatan sudah dipakai."


@dataclass(frozen=True)
class Scene:
    """Somebody with two duties in a module, the first due sooner; both are open."""

    browser: Browser
    user: User
    module: Module
    first: int
    second: int

    @property
    def page(self) -> str:
        return f"/modules/{self.module.slug}"


@pytest.fixture
def scene(browser: Browser) -> Iterator[Scene]:
    with time_machine.travel(NOON):
        unit = make_unit()
        user = make_user(unit=unit, email="saya@example.id")
        module = make_module(items=1, attempts_allowed=1)
        for title, due_on in ((FIRST, date(2026, 3, 10)), (SECOND, date(2026, 4, 10))):
            make_assignment(module, unit, due_on=due_on).title = title
        db.session.commit()
        first, second = db.session.scalars(select(Enrolment.id).order_by(Enrolment.due_on)).all()
        browser.log_in("saya@example.id", PASSWORD)
        yield Scene(browser, user, module, first, second)


def test_each_card_leads_to_its_own_duty(scene: Scene) -> None:
    home = scene.browser.get("/home")
    cards = [home.links()["Buka pelatihan"], home.links()[scene.module.title["id"]]]
    assert cards == [f"{scene.page}?enrolment={one}" for one in (scene.first, scene.second)]
    quizzes = [scene.browser.get(card).links()["Ke halaman kuis"] for card in cards]
    assert quizzes == [f"/enrolments/{one}" for one in (scene.first, scene.second)]


def test_with_one_duty_the_address_names_none(scene: Scene) -> None:
    make_submitted(scene.user, scene.first, correct=1, now=NOON)
    assert scene.browser.get("/home").links()["Buka pelatihan"] == scene.page


def test_the_page_of_a_module_is_about_what_can_still_be_done(scene: Scene) -> None:
    assert scene.browser.get(scene.page).links()["Ke halaman kuis"] == f"/enrolments/{scene.first}"
    make_submitted(scene.user, scene.first, correct=0, now=NOON)
    page = scene.browser.get(scene.page)
    assert page.links()["Ke halaman kuis"] == f"/enrolments/{scene.second}"
    assert f"{OTHERS} Setiap penugasan diselesaikan dan dihitung sendiri. {FIRST} Kesempatan habis" in page.words
    other = scene.browser.get(page.links()[FIRST])
    assert (USED_UP in other.words, other.links()[SECOND]) == (True, f"{scene.page}?enrolment={scene.second}")


def test_a_duty_that_waits_comes_after_one_that_can_be_done(browser: Browser, scene: Scene) -> None:
    module = make_module(items=1, cool_down_minutes=600)
    unit = make_unit()
    user = make_user(unit=unit, email="lain@example.id")
    for day in (date(2026, 3, 10), date(2026, 4, 10)):
        make_assignment(module, unit, due_on=day)
    ids = db.session.scalars(select(Enrolment.id).where(Enrolment.user_id == user.id).order_by(Enrolment.due_on)).all()
    make_submitted(user, ids[0], correct=0, now=NOON - timedelta(hours=1))
    reader = Browser(browser.app).log_in("lain@example.id", PASSWORD)
    assert reader.get(f"/modules/{module.slug}").links()["Ke halaman kuis"] == f"/enrolments/{ids[1]}"


def test_what_is_used_up_stands_last_on_the_home_page_even_when_it_is_overdue(scene: Scene) -> None:
    make_submitted(scene.user, scene.first, correct=0, now=NOON)
    db.session.get_one(Enrolment, scene.first).due_on = date(2026, 3, 1)
    db.session.commit()
    home = scene.browser.get("/home")
    assert home.links()["Buka pelatihan"] == f"{scene.page}?enrolment={scene.second}"
    assert f"Lewat tenggat Kesempatan habis {FIRST}" in home.words


def test_lessons_keep_to_the_duty_one_came_from(scene: Scene) -> None:
    page = scene.browser.get(f"{scene.page}?enrolment={scene.second}")
    lesson = scene.browser.get(page.links()["1. Pelajaran pertama"])
    assert lesson.links()["Ke halaman kuis"] == f"/enrolments/{scene.second}"
    read = scene.browser.submit(lesson, lesson.form())
    assert read.location == f"{scene.page}?enrolment={scene.second}"


def test_passing_one_leaves_the_other_open_and_leads_on_to_it(scene: Scene) -> None:
    attempt = make_submitted(scene.user, scene.first, correct=1, now=NOON)
    for address in (f"/attempts/{attempt}/result", f"/enrolments/{scene.first}"):
        page = scene.browser.get(address)
        module = scene.browser.get(page.links()["Buka penugasan itu"])
        assert module.links()["Ke halaman kuis"] == f"/enrolments/{scene.second}"
        assert f"{FIRST} ✓ Selesai" in module.words


def test_the_page_of_a_used_up_duty_leads_on_to_the_other(scene: Scene) -> None:
    assert "Buka penugasan itu" not in scene.browser.get(f"/enrolments/{scene.first}").links()
    make_submitted(scene.user, scene.first, correct=0, now=NOON)
    page = scene.browser.get(f"/enrolments/{scene.first}")
    assert page.links()["Buka penugasan itu"] == scene.page


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999999", "of somebody else"])
def test_an_address_that_names_no_duty_of_ones_own_shows_what_is_next(scene: Scene, asked: str) -> None:
    if asked == "of somebody else":
        asked = str(make_enrolment(make_user(), scene.module))
    page = scene.browser.get(f"{scene.page}?enrolment={asked}")
    assert (page.status, page.links()["Ke halaman kuis"]) == (200, f"/enrolments/{scene.first}")


def test_an_exempt_duty_comes_after_one_that_must_be_done(scene: Scene) -> None:
    db.session.get_one(Enrolment, scene.first).exempted_at = now()
    db.session.commit()
    page = scene.browser.get(scene.page)
    assert page.links()["Ke halaman kuis"] == f"/enrolments/{scene.second}"
    assert f"{FIRST} Dikecualikan" in page.words
