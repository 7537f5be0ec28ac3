"""What the pages of an attempt show; whose it is stands in every `where`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, or_, select

from training.attempts.models import Attempt, AttemptState, Purpose, Response
from training.banks.models import ItemVersion, ItemVersionRule
from training.core.db import db, rows_of
from training.modules.models import Module
from training.quizzes.models import QuizBank
from training.rules.models import Rule

MOST_PAPERS = 1000

# Statements of the question page, built once: the same object is compiled once, and every request runs it.
OWN_ATTEMPT = (
    select(
        Attempt.id,
        Attempt.purpose,
        Attempt.enrolment_id,
        Attempt.number,
        Attempt.quiz_id,
        Attempt.paper,
        Attempt.state,
        Attempt.cut_score,
        Attempt.feedback,
        Attempt.started_at,
        Attempt.closes_at,
        Attempt.submitted_at,
        Attempt.marks,
        Attempt.out_of,
        Attempt.passed,
        Module.slug,
        Module.id,
        Module.title,
    )
    .join(Module, Module.quiz_id == Attempt.quiz_id)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.participant_id == bindparam("participant_id"))
)
RESPONSES = (
    select(Response.position, Response.answer, Response.is_flagged, Response.revision)
    .where(Response.attempt_id == bindparam("attempt_id"))
    .order_by(Response.position)
)
VERSION = select(ItemVersion.kind, ItemVersion.content, ItemVersion.topic).where(
    ItemVersion.id == bindparam("version_id")
)


@dataclass(frozen=True)
class OwnAttempt:
    """An attempt as its pages need it, with the module it belongs to; a practice one has no enrolment."""

    id: int
    purpose: str
    enrolment_id: int | None
    number: int
    quiz_id: int
    paper: list[list[Any]]
    state: str
    cut_score: Fraction
    feedback: str
    started_at: datetime
    closes_at: datetime | None
    submitted_at: datetime | None
    marks: int | None
    out_of: int | None
    passed: bool | None
    slug: str
    module_id: int
    module_title: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Not handed in; it may be past its time."""
        return self.state == AttemptState.OPEN

    @property
    def is_practice(self) -> bool:
        """Tried out by an author; counts nowhere."""
        return self.purpose == Purpose.PRACTICE


def own_attempt(attempt_id: int, *, participant_id: int) -> OwnAttempt:
    """One person's attempt, graded or practice; one statement. Raises NoResultFound for anybody else's."""
    row: Any = rows_of(OWN_ATTEMPT, {"attempt_id": attempt_id, "participant_id": participant_id}).one()
    return OwnAttempt(*row)


def open_practice(quiz_id: int, *, participant_id: int) -> int | None:
    """The id of the practice attempt that a person has under way at a quiz, if there is one."""
    return db.session.scalars(
        select(Attempt.id).where(
            Attempt.quiz_id == quiz_id,
            Attempt.participant_id == participant_id,
            Attempt.purpose == Purpose.PRACTICE,
            Attempt.state == AttemptState.OPEN,
        )
    ).one_or_none()


def responses_to(attempt_id: int) -> dict[int, Any]:
    """Rows (position, answer, is_flagged, revision) by position; one statement."""
    return {row.position: row for row in rows_of(RESPONSES, {"attempt_id": attempt_id}).all()}


def version_on_paper(version_id: int) -> Any:
    """Kind and content of one item version; one statement."""
    return rows_of(VERSION, {"version_id": version_id}).one()


def versions_on_paper(paper: Sequence[Sequence[Any]]) -> dict[int, Any]:
    """Kind, topic and content of every item version on a paper, by id; one statement."""
    rows = db.session.execute(
        select(ItemVersion.id, ItemVersion.kind, ItemVersion.content, ItemVersion.topic)
        .where(ItemVersion.id.in_([version_id for version_id, _order in paper]))
    ).all()  # fmt: skip
    return {row.id: row for row in rows}


def newest_papers_from(bank_id: int) -> Sequence[list[list[Any]]]:
    """The papers of the newest attempts that count at quizzes that draw from a bank, at most MOST_PAPERS; one statement."""
    drawing = select(QuizBank.quiz_id).where(QuizBank.bank_id == bank_id)
    return db.session.scalars(
        select(Attempt.paper)
        .where(Attempt.quiz_id.in_(drawing), Attempt.purpose == Purpose.GRADED)
        .order_by(Attempt.id.desc())
        .limit(MOST_PAPERS)
    ).all()


def rules_behind(version_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The rules each item version cites, those behind the key first; one statement."""
    rows = db.session.execute(
        select(ItemVersionRule.version_id, Rule.id, Rule.instrument, Rule.article)
        .join(Rule, Rule.id == ItemVersionRule.rule_id)
        .where(ItemVersionRule.version_id.in_(version_ids))
        .order_by(ItemVersionRule.version_id, ItemVersionRule.is_background, ItemVersionRule.position)
    )
    found: dict[int, list[Any]] = {version_id: [] for version_id in version_ids}
    for row in rows:
        found[row.version_id].append(row)
    return found


def has_open_attempt(quiz_id: int, *, participant_id: int) -> bool:
    """Whether an attempt is under way, in whichever enrolment, at this quiz or one that draws from the same banks."""
    own_banks = select(QuizBank.bank_id).where(QuizBank.quiz_id == quiz_id)
    sharing = select(QuizBank.quiz_id).where(QuizBank.bank_id.in_(own_banks))
    under_way = select(Attempt.id).where(
        Attempt.participant_id == participant_id,
        or_(Attempt.quiz_id == quiz_id, Attempt.quiz_id.in_(sharing)),
        Attempt.state == AttemptState.OPEN,
        Attempt.purpose == Purpose.GRADED,
    )
    return db.session.execute(under_way.limit(1)).first() is not None
