"""Begin an attempt, or go on with the one that is open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from training.assignments.models import Enrolment, EnrolmentState
from training.assignments.services.completing import count_attempt_started
from training.attempts.domain.timing import closes_at, cool_down_ends_at
from training.attempts.errors import AttemptsUsedUp, PaperImpossible, StillCoolingDown
from training.attempts.models import Attempt, AttemptState, Purpose
from training.attempts.services.submit import submit_attempt
from training.banks.domain.kinds import kind_of
from training.banks.models import ItemVersion
from training.core.db import db
from training.core.errors import Gone
from training.modules.models import Module
from training.quizzes.domain.assembly import BlueprintUnmet, assemble
from training.quizzes.domain.blueprint import Blueprint
from training.quizzes.models import Quiz
from training.quizzes.queries import item_ids_of, pool_for


@dataclass(frozen=True)
class Taker:
    """Who sits down: items are drawn for their corps."""

    id: int
    corps: str


def start_attempt(enrolment_id: int, taker: Taker, *, seed: int, now: datetime) -> int:
    """The id of the open attempt of an enrolment, made if there is none.

    The enrolment row is locked, so of twenty simultaneous starts one makes the attempt and all get it. An attempt whose
    time is over is closed before that: whoever closes one takes the attempt first, then its enrolment.
    Raises NoResultFound, Gone, AttemptsUsedUp, StillCoolingDown or PaperImpossible; none of them uses up an attempt.
    """
    _close_expired(enrolment_id, taker.id, now=now)
    enrolment = db.session.scalars(
        select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.user_id == taker.id).with_for_update()
    ).one()
    earlier = _attempts_of(enrolment_id)
    if earlier and earlier[-1].state == AttemptState.OPEN:
        return int(earlier[-1].id)
    quiz = db.session.scalars(
        select(Quiz).join(Module, Module.quiz_id == Quiz.id).where(Module.id == enrolment.module_id)
    ).one()
    _check_allowed(enrolment, earlier, quiz, now=now)
    paper = new_paper(quiz, taker, seed=seed, seen=_times_seen(quiz.id, taker.id))
    return _store(
        {
            "purpose": Purpose.GRADED,
            "participant_id": taker.id,
            "quiz_id": quiz.id,
            "enrolment_id": enrolment_id,
            "number": len(earlier) + 1,
            "seed": seed,
            "paper": paper,
            "cut_score": quiz.cut_score,
            "feedback": quiz.feedback,
            "state": AttemptState.OPEN,
            "started_at": now,
            "closes_at": closes_at(now, quiz.time_limit_seconds),
        }
    )


def _close_expired(enrolment_id: int, participant_id: int, *, now: datetime) -> None:
    expired = db.session.scalars(
        select(Attempt.id).where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.participant_id == participant_id,
            Attempt.state == AttemptState.OPEN,
            Attempt.closes_at <= now,
        )
    ).one_or_none()
    if expired is not None:
        submit_attempt(expired, participant_id=participant_id, now=now)


def _store(values: dict[str, Any]) -> int:
    """The id of the new row, or of the one that another start made first."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    made = db.session.execute(
        insert(Attempt).values(**values).on_conflict_do_nothing().returning(Attempt.id)
    ).scalar_one_or_none()
    if made is None:
        return int(_attempts_of(values["enrolment_id"])[-1].id)
    count_attempt_started(values["enrolment_id"])
    return made


def _attempts_of(enrolment_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(Attempt.id, Attempt.state, Attempt.closes_at, Attempt.submitted_at)
        .where(Attempt.enrolment_id == enrolment_id)
        .order_by(Attempt.number)
    ).all()


def _check_allowed(enrolment: Enrolment, earlier: Sequence[Any], quiz: Quiz, *, now: datetime) -> None:
    if enrolment.state == EnrolmentState.ENDED:
        raise Gone
    if quiz.attempts_allowed is not None and len(earlier) >= quiz.attempts_allowed:
        raise AttemptsUsedUp
    if earlier:
        opens_at = cool_down_ends_at(earlier[-1].submitted_at, quiz.cool_down_seconds)
        if now < opens_at:
            raise StillCoolingDown(opens_at)


def new_paper(quiz: Quiz, taker: Taker, *, seed: int, seen: Mapping[int, int]) -> list[list[Any]]:
    """A paper as it is stored; `seen` says how often the person had each item. Raises PaperImpossible."""
    blueprint = Blueprint.model_validate(quiz.blueprint)
    try:
        chosen = assemble(blueprint, pool_for(quiz.id, taker.corps), seed=seed, seen=seen)
    except BlueprintUnmet:
        raise PaperImpossible from None
    rows = db.session.execute(
        select(ItemVersion.id, ItemVersion.kind, ItemVersion.content).where(ItemVersion.id.in_(chosen))
    ).all()
    found = {row.id: row for row in rows}
    paper = []
    for position, version_id in enumerate(chosen, start=1):
        kind = kind_of(found[version_id].kind)
        content = kind.content_type.model_validate(found[version_id].content)
        paper.append([version_id, kind.presentation(content, seed + position)])
    return paper


def _times_seen(quiz_id: int, participant_id: int) -> Counter[int]:
    """How often each item stood on this person's earlier papers of the quiz, whichever enrolment they belonged to."""
    papers = db.session.scalars(
        select(Attempt.paper).where(
            Attempt.participant_id == participant_id, Attempt.quiz_id == quiz_id, Attempt.purpose == Purpose.GRADED
        )
    ).all()
    versions = [version_id for paper in papers for version_id, _order in paper]
    item_of = item_ids_of(set(versions))
    return Counter(item_of[version_id] for version_id in versions)
