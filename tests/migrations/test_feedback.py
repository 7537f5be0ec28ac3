"""Attempts that were there get the policy that every quiz had."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.factories.attempts import make_enrolment, make_submitted
from tests.factories.content import make_module
from tests.factories.people import make_user
from training.core.db import db

BEFORE = "0005"


def test_down_and_up_again_keeps_every_attempt_and_gives_it_the_policy_of_then(app: Flask) -> None:
    user = make_user()
    make_submitted(user, make_enrolment(user, make_module(2, feedback="never")), correct=2)
    db.session.remove()
    facts = text("SELECT id, marks, out_of, passed, paper FROM attempts")
    with db.engine.connect() as connection:
        before = connection.execute(facts).all()
    downgrade(revision=BEFORE)
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(facts).all() == before
        policy = connection.execute(text("SELECT feedback FROM attempts")).scalar_one()
    assert policy == "after_pass_or_last_attempt"
