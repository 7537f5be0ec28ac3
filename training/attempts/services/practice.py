"""Trying a quiz out: the same paper and pages as a participant's, and no trace in any figure."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from training.attempts.domain.timing import closes_at
from training.attempts.models import Attempt, AttemptState, Purpose, Response
from training.attempts.queries import open_practice
from training.attempts.services.start import Taker, new_paper
from training.core.db import db
from training.quizzes.domain.assembly import NOTHING_SEEN
from training.quizzes.models import Quiz


def start_practice(quiz_id: int, taker: Taker, *, seed: int, now: datetime) -> int:
    """The id of a fresh practice attempt; `taker.corps` is whose items are drawn.

    What the person tried at this quiz before is deleted. Of two simultaneous starts one makes the attempt and both get
    it. Raises NoResultFound or PaperImpossible.
    """
    quiz = db.session.scalars(select(Quiz).where(Quiz.id == quiz_id)).one()
    paper = new_paper(quiz, taker, seed=seed, seen=NOTHING_SEEN)
    _forget((Attempt.quiz_id == quiz_id) & (Attempt.participant_id == taker.id))
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    made = db.session.execute(
        insert(Attempt)
        .values(
            purpose=Purpose.PRACTICE,
            participant_id=taker.id,
            quiz_id=quiz.id,
            number=1,
            seed=seed,
            paper=paper,
            cut_score=quiz.cut_score,
            feedback=quiz.feedback,
            state=AttemptState.OPEN,
            started_at=now,
            closes_at=closes_at(now, quiz.time_limit_seconds),
        )
        .on_conflict_do_nothing()
        .returning(Attempt.id)
    ).scalar_one_or_none()
    return made or open_practice(quiz_id, participant_id=taker.id) or 0


def forget_practice_before(moment: datetime) -> int:
    """Delete the practice attempts that began before a moment; returns how many those were."""
    return _forget(Attempt.started_at < moment)


def _forget(which: ColumnElement[bool]) -> int:
    ids = select(Attempt.id).where(Attempt.purpose == Purpose.PRACTICE, which)
    unsynchronised = {"synchronize_session": False}
    db.session.execute(delete(Response).where(Response.attempt_id.in_(ids)), execution_options=unsynchronised)
    gone = delete(Attempt).where(Attempt.purpose == Purpose.PRACTICE, which).returning(Attempt.id)
    return len(db.session.execute(gone, execution_options=unsynchronised).all())
