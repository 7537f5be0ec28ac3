"""The screens in English: the interface translated, what is written in Indonesian marked as such."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from flask import Flask

from tests.client import Browser, Page
from tests.factories.attempts import answer_attempt, make_attempt, make_enrolment, make_submitted
from tests.factories.content import RULE, make_module, make_rules
from tests.factories.people import PASSWORD, make_user
from tools.translations import TRANSLATIONS, read_catalogue
from training.core import i18n

MONDAY = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
pytestmark = pytest.mark.one_database


@pytest.fixture
def english(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A visitor who switched to English, with the catalogue as it is stored now."""
    compiled = tmp_path / "en" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, read_catalogue(TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"))
    domain = i18n.babel.domain_instance
    monkeypatch.setattr(domain, "_translation_directories", [str(tmp_path)])
    monkeypatch.setattr(domain, "cache", {})
    switch_to_english(browser)
    return browser


@pytest.fixture
def in_english(app: Flask, english: Browser) -> Iterator[None]:
    """A request of somebody who reads English."""
    with app.test_request_context():
        i18n.session["language"] = "en"
        yield


def switch_to_english(browser: Browser) -> None:
    assert browser.post("/language", {"language": "en", "next": "/"}).location == "/"


def words_marked_indonesian(page: Page) -> list[str]:
    return page.texts(".//*[@lang='id']")


def test_the_front_page_is_english(english: Browser) -> None:
    page = english.get("/")
    assert '<html lang="en">' in page.text
    assert page.heading == "Practise staying neutral in elections, before the situation arises"
    assert {"Activate account", "Neutrality rules", "Check a certificate"} <= set(page.links())


def test_an_english_page_names_each_language_in_its_own_words(english: Browser) -> None:
    assert words_marked_indonesian(english.get("/")) == ["Bahasa Indonesia"]


def test_a_form_and_what_is_wrong_with_it_are_english(english: Browser) -> None:
    page = english.post("/login", {"name": "", "password": ""})
    assert page.texts(".//label") == ["Email, service number (NIP/NRP) or username", "Password"]
    assert "Enter your password." in page.words


def test_an_error_is_english(english: Browser) -> None:
    page = english.get("/nothing-here")
    assert (page.status, page.heading) == (404, "This page was not found")


def test_a_question_is_asked_in_english_about_a_situation_marked_as_indonesian(english: Browser) -> None:
    user = make_user("Ayu", email="ayu@example.id")
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=2)))
    english.log_in("ayu@example.id", PASSWORD)
    page = english.get(f"/attempts/{attempt_id}/1")
    assert page.texts(".//form//button[@value='next']")[-1] == "Next"
    assert page.texts(".//header//button[@value='leave']") == ["‹ Leave"]
    marked = " ".join(words_marked_indonesian(page))
    for written in ("seorang pegawai diajak memihak.", "Apa yang dilakukan pada", "pilihan A", "pilihan D"):
        assert written in marked


def test_a_result_counts_in_english_and_names_the_topics_in_english(english: Browser) -> None:
    user = make_user("Ayu", email="ayu@example.id")
    attempt_id = make_submitted(user, make_enrolment(user, make_module(items=2, attempts_allowed=2)), correct=1)
    english.log_in("ayu@example.id", PASSWORD)
    page = english.get(f"/attempts/{attempt_id}/result")
    assert "You answered 1 of 2 questions correctly (50%)." in page.words
    assert "You have 1 attempt left." in page.words
    assert page.texts(".//th[@scope='row']") == ["Campaigns and campaign teams"]
    assert "Campaigns and campaign teams" not in words_marked_indonesian(page)


def test_answers_before_handing_in_are_listed_in_english(english: Browser) -> None:
    user = make_user("Ayu", email="ayu@example.id")
    attempt_id = make_attempt(user, make_enrolment(user, make_module(items=2)))
    answer_attempt(user, attempt_id, correct=2)
    english.log_in("ayu@example.id", PASSWORD)
    page = english.get(f"/attempts/{attempt_id}/check")
    assert (page.heading, page.texts(".//h2")) == ("All 2 questions answered", ["Your answers"])


def test_a_rule_is_marked_as_indonesian_and_what_is_said_of_it_is_english(english: Browser) -> None:
    make_rules()
    page = english.get(f"/rules/{RULE}")
    assert {"Binds", "Phase", "Sanctions"} <= set(page.texts(".//dt"))
    marked = words_marked_indonesian(page)
    assert page.heading in " ".join(marked)
    assert page.texts(".//span[@class='tag right']") == ["✓ In force"]


def test_the_filter_of_the_rules_is_said_in_english(english: Browser) -> None:
    make_rules()
    page = english.get("/rules?corps=pns&phase=masa_kampanye&topic=kampanye")
    assert "for: Civil servants (PNS), phase: campaign period, topic: campaigns and campaign teams" in page.words


@pytest.mark.parametrize(("count", "said"), [(1, "1 rule"), (2, "2 rules"), (0, "0 rules")])
def test_things_are_counted_as_in_english(in_english: None, count: int, said: str) -> None:
    assert i18n.translate_plural("%(num)d aturan", "%(num)d aturan", count) == said


def test_a_plural_may_fill_in_more_than_its_number(in_english: None) -> None:
    assert i18n.translate_plural("%(num)d %(what)s", "%(num)d %(what)s", 2, what="5% & <b>") == "2 5% &amp; &lt;b&gt;"


def test_moments_figures_and_durations_are_written_as_in_english(in_english: None) -> None:
    assert i18n.date_time(MONDAY) == "Monday, 23 November 2026 at 09.41 WIB"
    assert i18n.long_date(MONDAY) == "Monday, 23 November 2026"
    assert (i18n.percent(0.615), i18n.number(1234.5)) == ("61.5%", "1,234.5")
    assert (i18n.duration(60), i18n.duration(420), i18n.duration(3600)) == (
        "about 1 minute",
        "about 7 minutes",
        "about 1 hour",
    )
