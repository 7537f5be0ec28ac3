"""Whether the process lives (`/healthz`) and whether it can serve (`/readyz`)."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from training.core.access import public
from training.core.db import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers; says nothing of the database."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> Response:
    """200 when the database answers at the newest migration, else 503 with the reason."""
    try:
        revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError:
        db.session.rollback()
        return _not_ready("database")
    if revision != newest_migration(Path(current_app.config["MIGRATIONS_DIR"])):
        return _not_ready("migrations")
    return jsonify(status="ok")


def newest_migration(folder: Path) -> str:
    """The revision that `migrations/HEAD` names."""
    return (folder / "HEAD").read_text(encoding="ascii").strip()


def _not_ready(reason: str) -> Response:
    response = jsonify(status="unavailable", reason=reason)
    response.status_code = 503
    return response
