"""The front page and the language switch."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from training.core.access import public
from training.core.errors import InputInvalid
from training.core.i18n import LANGUAGES, safe_next

bp = Blueprint("core", __name__)


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """What Netral is, and the three ways in."""
    return render_template("public/front.html")


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Switch the language of the screens, and stay where one was."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise InputInvalid
    session["language"] = chosen
    return redirect(safe_next(request.form.get("next"), url_for("core.front")), 303)
