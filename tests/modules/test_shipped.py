"""The shipped questions: enough of them for a fair second try, dated as they say, and no key that its form gives away."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest

from training.banks.domain.checks import MONTHS, SITUATION_WORDS
from training.banks.domain.item import ItemEntry, State
from training.banks.domain.kinds.choice import ChoiceContent, Mode
from training.banks.formats.bank_yaml import read_bank
from training.core.config import REPOSITORY
from training.modules.domain import rules_cited
from training.modules.loader import read_module
from training.quizzes.domain.assembly import PoolItem, disjoint_papers
from training.quizzes.domain.blueprint import Blueprint
from training.rules.domain import RuleStatus
from training.rules.loader import SHIPPED_RULES, read_catalogue

FOLDERS = sorted(path.parent for path in (REPOSITORY / "questions").glob("*/module.yaml"))
CATALOGUE = {entry.id: entry.facts() for entry in read_catalogue(SHIPPED_RULES)[0]}
FEWEST_ITEMS = 20
FEWEST_PAPERS = 3
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
DATE = re.compile(rf"(?:({'|'.join(WEEKDAYS)})[^,.]{{0,20}},? )?(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")
REFUSING = re.compile(r"^“?(menolak|tidak|membatalkan|mengembalikan) ")
EXCUSING = re.compile(r" (tetapi|lalu|sebab|karena|supaya|agar|asal|asalkan|bila|saja)\b")
WITHOUT_EXCEPTION = re.compile(r"\b(selalu|tidak pernah|hanya|semua|seluruh|sama sekali|pasti|kapan saja)\b")
GUESSED = 0.5
EVEN = (0.4, 0.6)
A_PATTERN = 3
ASKING_ABOUT_A_RULE_TO_BE_CHECKED = {"asn-kampanye-02", "asn-medsos-04", "polri-kam-02"}


def plainness(text: str) -> int:
    """A refusal counts most; going on with "dan" speaks for it, with "tetapi" or "lalu" against it."""
    return 2 * bool(REFUSING.match(text)) + 2 * (", dan " in text) - bool(re.search(r"\b(tetapi|lalu)\b", text))


Guess = Callable[[str, Sequence[str]], bool]
GUESSES: Mapping[str, Guess] = {
    "the longest": lambda text, texts: len(text) == max(map(len, texts)),
    "the shortest": lambda text, texts: len(text) == min(map(len, texts)),
    "a refusal": lambda text, _: REFUSING.match(text) is not None,
    "a plain refusal": lambda text, _: REFUSING.match(text) is not None and not EXCUSING.search(text),
    "a refusal with a reason": lambda text, _: REFUSING.match(text) is not None and EXCUSING.search(text) is not None,
    "no excuse": lambda text, _: not EXCUSING.search(text),
    "no word without exception": lambda text, _: not WITHOUT_EXCEPTION.search(text),
    "a second half with 'dan'": lambda text, _: ", dan " in text,
    "a second half with 'lalu'": lambda text, _: ", lalu " in text,
    "a second half with 'tetapi'": lambda text, _: ", tetapi " in text,
    "the plainest refusal": lambda text, texts: plainness(text) == max(map(plainness, texts)),
}


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    path = request.param
    assert isinstance(path, Path)
    return path


@pytest.fixture(scope="module")
def items(folder: Path) -> Sequence[ItemEntry]:
    return [item for item in read_bank(folder, CATALOGUE).items if item.state is State.APPROVED]


def multiple(items: Sequence[ItemEntry]) -> Sequence[ChoiceContent]:
    return [item.content for item in items if item.content.mode is Mode.MULTIPLE]


def told(item: ItemEntry) -> str:
    """The situation in small letters."""
    return item.content.situation.id.lower() if item.content.situation else ""


def test_every_corps_of_a_module_has_a_paper_without_repeats_for_each_attempt(
    folder: Path, items: Sequence[ItemEntry]
) -> None:
    read = read_module(folder, CATALOGUE, items)
    assert read.module
    assert read.quiz
    papers = read.quiz.attempts_allowed or FEWEST_PAPERS
    for corps in read.module.corps:
        pool = [
            PoolItem(number, number, 0, item.case, item.topic, item.difficulty, frozenset(item.tags))
            for number, item in enumerate(items)
            if corps in item.corps
        ]
        assert len(pool) >= FEWEST_ITEMS, corps
        assert disjoint_papers(Blueprint(draws=read.quiz.blueprint), pool) >= papers, corps


def test_days_of_the_week_and_the_date_of_the_case_are_right(items: Sequence[ItemEntry]) -> None:
    for item in items:
        days = []
        for weekday, day, month, year in DATE.findall(told(item)):
            days.append(date(int(year), MONTHS.index(month) + 1, int(day)))
            assert not weekday or WEEKDAYS[days[-1].weekday()] == weekday, item.code
        assert not days or item.case_on in days, item.code


def test_every_item_explains_each_option_and_says_how_to_refuse(items: Sequence[ItemEntry]) -> None:
    for item in items:
        content = item.content
        assert content.explanation, item.code
        assert content.refusal, item.code
        assert all(option.rationale for option in content.options), item.code
        assert len(told(item).split()) <= SITUATION_WORDS, item.code


def test_a_key_rests_on_a_rule_in_force_for_each_corps_and_phase_unless_it_asks_about_one_to_be_checked(
    items: Sequence[ItemEntry],
) -> None:
    for item in items:
        in_force = [rule for rule in map(CATALOGUE.__getitem__, item.rules) if rule.status != RuleStatus.UNCERTAIN]
        covered = all(any(corps in rule.corps for rule in in_force) for corps in item.corps) and all(
            any(rule.covers_phase(phase) for rule in in_force) for phase in item.phases
        )
        assert covered or item.code in ASKING_ABOUT_A_RULE_TO_BE_CHECKED


@pytest.mark.parametrize("guess", GUESSES.values(), ids=GUESSES)
def test_guessing_by_the_form_of_the_options_does_not_pass(guess: Guess, items: Sequence[ItemEntry]) -> None:
    marks = []
    for content in (item.content for item in items if item.content.mode is Mode.SINGLE):
        texts = [option.text.id.lower() for option in content.options]
        guessed = [index for index, text in enumerate(texts) if guess(text, texts)] or range(len(texts))
        marks.append(len({*content.key_indexes} & {*guessed}) / len(guessed))
    assert fmean(marks) < GUESSED


def test_true_is_right_about_as_often_as_false(items: Sequence[ItemEntry]) -> None:
    keys = [item.content.key_indexes for item in items if item.content.mode is Mode.TRUE_FALSE]
    fewest, most = EVEN
    assert fewest <= fmean(0 in right for right in keys) <= most


def test_the_number_of_options_does_not_tell_how_many_are_right(items: Sequence[ItemEntry]) -> None:
    right: dict[int, list[int]] = {}
    for content in multiple(items):
        right.setdefault(len(content.options), []).append(len(content.key_indexes))
    assert all(len(set(numbers)) > 1 for numbers in right.values() if len(numbers) >= A_PATTERN)


def test_ticking_every_option_does_not_pass(items: Sequence[ItemEntry]) -> None:
    marks = [max(0, 2 - len(content.options) / len(content.key_indexes)) for content in multiple(items)]
    assert fmean(marks) < GUESSED


def test_every_lesson_is_there_in_english_and_cites_the_same_rules(folder: Path, items: Sequence[ItemEntry]) -> None:
    for lesson in read_module(folder, CATALOGUE, items).lessons:
        cited = {language: set(rules_cited(body)) for language, body in lesson.body.items()}
        assert cited.get("en") == cited["id"], lesson.slug
