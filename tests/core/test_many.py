"""Many rows and values in one parameter: nothing is lost or cut on the way."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from tests.factories.people import make_unit, make_user
from training.accounts.models import Membership, User
from training.audit.models import AuditEvent
from training.core.db import db
from training.core.many import among, insert_many, records, table_of

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
HOSTILE = ['O\'Neil "x"', "a\\b\n\tc", "[1, 2]", "{}", "null", "%(name)s", "🙂 é", "' OR 1=1 --", "$.name"]


def test_texts_arrive_as_they_are(app):
    rows = [
        {
            "full_name": text,
            "corps": "pns",
            "email": f"o{place}@contoh.id",
            "service_kind": None,
            "service_number": None,
        }
        for place, text in enumerate(HOSTILE)
    ]
    made = db.session.execute(insert_many(User, rows, created_at=NOW).returning(User.email, User.full_name))
    assert dict(made.all()) == {row["email"]: row["full_name"] for row in rows}
    kept = select(User.full_name, User.created_at, User.is_demo, User.service_number).order_by(User.id)
    assert db.session.execute(kept).all() == [(text, NOW, False, None) for text in HOSTILE]
    found = select(User.full_name).where(among(User.full_name, HOSTILE[2:5])).order_by(User.id)
    assert list(db.session.scalars(found)) == HOSTILE[2:5]


def test_json_dates_and_booleans_arrive_as_they_are(app):
    facts = [{"fields": ["a", 'b"'], "on": "2026-01-02", "none": None, "deep": {"x": [1, 2.5, True]}}, {}]
    rows = [
        {"action": "tried", "object_kind": "user", "object_id": str(place), "facts": one}
        for place, one in enumerate(facts)
    ]
    db.session.execute(insert_many(AuditEvent, rows, at=NOW, actor_id=None))
    kept = select(AuditEvent.facts).where(AuditEvent.action == "tried").order_by(AuditEvent.id)
    assert list(db.session.scalars(kept)) == facts
    user, unit = make_user(), make_unit("Dinas")
    rows = [{"user_id": user.id, "unit_id": unit.id, "is_primary": False, "from_on": "2026-02-28"}]
    db.session.execute(insert_many(Membership, rows))
    kept = select(Membership.is_primary, Membership.from_on, Membership.to_on).where(Membership.unit_id == unit.id)
    assert db.session.execute(kept).one() == (False, date(2026, 2, 28), None)


def test_each_row_is_changed_by_its_own_record_and_no_other(app):
    one, two, other = make_user("Satu"), make_user("Dua"), make_user("Tiga")
    given = records(
        [{"person_id": one.id, "name": "Satu Baru"}, {"person_id": two.id, "name": None}],
        {"person_id": User.id.type, "name": User.full_name.type},
    )
    users = table_of(User)
    changed = update(users).where(users.c.id == given.c.person_id, given.c.name.is_not(None))
    db.session.execute(changed.values(full_name=given.c.name))
    names = dict(db.session.execute(select(User.id, User.full_name)).all())
    assert names == {one.id: "Satu Baru", two.id: "Dua", other.id: "Tiga"}


def test_nothing_is_among_nothing(app):
    make_user()
    assert db.session.scalars(select(User.id).where(among(User.id, []))).all() == []
    assert db.session.scalars(select(User.id).where(among(User.email, []))).all() == []


def test_a_text_too_long_for_its_column_is_never_cut(app):
    long = "x" * 300
    make_unit("Dinas", code="x" * 60)
    assert db.session.scalars(select(User.id).where(among(User.email, [long]))).all() == []
    rows = [{"full_name": long, "corps": "pns", "email": "o@contoh.id"}]
    if db.engine.dialect.name == "sqlite":
        made = db.session.scalars(insert_many(User, rows, created_at=NOW).returning(User.full_name)).one()
        assert made == long
        return
    with pytest.raises(DBAPIError):
        db.session.execute(insert_many(User, rows, created_at=NOW))
