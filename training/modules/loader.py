"""A module out of a bank folder: `module.yaml`, `quiz.yaml` and `lessons/*.md`, checked as a whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from training.banks.domain.item import Code, ItemEntry, State, Tag, Topic, one_of
from training.banks.domain.texts import Text
from training.core.yaml import CONTROL_CHARACTERS, Document, Problem, YamlUnreadable, parse_yaml, read_text, read_yaml
from training.modules.domain import dead_links, topics_cited
from training.quizzes.domain.assembly import PoolItem, shortages
from training.quizzes.domain.blueprint import MAX_ITEMS, Blueprint, Draw
from training.quizzes.models import Feedback
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, Corps, RuleFacts

SHARE = re.compile(r"0\.[0-9]{1,4}|1(\.0{1,4})?|0")
HEAD = re.compile(r"---[ \t]*\n(?P<head>.*?)^---[ \t]*$(?P<body>.*)", re.DOTALL | re.MULTILINE)
MAX_LESSON_CHARACTERS = 20_000

Entry = TypeVar("Entry", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, coerce_numbers_to_str=True)


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

    slug: Code
    title: Text
    summary: Text
    corps: tuple[Corps, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=600)
    lessons: tuple[Code, ...] = ()
    certificate: CertificateEntry


class DrawEntry(Draw):
    """One line of the blueprint; its filters are words that items can have."""

    topics: tuple[Topic, ...] = ()
    difficulties: tuple[Annotated[str, one_of(DIFFICULTY_LABELS, "tingkat")], ...] = ()
    tags: tuple[Tag, ...] = ()


class QuizEntry(_Strict):
    """`quiz.yaml`."""

    cut_score: Annotated[Fraction, BeforeValidator(_read_share)]
    time_limit_minutes: int | None = Field(default=None, ge=1, le=600)
    attempts_allowed: int | None = Field(default=None, ge=1, le=100)
    cool_down_minutes: int = Field(default=0, ge=0, le=60 * 24 * 30)
    feedback: Feedback = Feedback.AFTER_PASS_OR_LAST_ATTEMPT
    blueprint: tuple[DrawEntry, ...] = Field(min_length=1)

    @field_validator("blueprint")
    @classmethod
    def _is_a_blueprint(cls, draws: tuple[DrawEntry, ...]) -> tuple[DrawEntry, ...]:
        if sum(draw.count for draw in draws) > MAX_ITEMS:
            raise PydanticCustomError("too_many_items", "satu kuis paling banyak {most} butir", {"most": MAX_ITEMS})
        return draws


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
    reading = _Reading(folder, catalogue)
    if not (folder / "module.yaml").is_file():
        for name in ("quiz.yaml", "lessons"):
            if (folder / name).exists():
                reading.complain(name, 1, "tidak dibaca karena module.yaml tidak ada")
        return ModuleFolder(None, None, (), tuple(reading.problems))
    module, module_file = reading.entry("module.yaml", ModuleEntry)
    quiz, quiz_file = reading.entry("quiz.yaml", QuizEntry)
    lessons = _lessons(reading, module, module_file) if module and module_file else ()
    if module and quiz and quiz_file and items:
        reading.problems.extend(_unmet(quiz_file, module, quiz, items))
    return ModuleFolder(module, quiz, lessons, tuple(sorted(reading.problems)))


class _Reading:
    """Reads the files of one folder and collects what is wrong with them."""

    def __init__(self, folder: Path, catalogue: Mapping[str, RuleFacts]) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self.problems: list[Problem] = []

    def name(self, name: str) -> str:
        return f"{self.folder.resolve().name}/{name}"

    def complain(self, name: str, line: int, message: str) -> None:
        self.problems.append(Problem(self.name(name), line, message))

    def text(self, name: str) -> str | None:
        try:
            text = read_text(self.folder / name, name=self.name(name))
        except YamlUnreadable as unreadable:
            self.problems.append(unreadable.problem)
            return None
        text = text.replace("\r\n", "\n")
        found = CONTROL_CHARACTERS.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            self.complain(name, line, "ada karakter kendali yang tidak dapat disimpan")
        return None if found else text

    def entry(self, name: str, kind: type[Entry]) -> tuple[Entry | None, Document | None]:
        if not (self.folder / name).is_file():
            self.complain(name, 1, "berkas ini harus ada")
            return None, None
        try:
            document = read_yaml(self.folder / name, name=self.name(name))
        except YamlUnreadable as unreadable:
            self.problems.append(unreadable.problem)
            return None, None
        return self.validated(document, kind), document

    def validated(self, document: Document, kind: type[Entry]) -> Entry | None:
        try:
            return kind.model_validate(document.data)
        except ValidationError as error:
            self.problems.extend(document.problems_of(error.errors()))
        return None


def _unmet(file: Document, module: ModuleEntry, quiz: QuizEntry, items: Sequence[ItemEntry]) -> list[Problem]:
    blueprint = Blueprint(draws=quiz.blueprint)
    problems = []
    for corps in module.corps:
        pool = [
            PoolItem(index, index, 0, item.case, item.topic, item.difficulty, frozenset(item.tags))
            for index, item in enumerate(items)
            if item.state is State.APPROVED and corps in item.corps
        ]
        for short in shortages(blueprint, pool):
            message = (
                f"blueprint.{short.draw + 1}: untuk {CORPS_LABELS[corps]} kurang {short.missing} dari {short.wanted} "
                f"butir; yang cocok hanya {short.fitting} kejadian, sebagian mungkin terpakai di bagian lain"
            )
            problems.append(file.problem(("blueprint", short.draw), message))
    return problems


def _lessons(reading: _Reading, module: ModuleEntry, file: Document) -> tuple[LessonEntry, ...]:
    found = {path.name.removesuffix(".md") for path in (reading.folder / "lessons").glob("*.md")}
    listed = {*module.lessons, *(f"{slug}.en" for slug in module.lessons)}
    for name in sorted(found - listed):
        reading.complain(f"lessons/{name}.md", 1, "pelajaran ini tidak disebut di module.yaml")
    lessons = []
    for index, slug in enumerate(module.lessons):
        at = ("lessons", index)
        if slug in module.lessons[:index]:
            reading.problems.append(file.problem(at, f"lessons.{index + 1}: «{slug}» ditulis dua kali"))
        elif slug not in found:
            reading.problems.append(file.problem(at, f"lessons.{index + 1}: berkas lessons/{slug}.md tidak ada"))
        else:
            lesson = _lesson(reading, slug, has_english=f"{slug}.en" in found)
            lessons.extend([lesson] if lesson else [])
    return tuple(lessons)


def _lesson(reading: _Reading, slug: str, *, has_english: bool) -> LessonEntry | None:
    name = f"lessons/{slug}.md"
    text = reading.text(name)
    if text is None:
        return None
    parts = HEAD.fullmatch(text)
    if parts is None:
        reading.complain(name, 1, "pelajaran harus dimulai dengan kepala (title, minutes) di antara dua baris ---")
        return None
    try:
        head = reading.validated(parse_yaml(parts["head"], name=reading.name(name), first_line=2), LessonHead)
    except YamlUnreadable as unreadable:
        reading.problems.append(unreadable.problem)
        return None
    first_line = text.count("\n", 0, parts.start("body")) + 1
    reading.problems.extend(_dead_links(reading.name(name), parts["body"], reading.catalogue, first_line))
    body = {"id": parts["body"].strip()}
    english = reading.text(f"lessons/{slug}.en.md") if has_english else None
    if english is not None:
        body["en"] = english.strip()
    if not all(body.values()) or any(len(part) > MAX_LESSON_CHARACTERS for part in body.values()):
        reading.complain(name, first_line, f"isi pelajaran kosong atau lebih dari {MAX_LESSON_CHARACTERS} karakter")
    topics = topics_cited(body["id"], {rule: facts.topic for rule, facts in reading.catalogue.items()})
    return LessonEntry(slug, head, body, tuple(topics)) if head else None


def _dead_links(name: str, body: str, catalogue: Mapping[str, RuleFacts], first_line: int) -> list[Problem]:
    return [
        Problem(name, first_line + line - 1, f"tautan ke aturan «{rule}» yang tidak ada di katalog")
        for line, rule in dead_links(body, catalogue)
    ]
