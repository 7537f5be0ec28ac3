"""Hand in an attempt: close it, then score what is stored."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, select, update

from training.assignments.services.completing import complete_enrolment, count_attempt_submitted
from training.attempts.domain.scoring import SCORING_RULE_VERSION, ItemResult, Score, score_paper
from training.attempts.models import Attempt, AttemptState, AttemptTopic, Response
from training.banks.domain.kinds import kind_of
from training.banks.models import ItemVersion
from training.core.db import db
from training.core.errors import NotFound


@dataclass(frozen=True)
class Marked:
    """A paper with its marks: results by position (1..n), and their score."""

    results: tuple[ItemResult, ...]
    score: Score


def submit_attempt(attempt_id: int, *, participant_id: int, now: datetime) -> bool:
    """Close an attempt and score it; False when it was closed before (a repeat is harmless).

    An attempt past its time is closed as of its end. A practice one is marked and counts nowhere. Raises NotFound.
    """
    closed = db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.participant_id == participant_id, Attempt.state == AttemptState.OPEN)
        .values(
            state=AttemptState.SUBMITTED,
            submitted_at=func.coalesce(_earlier(Attempt.closes_at, now), now),
            scoring_rule=SCORING_RULE_VERSION,
        )
        .returning(Attempt.paper, Attempt.cut_score, Attempt.enrolment_id, Attempt.submitted_at),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if closed is None:
        return _was_closed(attempt_id, participant_id)
    answers = answers_of(attempt_id)
    marked = mark_paper(closed.paper, answers)
    write_marks(attempt_id, marked, answers)
    score = marked.score
    passed = score.passes(closed.cut_score)
    db.session.execute(
        update(Attempt).where(Attempt.id == attempt_id).values(marks=score.marks, out_of=score.out_of, passed=passed),
        execution_options={"synchronize_session": False},
    )
    if closed.enrolment_id is not None:
        write_topics(attempt_id, marked)
        count_attempt_submitted(closed.enrolment_id, marks=score.marks, out_of=score.out_of)
    if passed and closed.enrolment_id is not None:
        complete_enrolment(
            closed.enrolment_id,
            attempt_id=attempt_id,
            marks=score.marks,
            out_of=score.out_of,
            now=closed.submitted_at,
        )
    return True


def mark_paper(paper: Sequence[Sequence[Any]], answers: Mapping[int, list[int] | None]) -> Marked:
    """Marks for every position of a paper from the stored answers; one statement."""
    rows = db.session.execute(
        select(ItemVersion.id, ItemVersion.kind, ItemVersion.topic, ItemVersion.content)
        .where(ItemVersion.id.in_([version_id for version_id, _order in paper]))
    ).all()  # fmt: skip
    versions = {row.id: row for row in rows}
    results = []
    for position, (version_id, _order) in enumerate(paper, start=1):
        version = versions[version_id]
        kind = kind_of(version.kind)
        content = kind.content_type.model_validate(version.content)
        results.append(ItemResult(version.topic, kind.marks(content, answers.get(position))))
    return Marked(tuple(results), score_paper(results))


def answers_of(attempt_id: int) -> dict[int, list[int] | None]:
    """Stored answers by position."""
    rows = db.session.execute(select(Response.position, Response.answer).where(Response.attempt_id == attempt_id))
    return {row.position: row.answer for row in rows}


def write_marks(attempt_id: int, marked: Marked, positions: Collection[int]) -> None:
    """Write the marks of a paper to the stored responses, which stand at these positions."""
    rows = [
        {"attempt_id": attempt_id, "position": position, "marks": marks.earned, "out_of": marks.out_of}
        for position, marks in ((position, marked.results[position - 1].marks) for position in positions)
    ]
    if rows:
        db.session.execute(update(Response), rows)


def write_topics(attempt_id: int, marked: Marked) -> None:
    """Write how a paper did in each of its topics, once."""
    items = Counter(result.topic for result in marked.results)
    correct = Counter(result.topic for result in marked.results if result.marks.is_full)
    rows = [
        {"attempt_id": attempt_id, "topic": topic, "items": items[topic], "correct": correct[topic]}
        for topic in sorted(items)
    ]
    db.session.execute(insert(AttemptTopic), rows)


def _earlier(closes_at: Any, now: datetime) -> Any:
    smaller = func.min if db.engine.dialect.name == "sqlite" else func.least
    return smaller(closes_at, literal(now, Attempt.started_at.type), type_=Attempt.started_at.type)


def _was_closed(attempt_id: int, participant_id: int) -> bool:
    state = db.session.scalars(
        select(Attempt.state).where(Attempt.id == attempt_id, Attempt.participant_id == participant_id)
    ).one_or_none()
    if state is None:
        raise NotFound
    return False
