"""The floor: the least a Flask application can do to show one question and store its answer.

Flask, Flask-SQLAlchemy's ORM, Flask-Login and Flask-WTF as their manuals show them, one template with the same visible
text as our question page, and the same statements on the same tables: who is signed in, the attempt with its module,
the item version, the responses; for an answer the attempt FOR SHARE, the version and the upsert. No caching, no
compression, no logs, no headers.
"""

import gc
import hashlib
import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from jinja2 import DictLoader
from sqlalchemy import JSON, ForeignKey, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

PAGE = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Soal {{ position }} dari {{ items }} · Netral</title></head><body>
<a href="#isi">Langsung ke isi</a>
<header><button form="f" name="action" value="leave">‹ Keluar</button><p>{% if stored %}Tersimpan ✓{% endif %}</p></header>
<main id="isi"><form id="f" method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input type="hidden" name="revision" value="{{ stored.revision if stored else 0 }}">
<p>Soal {{ position }} dari {{ items }}</p>
{% if content.situation %}<p>{{ content.situation.id }}</p>{% endif %}
<fieldset><legend><h1>{{ content.stem.id }}</h1></legend>
{% for index in order %}<label><input type="{{ 'checkbox' if content.mode == 'multiple' else 'radio' }}" name="answer"
value="{{ loop.index0 }}"{% if stored and index in (stored.answer or []) %} checked{% endif %}>
{{ content.options[index].text.id }}</label>{% endfor %}</fieldset>
<button name="action" value="flag">⚑ Tandai</button>
<button name="action" value="previous">Sebelumnya</button><button name="action" value="next">Berikutnya</button>
<details><summary>Peta soal · {{ responses|length }} dari {{ items }} dijawab</summary><ol>
{% for place in range(1, items + 1) %}<li><button name="action" value="goto-{{ place }}">{{ place }}
{% if place in responses %}, dijawab{% endif %}</button></li>{% endfor %}</ol>
<button name="action" value="check">Periksa jawaban dan kumpulkan</button></details></form></main>
<footer><a href="/rules">Aturan netralitas</a><a href="/verify">Periksa sertifikat</a>
<button>Bahasa Indonesia</button><button>English</button></footer></body></html>"""


class Base(DeclarativeBase):
    """Tables as far as the floor needs them."""


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class User(UserMixin, db.Model):  # type: ignore[name-defined,misc]
    """A person."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    email: Mapped[str | None]


class LoginSession(db.Model):  # type: ignore[name-defined,misc]
    """A signed-in browser."""

    __tablename__ = "login_sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship()


class Module(db.Model):  # type: ignore[name-defined,misc]
    """A module."""

    __tablename__ = "modules"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[dict[str, Any]] = mapped_column(JSON)


class Enrolment(db.Model):  # type: ignore[name-defined,misc]
    """An enrolment."""

    __tablename__ = "enrolments"
    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    module: Mapped[Module] = relationship()


class Attempt(db.Model):  # type: ignore[name-defined,misc]
    """An attempt."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    paper: Mapped[list[Any]] = mapped_column(JSON)
    state: Mapped[str]
    enrolment: Mapped[Enrolment] = relationship()


class ItemVersion(db.Model):  # type: ignore[name-defined,misc]
    """An item version."""

    __tablename__ = "item_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Response(db.Model):  # type: ignore[name-defined,misc]
    """A response."""

    __tablename__ = "responses"
    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    answer: Mapped[list[int] | None] = mapped_column(JSON)
    is_flagged: Mapped[bool]
    revision: Mapped[int]
    answered_at: Mapped[datetime]


def create_app() -> Flask:
    """The bare application on the database of NETRAL_DATABASE_URL."""
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = DictLoader({"question.html": PAGE, "token.html": "{{ csrf_token() }}"})
    app.config.update(
        SECRET_KEY="only for a measurement",
        SQLALCHEMY_DATABASE_URI=os.environ["NETRAL_DATABASE_URL"],
        WTF_CSRF_TIME_LIMIT=None,
    )
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"prepare_threshold": None}, "pool_size": 16}
    db.init_app(app)
    CSRFProtect(app)
    _add_login(app)
    _add_views(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _sqlite_settings)
    gc.collect()  # as ours does once it is ready
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    return app


def _sqlite_settings(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=4000"):
        connection.execute("PRAGMA " + pragma)


def _add_login(app: Flask) -> None:
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(_user_id: str) -> User | None:
        found = db.session.scalars(
            select(LoginSession).options(joinedload(LoginSession.user)).where(LoginSession.id == session["key"])
        ).one_or_none()
        return found.user if found else None

    @app.get("/token")
    def token() -> str:
        return render_template("token.html")

    @app.post("/login")
    def login() -> str:
        user = db.session.scalars(select(User).where(User.email == request.form["name"])).one()
        key = hashlib.sha256(os.urandom(16)).hexdigest()
        db.session.execute(
            db.text(
                "INSERT INTO login_sessions (id, user_id, created_at, last_seen_at, expires_at, address_hash, device) "
                "VALUES (:id, :user, :now, :now, :now, '', '')"
            ),
            {"id": key, "user": user.id, "now": datetime.now(UTC)},
        )
        db.session.commit()
        session["key"] = key
        login_user(user)
        return "ok"


def _add_views(app: Flask) -> None:
    @app.get("/attempts/<int:attempt_id>/<int:position>")
    @login_required  # type: ignore[untyped-decorator]
    def take(attempt_id: int, position: int) -> str:
        attempt = db.session.scalars(
            select(Attempt)
            .options(joinedload(Attempt.enrolment).joinedload(Enrolment.module))
            .where(Attempt.id == attempt_id, Attempt.participant_id == current_user.id)
        ).one()
        version_id, order = attempt.paper[position - 1]
        version = db.session.scalars(select(ItemVersion).where(ItemVersion.id == version_id)).one()
        rows = db.session.scalars(select(Response).where(Response.attempt_id == attempt_id)).all()
        responses = {row.position: row for row in rows}
        return render_template(
            "question.html",
            content=version.content,
            order=order,
            position=position,
            items=len(attempt.paper),
            stored=responses.get(position),
            responses=responses,
        )

    @app.post("/attempts/<int:attempt_id>/<int:position>")
    @login_required  # type: ignore[untyped-decorator]
    def answer(attempt_id: int, position: int) -> Any:
        attempt = db.session.scalars(
            select(Attempt)
            .where(Attempt.id == attempt_id, Attempt.participant_id == current_user.id, Attempt.state == "open")
            .with_for_update(read=True)
        ).one()
        version_id, order = attempt.paper[position - 1]
        version = db.session.scalars(select(ItemVersion).where(ItemVersion.id == version_id)).one()
        chosen = sorted(order[int(place)] for place in request.form.getlist("answer"))
        if any(index >= len(version.content["options"]) for index in chosen):
            raise ValueError("no such option")
        insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
        statement = insert(Response).values(
            attempt_id=attempt_id, position=position, answer=chosen, is_flagged=False, revision=1,
            answered_at=datetime.now(UTC),
        )  # fmt: skip
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["attempt_id", "position"],
                set_={"answer": statement.excluded.answer, "revision": Response.revision + 1},
            )
        )
        items = len(attempt.paper)
        db.session.commit()
        return redirect(f"/attempts/{attempt_id}/{position % items + 1}", 303)
