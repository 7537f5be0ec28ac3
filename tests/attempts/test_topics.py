"""How an attempt did in each topic is written when it is handed in, and for those that were there before."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, update

from tests.factories.attempts import make_enrolment, make_submitted
from tests.factories.content import item_entry, make_module
from tests.factories.people import make_user
from training.attempts.models import Attempt, AttemptTopic, Response
from training.attempts.services.recompute import recompute_after
from training.core.db import db

BEFORE = "0001"


def topics_of(attempt_id: int) -> dict[str, tuple[int, int]]:
    """Right answers and items by topic."""
    rows = db.session.scalars(select(AttemptTopic).where(AttemptTopic.attempt_id == attempt_id))
    return {row.topic: (row.correct, row.items) for row in rows}


def make_two_topics() -> int:
    """The id of an attempt with 3 right answers of 5, in two topics."""
    topics = [*["kampanye"] * 3, *["penegakan_sanksi"] * 2]
    module = make_module([item_entry(f"butir-{number}", topic=topic) for number, topic in enumerate(topics)])
    user = make_user()
    return make_submitted(user, make_enrolment(user, module), correct=3)


def test_a_handed_in_attempt_has_its_right_answers_by_topic(app: Flask) -> None:
    attempt_id = make_two_topics()
    topics = topics_of(attempt_id)
    assert {topic: items for topic, (_correct, items) in topics.items()} == {"kampanye": 3, "penegakan_sanksi": 2}
    assert sum(correct for correct, _items in topics.values()) == 3


def test_marking_again_writes_the_topics_again(app: Flask) -> None:
    attempt_id = make_two_topics()
    before = topics_of(attempt_id)
    db.session.execute(update(Attempt).values(marks=0))
    db.session.execute(update(AttemptTopic).values(correct=0))
    recompute_after(0, store=True)
    assert topics_of(attempt_id) == before


def test_earlier_attempts_get_their_topics_by_the_migration(app: Flask) -> None:
    attempt_id = make_two_topics()
    before = topics_of(attempt_id)
    db.session.execute(Response.__table__.delete().where(Response.position == 5))  # type: ignore[attr-defined]
    db.session.commit()
    db.session.remove()
    downgrade(revision=BEFORE)
    upgrade()
    assert {topic: items for topic, (_right, items) in topics_of(attempt_id).items()} == {
        "kampanye": 3,
        "penegakan_sanksi": 2,
    }
    assert sum(right for right, _items in topics_of(attempt_id).values()) == sum(
        right for right, _items in before.values()
    )
