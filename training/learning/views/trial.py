"""Trying a quiz out as its author: the participant's own pages, and no trace in any figure."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.attempts.errors import PaperImpossible
from training.attempts.queries import OwnAttempt, open_practice
from training.attempts.services.practice import start_practice
from training.attempts.services.start import Taker
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.errors import InputInvalid
from training.learning.queries.modules import facts_of
from training.learning.views.reasons import reviews_of, verdict_of
from training.modules.queries import Managed, module_in_scope
from training.rules.domain import CORPS_LABELS

bp = Blueprint("trial", __name__)
SEED_BITS = 62


@bp.get("/manage/modules/<int:module_id>/trial")
@permission_required(Permission.MANAGE_MODULES)
def show(module_id: int) -> ResponseReturnValue:
    """What a trial is, as whom to try, and the one that is under way."""
    return _page(module_in_scope(module_id, current_user.paths_with(Permission.MANAGE_MODULES)))


@bp.post("/manage/modules/<int:module_id>/trial")
@permission_required(Permission.MANAGE_MODULES)
def begin(module_id: int) -> ResponseReturnValue:
    """Begin afresh; what was tried before is forgotten."""
    managed = module_in_scope(module_id, current_user.paths_with(Permission.MANAGE_MODULES))
    corps = request.form.get("corps", "")
    if corps not in managed.module.corps:
        raise InputInvalid
    taker, seed = Taker(current_user.id, corps), secrets.randbits(SEED_BITS)
    try:
        attempt_id = start_practice(managed.quiz.id, taker, seed=seed, now=clock.now())
    except PaperImpossible:
        problem = _("Bank soal belum cukup untuk %(corps)s. Lihat kisi-kisinya.", corps=_(CORPS_LABELS[corps]))
        return _page(managed, problem=problem, chosen=corps), 409
    return redirect(url_for("attempts.take", attempt_id=attempt_id, position=1), 303)


def practice_result(attempt: OwnAttempt) -> str:
    """The result of a trial, with every reason at once."""
    _score, facts = verdict_of(attempt)
    return render_template(
        "learning/trial_result.html",
        module={"id": attempt.module_id, "title": attempt.module_title},
        reviews=reviews_of(attempt),
        **facts,
    )


def _page(managed: Managed, *, problem: str = "", chosen: str = "") -> str:
    module = managed.module
    corps = [(name, _(CORPS_LABELS[name])) for name in module.corps]
    return render_template(
        "learning/trial.html",
        managed=managed,
        module=module,
        corps_options=corps,
        chosen=chosen or (current_user.corps if current_user.corps in module.corps else ""),
        quiz=facts_of(managed.quiz),
        running=open_practice(managed.quiz.id, participant_id=current_user.id),
        problem=problem,
    )
