"""A module out of a bank folder: `module.yaml`, `quiz.yaml` and `lessons/*.md`, checked as a whole."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from training.banks.domain.item import CODE_PATTERN, ItemEntry, State
from training.banks.domain.texts import Text
from training.core.yaml import Document, Problem, YamlUnreadable, parse_yaml, read_yaml
from training.quizzes.domain.assembly import PoolItem, shortages
from training.quizzes.domain.blueprint import Blueprint, Draw
from training.quizzes.models import Feedback
from training.rules.domain import CORPS_LABELS, Corps, RuleFacts

SHARE = re.compile(r"0\.[0-9]{1,4}|1(\.0{1,4})?|0")
RULE_LINK = re.compile(r"\]\(/rules/([a-z0-9-]+)\)")
MAX_LESSON_CHARACTERS = 20_000

Entry = TypeVar("Entry", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _read_share(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    text = str(value)
    if not SHARE.fullmatch(text):
        raise PydanticCustomError("share", "harus bagian 0..1 seperti 0.70, ditemukan «{value}»", {"value": text})
    return Fraction(text)


class CertificateEntry(_Strict):
    """What the certificate of a module says."""

    title: Text
    jp_hours: int = Field(ge=0, le=1000)
    legal_basis: Text
    validity_months: int | None = Field(default=None, ge=1, le=120)


class ModuleEntry(_Strict):
    """`module.yaml`; `minutes` is what lessons and quiz take together."""

    slug: str = Field(pattern=CODE_PATTERN, max_length=80)
    title: Text
    summary: Text
    corps: tuple[Corps, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=600)
    lessons: tuple[str, ...] = ()
    certificate: CertificateEntry


class QuizEntry(_Strict):
    """`quiz.yaml`."""

    cut_score: Annotated[Fraction, BeforeValidator(_read_share)]
    time_limit_minutes: int | None = Field(default=None, ge=1, le=600)
    attempts_allowed: int | None = Field(default=None, ge=1, le=100)
    cool_down_minutes: int = Field(default=0, ge=0, le=60 * 24 * 30)
    feedback: Feedback = Feedback.AFTER_PASS_OR_LAST_ATTEMPT
    blueprint: tuple[Draw, ...] = Field(min_length=1)


class LessonHead(_Strict):
    """The lines before a lesson's text."""

    title: Text
    minutes: int = Field(default=2, ge=1, le=60)


@dataclass(frozen=True)
class LessonEntry:
    """One lesson; `body` is Markdown by language, `topics` those of the rules it cites, most cited first."""

    slug: str
    head: LessonHead
    body: dict[str, str]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class ModuleFolder:
    """A module as read; None for `module` where the folder is a bank only."""

    module: ModuleEntry | None
    quiz: QuizEntry | None
    lessons: tuple[LessonEntry, ...]
    problems: tuple[Problem, ...]


def read_module(folder: Path, catalogue: Mapping[str, RuleFacts], items: Sequence[ItemEntry]) -> ModuleFolder:
    """The module of a bank folder with every problem by file and line; `items` are those of the same folder."""
    problems: list[Problem] = []
    if not (folder / "module.yaml").is_file():
        return ModuleFolder(None, None, (), ())
    module = _entry(folder, "module.yaml", ModuleEntry, problems)
    quiz = _entry(folder, "quiz.yaml", QuizEntry, problems)
    lessons = _lessons(folder, module, catalogue, problems) if module else ()
    if module and quiz and items:
        problems.extend(_unmet(folder, module, quiz, items))
    return ModuleFolder(module, quiz, lessons, tuple(problems))


def _entry(folder: Path, name: str, kind: type[Entry], problems: list[Problem]) -> Entry | None:
    title = f"{folder.name}/{name}"
    if not (folder / name).is_file():
        problems.append(Problem(title, 1, "berkas ini harus ada"))
        return None
    document: Document | None = None
    try:
        document = read_yaml(folder / name, name=title)
        return kind.model_validate(document.data)
    except YamlUnreadable as unreadable:
        problems.append(unreadable.problem)
    except ValidationError as error:
        if document is not None:
            problems.extend(document.problems_of(error.errors()))
    return None


def _unmet(folder: Path, module: ModuleEntry, quiz: QuizEntry, items: Sequence[ItemEntry]) -> list[Problem]:
    blueprint = Blueprint(draws=quiz.blueprint)
    problems = []
    for corps in module.corps:
        pool = [
            PoolItem(index, index, 0, item.case, item.topic, item.difficulty, frozenset(item.tags))
            for index, item in enumerate(items)
            if item.state is State.APPROVED and corps in item.corps
        ]
        for shortage in shortages(blueprint, pool):
            problems.append(
                Problem(
                    f"{folder.name}/quiz.yaml",
                    1,
                    f"blueprint bagian {shortage.draw + 1}: untuk {CORPS_LABELS[corps]} kurang {shortage.missing} dari "
                    f"{shortage.wanted} butir ({shortage.fitting} cocok)",
                )
            )
    return problems


def _lessons(
    folder: Path, module: ModuleEntry, catalogue: Mapping[str, RuleFacts], problems: list[Problem]
) -> tuple[LessonEntry, ...]:
    files = {file.name.removesuffix(".md") for file in (folder / "lessons").glob("*.md")}
    unlisted = {name for name in files if not name.endswith(".en")} - set(module.lessons)
    for name in sorted(unlisted):
        problems.append(Problem(f"{folder.name}/lessons/{name}.md", 1, "pelajaran ini tidak disebut di module.yaml"))
    lessons = []
    for slug in module.lessons:
        name = f"{folder.name}/lessons/{slug}.md"
        if slug not in files:
            problems.append(Problem(f"{folder.name}/module.yaml", 1, f"lessons: berkas {name} tidak ada"))
            continue
        lesson = _lesson(folder / "lessons", slug, name, problems)
        if lesson is not None:
            head, body = lesson
            problems.extend(_dead_links(name, body["id"], catalogue))
            cited = Counter(catalogue[rule].topic for rule in RULE_LINK.findall(body["id"]) if rule in catalogue)
            lessons.append(LessonEntry(slug, head, body, tuple(topic for topic, _count in cited.most_common())))
    return tuple(lessons)


def _lesson(folder: Path, slug: str, name: str, problems: list[Problem]) -> tuple[LessonHead, dict[str, str]] | None:
    text = (folder / f"{slug}.md").read_text(encoding="utf-8-sig")
    parts = re.split(r"^---\s*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():  # noqa: PLR2004 - before, between and after the two lines
        problems.append(Problem(name, 1, "pelajaran harus dimulai dengan kepala di antara dua baris ---"))
        return None
    try:
        document = parse_yaml(parts[1], name=name)
        head = LessonHead.model_validate(document.data)
    except YamlUnreadable as unreadable:
        problems.append(unreadable.problem)
        return None
    except ValidationError as error:
        problems.extend(document.problems_of(error.errors()))
        return None
    body = {"id": parts[2].strip()}
    english = folder / f"{slug}.en.md"
    if english.is_file():
        body["en"] = english.read_text(encoding="utf-8-sig").strip()
    if not body["id"] or any(len(part) > MAX_LESSON_CHARACTERS for part in body.values()):
        problems.append(Problem(name, 1, f"isi pelajaran kosong atau lebih dari {MAX_LESSON_CHARACTERS} karakter"))
    return head, body


def _dead_links(name: str, body: str, catalogue: Mapping[str, RuleFacts]) -> list[Problem]:
    return [
        Problem(name, 1, f"tautan ke aturan «{rule}» yang tidak ada")
        for rule in RULE_LINK.findall(body)
        if rule not in catalogue
    ]
