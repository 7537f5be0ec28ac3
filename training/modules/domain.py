"""The rules of a module: its short name, the links of its lessons, and what keeps it from being published."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from training.core.markdown import render_markdown
from training.core.messages import N_
from training.org.domain import depth_of
from training.quizzes.domain.feasibility import Feasibility

MAX_SLUG = 60
FINGERPRINT_CHARACTERS = 16
RULE_LINK = re.compile(r'<a href="/rules/([^"?#]+)')
NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class Part(StrEnum):
    """A part of a module that is edited and saved on its own."""

    GENERAL = "general"
    LESSONS = "lessons"
    QUIZ = "quiz"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Blocker:
    """Why a module cannot be published, and the part where that is put right; `message` is a msgid."""

    part: Part
    message: str


NO_SUMMARY = N_("Ringkasan belum ditulis.")
NO_CORPS = N_("Belum dipilih untuk siapa pelatihan ini.")
NO_BANK = N_("Belum ada bank soal yang mengisi kuis.")
UNMET = N_("Bank soal belum memenuhi kisi-kisi untuk setiap jenis kepegawaian.")
NO_LEGAL_BASIS = N_("Dasar hukum pada sertifikat belum ditulis.")


@dataclass(frozen=True)
class Readiness:
    """What publishing asks of a module. `feasibility` is that of each corps it is for."""

    has_summary: bool
    has_legal_basis: bool
    banks: int
    feasibility: Sequence[Feasibility]

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """Everything that is still missing; empty when it may be published."""
        unmet = bool(self.banks) and not all(corps.is_met for corps in self.feasibility)
        found = (
            (not self.has_summary, Part.GENERAL, NO_SUMMARY),
            (not self.feasibility, Part.GENERAL, NO_CORPS),
            (not self.banks, Part.QUIZ, NO_BANK),
            (unmet, Part.QUIZ, UNMET),
            (not self.has_legal_basis, Part.CERTIFICATE, NO_LEGAL_BASIS),
        )
        return tuple(Blocker(part, message) for is_missing, part, message in found if is_missing)


def may_edit(owner_path: str | None, paths: Collection[str]) -> bool:
    """Whether somebody whose role holds below `paths` may edit a module that they see.

    A module of the whole installation (no owner) takes a role at the top of a tree.
    """
    return owner_path is not None or any(depth_of(path) == 1 for path in paths)


def fingerprint(values: Any) -> str:
    """A short mark of what a page was drawn from; another one when saving means that somebody else has saved."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:FINGERPRINT_CHARACTERS]


def slug_for(title: str, taken: Collection[str]) -> str:
    """A short name for addresses out of a title, unlike all that are taken."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode("ascii")
    base = NOT_IN_SLUG.sub("-", plain)[:MAX_SLUG].strip("-") or "tanpa-nama"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def rules_cited(body: str) -> list[str]:
    """The ids of the rules that a lesson links to, in order, each as often as it does, however the link is written."""
    return [unquote(found) for found in RULE_LINK.findall(str(render_markdown(body)))]


def dead_links(body: str, known: Collection[str]) -> list[tuple[int, str]]:
    """Pairs (line 1.., rule id) of links to rules that are not in the catalogue; the line where each first stands."""
    lines = body.splitlines()
    dead = dict.fromkeys(rule for rule in rules_cited(body) if rule not in known)
    return sorted((_line_with(f"/rules/{rule}", lines), rule) for rule in dead)


def topics_cited(body: str, topic_of: Mapping[str, str]) -> list[str]:
    """The topics of the rules that a lesson cites, most cited first."""
    cited = Counter(topic_of[rule] for rule in rules_cited(body) if rule in topic_of)
    return [topic for topic, _count in cited.most_common()]


def moved(order: Sequence[int], one: int, step: int) -> list[int]:
    """An order with one of its members moved by so many places (-1: up), as far as the ends let it."""
    changed = [other for other in order if other != one]
    place = order.index(one) + step
    changed.insert(min(max(place, 0), len(changed)), one)
    return changed


def _line_with(address: str, lines: Sequence[str]) -> int:
    for number, line in enumerate(lines, start=1):
        if address in unquote(line):
            return number
    return 1
