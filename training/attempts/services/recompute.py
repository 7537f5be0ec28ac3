"""Mark handed-in attempts again: stored answers must give the stored marks."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from training.assignments.services.completing import complete_enrolment, correct_best_score
from training.attempts.models import Attempt, AttemptState, AttemptTopic, Purpose, Response
from training.attempts.services.submit import Marked, mark_paper, write_marks, write_topics
from training.core.db import db

AT_ONCE = 100


@dataclass(frozen=True)
class Batch:
    """Attempts that were marked again: how many, the id of the last one (None: there were no more), which differ."""

    attempts: int
    last_id: int | None
    different: tuple[int, ...]


def recompute_after(attempt_id: int, *, store: bool) -> Batch:
    """Mark the next AT_ONCE handed-in attempts that count again, in the order of their ids.

    With `store`, what differs is set right. That may grant a pass, which then completes the enrolment as of the
    hand-in; a pass is never taken away.
    """
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.paper,
            Attempt.cut_score,
            Attempt.enrolment_id,
            Attempt.submitted_at,
            Attempt.marks,
            Attempt.out_of,
            Attempt.passed,
        )
        .where(Attempt.state == AttemptState.SUBMITTED, Attempt.purpose == Purpose.GRADED, Attempt.id > attempt_id)
        .order_by(Attempt.id)
        .limit(AT_ONCE)
    ).all()
    different = tuple(row.id for row in rows if _recompute(row, store=store))
    return Batch(len(rows), rows[-1].id if rows else None, different)


def _recompute(attempt: Any, *, store: bool) -> bool:
    responses = db.session.execute(
        select(Response.position, Response.answer, Response.marks, Response.out_of).where(
            Response.attempt_id == attempt.id
        )
    ).all()
    marked = mark_paper(attempt.paper, {row.position: row.answer for row in responses})
    stored = {row.position: (row.marks, row.out_of) for row in responses}
    again = {position: _pair(marked, position) for position in stored}
    score = marked.score
    gains_pass = score.passes(attempt.cut_score) and not attempt.passed
    if stored == again and (score.marks, score.out_of) == (attempt.marks, attempt.out_of) and not gains_pass:
        return False
    if store:
        _store(attempt, marked, list(stored), gains_pass=gains_pass)
    return True


def _pair(marked: Marked, position: int) -> tuple[int, int]:
    marks = marked.results[position - 1].marks
    return marks.earned, marks.out_of


def _store(attempt: Any, marked: Marked, positions: list[int], *, gains_pass: bool) -> None:
    score = marked.score
    write_marks(attempt.id, marked, positions)
    db.session.execute(delete(AttemptTopic).where(AttemptTopic.attempt_id == attempt.id))
    write_topics(attempt.id, marked)
    db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id)
        .values(marks=score.marks, out_of=score.out_of, passed=attempt.passed or gains_pass),
        execution_options={"synchronize_session": False},
    )
    if attempt.enrolment_id is None:
        return
    correct_best_score(attempt.enrolment_id, _scores_of(attempt.enrolment_id))
    if gains_pass:
        complete_enrolment(
            attempt.enrolment_id,
            attempt_id=attempt.id,
            marks=score.marks,
            out_of=score.out_of,
            now=attempt.submitted_at,
        )


def _scores_of(enrolment_id: int) -> list[tuple[int, int]]:
    rows = db.session.execute(
        select(Attempt.marks, Attempt.out_of).where(
            Attempt.enrolment_id == enrolment_id, Attempt.state == AttemptState.SUBMITTED
        )
    )
    return [(row.marks, row.out_of) for row in rows]
