"""Save one answer: durable before it is acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from training.attempts.errors import AnswerStale, AttemptClosed
from training.attempts.models import Attempt, AttemptState, Purpose, Response
from training.attempts.queries import VERSION
from training.banks.domain.kinds import kind_of
from training.core.db import UtcMoment, db, rows_of
from training.core.errors import NotFound

# Built once: the same object is compiled once, and every answer runs it.
OWN = select(Attempt.id).where(
    Attempt.id == bindparam("attempt_id"), Attempt.participant_id == bindparam("participant_id")
)
OPEN_PAPER = (
    select(Attempt.paper, Attempt.purpose)
    .where(
        Attempt.id == bindparam("attempt_id"),
        Attempt.participant_id == bindparam("participant_id"),
        Attempt.state == AttemptState.OPEN,
        or_(Attempt.closes_at.is_(None), Attempt.closes_at > bindparam("now", type_=UtcMoment())),
    )
    .with_for_update(read=True)
)


@dataclass(frozen=True)
class Sent:
    """What a page sent for one position: places chosen, the flag (None: leave it), and the revision it was drawn from."""

    values: Sequence[str]
    flag: bool | None
    revision: int


@dataclass(frozen=True)
class Saved:
    """What is stored now: the answer's revision (0: there was nothing to store), on a paper of so many items."""

    revision: int
    items: int
    is_practice: bool = False


def save_answer(attempt_id: int, position: int, sent: Sent, *, participant_id: int, now: datetime) -> Saved:
    """Store the answer to one position.

    Takes the attempt first, shared, so that a hand-in waits for it or it for the hand-in; then guards its own row by
    revision. A repeat of what is stored already is harmless. Raises NotFound, AttemptClosed, AnswerStale or
    AnswerInvalid.
    """
    paper, is_practice = _take(attempt_id, participant_id=participant_id, now=now)
    if not 1 <= position <= len(paper):
        raise NotFound
    version_id, order = paper[position - 1]
    row = rows_of(VERSION, {"version_id": version_id}).one()
    kind = kind_of(row.kind)
    answer = list(kind.read_answer(sent.values, order, kind.content_type.model_validate(row.content))) or None
    if answer is None and sent.revision == 0 and not sent.flag:
        return Saved(0, len(paper), is_practice)
    revision = _store(attempt_id, position, answer, sent, now)
    if revision is None:
        revision = _repeat_or_stale(attempt_id, position, answer, sent)
    return Saved(revision, len(paper), is_practice)


def _take(attempt_id: int, *, participant_id: int, now: datetime) -> tuple[list[Any], bool]:
    own = {"attempt_id": attempt_id, "participant_id": participant_id}
    row = rows_of(OPEN_PAPER, {**own, "now": now}).one_or_none()
    if row is None:
        if db.session.execute(OWN, own).one_or_none() is None:
            raise NotFound
        raise AttemptClosed(attempt_id)
    return list(row.paper), row.purpose == Purpose.PRACTICE


def _store(attempt_id: int, position: int, answer: list[int] | None, sent: Sent, now: datetime) -> int | None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(Response).values(
        attempt_id=attempt_id,
        position=position,
        answer=answer,
        is_flagged=bool(sent.flag),
        revision=1,
        answered_at=now,
    )
    changes: dict[str, Any] = {
        "answer": statement.excluded.answer,
        "answered_at": now,
        "revision": Response.revision + 1,
    }
    if sent.flag is not None:
        changes["is_flagged"] = sent.flag
    return db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Response.attempt_id, Response.position],
            set_=changes,
            where=Response.revision == sent.revision,
        ).returning(Response.revision)
    ).scalar_one_or_none()


def _repeat_or_stale(attempt_id: int, position: int, answer: list[int] | None, sent: Sent) -> int:
    stored = db.session.execute(
        select(Response.answer, Response.is_flagged, Response.revision)
        .where(Response.attempt_id == attempt_id, Response.position == position)
    ).one()  # fmt: skip
    if stored.answer == answer and sent.flag in (None, stored.is_flagged):
        return int(stored.revision)
    raise AnswerStale(stored=stored.answer, is_flagged=stored.is_flagged, revision=stored.revision)
