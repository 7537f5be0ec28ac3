"""Modules as participants see them: what is on offer, its lessons, the rules of its quiz; certificates they led to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from training.assignments.models import Enrolment
from training.certificates.models import Certificate
from training.core.db import db
from training.learning.domain import QuizLimits, quiz_seconds
from training.modules.models import Lesson, LessonRead, Module, ModuleState
from training.quizzes.models import Quiz

NEWEST_CERTIFICATES = 3
SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class Offer:
    """A module one may take on one's own."""

    slug: str
    title: dict[str, Any]
    summary: dict[str, Any]
    duration_seconds: int


@dataclass(frozen=True)
class QuizFacts:
    """The rules of the game."""

    items: int
    cut_score: Fraction
    time_limit_seconds: int | None
    attempts_allowed: int | None
    cool_down_seconds: int
    duration_seconds: int


def facts_of(quiz: Quiz) -> QuizFacts:
    """The rules of a quiz as its pages show them."""
    items = sum(draw["count"] for draw in quiz.blueprint["draws"])
    return QuizFacts(
        items=items,
        cut_score=quiz.cut_score,
        time_limit_seconds=quiz.time_limit_seconds,
        attempts_allowed=quiz.attempts_allowed,
        cool_down_seconds=quiz.cool_down_seconds,
        duration_seconds=quiz_seconds(items),
    )


def limits_of(quiz: Quiz) -> QuizLimits:
    """The limits of a quiz as the domain takes them."""
    return QuizLimits(quiz.attempts_allowed, quiz.cool_down_seconds, quiz.time_limit_seconds)


def module_to_read(slug: str, user_id: int) -> Module:
    """A module with its quiz that is offered, or that was and the person is enrolled in. Raises NoResultFound."""
    is_enrolled = exists().where(Enrolment.module_id == Module.id, Enrolment.user_id == user_id)
    may_read = or_(Module.state == ModuleState.PUBLISHED, (Module.state == ModuleState.RETIRED) & is_enrolled)
    statement = select(Module).options(joinedload(Module.quiz)).where(Module.slug == slug, may_read)
    return db.session.scalars(statement).one()


def offers(corps: str, *, except_ids: Collection[int]) -> list[Offer]:
    """Published modules for a corps that one is not enrolled in; one statement."""
    modules = db.session.scalars(
        select(Module).where(Module.state == ModuleState.PUBLISHED, Module.id.not_in(except_ids)).order_by(Module.slug)
    ).all()
    return [
        Offer(module.slug, module.title, module.summary, module.minutes * SECONDS_PER_MINUTE)
        for module in modules
        if corps in module.corps
    ]


def newest_certificates(user_id: int) -> Sequence[Certificate]:
    """The latest few certificates of a person that no other replaced."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.holder_id == user_id, Certificate.superseded_by_id.is_(None))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
        .limit(NEWEST_CERTIFICATES)
    ).all()


def lesson_counts(module_ids: Collection[int], user_id: int) -> dict[int, tuple[int, int]]:
    """By module: how many lessons it has, and how many of them the person has read."""
    rows = db.session.execute(
        select(Lesson.module_id, func.count(Lesson.id), func.count(LessonRead.lesson_id))
        .outerjoin(LessonRead, (LessonRead.lesson_id == Lesson.id) & (LessonRead.user_id == user_id))
        .where(Lesson.module_id.in_(module_ids), Lesson.is_retired.is_(False))
        .group_by(Lesson.module_id)
    )
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({module_id: (lessons, read) for module_id, lessons, read in rows})
    return found
