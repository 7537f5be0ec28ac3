"""One question a page, the check before handing in, and handing in."""

from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from training.attempts.domain.timing import is_expired, seconds_left
from training.attempts.errors import AnswerStale, AttemptClosed
from training.attempts.forms import read_action, read_sent
from training.attempts.queries import OwnAttempt, own_attempt, responses_to, version_on_paper, versions_on_paper
from training.attempts.services.answer import save_answer
from training.attempts.services.submit import submit_attempt
from training.banks.domain.kinds import AnswerInvalid, kind_of
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.error_pages import error_response, wants_json
from training.core.errors import InputInvalid, NotFound

bp = Blueprint("attempts", __name__)


@bp.get("/attempts/<int:attempt_id>/<int:position>")
@permission_required(Permission.TAKE_QUIZ)
def take(attempt_id: int, position: int) -> ResponseReturnValue:
    """One question, with the answer that is stored and the way on."""
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    if not 1 <= position <= len(attempt.paper):
        raise NotFound
    if not attempt.is_open:
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    if is_expired(attempt.closes_at, now=clock.now()):
        return _expired_page(attempt)
    return _question_page(attempt, position, problem=None)


@bp.post("/attempts/<int:attempt_id>/<int:position>")
@permission_required(Permission.TAKE_QUIZ)
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Store the answer, then go where the button says."""
    action, target = read_action(request.form)
    sent = read_sent(request.form, action)
    try:
        saved = save_answer(attempt_id, position, sent, participant_id=current_user.id, now=clock.now())
    except AnswerInvalid as error:
        if wants_json():
            raise InputInvalid(gettext(error.message)) from None
        return _question_page(
            own_attempt(attempt_id, participant_id=current_user.id), position, gettext(error.message)
        ), 400
    except AnswerStale as stale:
        return _stale_page(attempt_id, position, stale)
    except AttemptClosed:
        return _closed(attempt_id)
    if wants_json():
        return jsonify(saved=True, revision=saved.revision)
    if action == "leave":
        return redirect(_way_out(attempt_id, is_practice=saved.is_practice), 303)
    return redirect(_way_on(attempt_id, position, saved.items, action, target), 303)


@bp.get("/attempts/<int:attempt_id>/check")
@permission_required(Permission.TAKE_QUIZ)
def check(attempt_id: int) -> ResponseReturnValue:
    """What is answered, what is not, what is flagged."""
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    if not attempt.is_open:
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    now = clock.now()
    if is_expired(attempt.closes_at, now=now):
        return _expired_page(attempt)
    entries = _check_entries(attempt)
    free = [entry["position"] for entry in entries if not entry["is_answered"]]
    return render_template(
        "attempts/check.html",
        attempt_id=attempt_id,
        answered=len(entries) - len(free),
        items=len(entries),
        entries=entries,
        position=free[0] if free else len(entries),
        seconds_left=seconds_left(attempt.closes_at, now=now),
        is_practice=attempt.is_practice,
    )


@bp.post("/attempts/<int:attempt_id>/check")
@permission_required(Permission.TAKE_QUIZ)
def submit(attempt_id: int) -> ResponseReturnValue:
    """Hand in; the second time changes nothing and leads to the same result. Without the button's word: look again."""
    if request.form.get("action") != "submit":
        own_attempt(attempt_id, participant_id=current_user.id)
        return redirect(url_for("attempts.check", attempt_id=attempt_id), 303)
    submit_attempt(attempt_id, participant_id=current_user.id, now=clock.now())
    return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)


def _question_page(attempt: OwnAttempt, position: int, problem: str | None) -> str:
    version_id, order = attempt.paper[position - 1]
    version = version_on_paper(version_id)
    responses = responses_to(attempt.id)
    stored = responses.get(position)
    kind = kind_of(version.kind)
    content = kind.content_type.model_validate(version.content)
    question = {
        "template": kind.take_template,
        "revision": stored.revision if stored else 0,
        "is_saved": bool(stored and stored.answer is not None),
        "is_flagged": bool(stored and stored.is_flagged),
        **kind.take_view(content, order, stored.answer if stored else None),
    }
    entries = _map(attempt, responses, position)
    return render_template(
        "attempts/take.html",
        attempt_id=attempt.id,
        position=position,
        items=len(attempt.paper),
        answered=sum(entry["is_answered"] for entry in entries),
        question=question,
        map=entries,
        seconds_left=seconds_left(attempt.closes_at, now=clock.now()),
        is_first=position == 1,
        is_last=position == len(attempt.paper),
        problems=[("answer-0", problem)] if problem else [],
        is_practice=attempt.is_practice,
    )


def _map(attempt: OwnAttempt, responses: dict[int, Any], current: int) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "is_answered": position in responses and responses[position].answer is not None,
            "is_flagged": position in responses and responses[position].is_flagged,
            "is_current": position == current,
        }
        for position in range(1, len(attempt.paper) + 1)
    ]


def _check_entries(attempt: OwnAttempt) -> list[dict[str, Any]]:
    versions = versions_on_paper(attempt.paper)
    entries = _map(attempt, responses_to(attempt.id), 0)
    for entry, (version_id, _order) in zip(entries, attempt.paper, strict=True):
        content = versions[version_id].content
        entry["stem"] = content["stem"]
        entry["situation"] = content.get("situation")
    return entries


def _way_on(attempt_id: int, position: int, items: int, action: str, target: int | None) -> str:
    if action == "check" or (action == "next" and position == items):
        return url_for("attempts.check", attempt_id=attempt_id)
    going_to = {"next": position + 1, "previous": position - 1, "goto": target}.get(action) or position
    return url_for("attempts.take", attempt_id=attempt_id, position=min(max(going_to, 1), items))


def _way_out(attempt_id: int, *, is_practice: bool) -> str:
    if not is_practice:
        return url_for("learning.home")
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    return url_for("trial.show", module_id=attempt.module_id)


def _stale_page(attempt_id: int, position: int, stale: AnswerStale) -> ResponseReturnValue:
    if wants_json():
        return jsonify(stale=True, revision=stale.revision), 409
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    version_id, order = attempt.paper[position - 1]
    version = version_on_paper(version_id)
    kind = kind_of(version.kind)
    content = kind.content_type.model_validate(version.content)
    values = request.form.getlist("answer")
    page = render_template(
        "attempts/stale.html",
        attempt_id=attempt_id,
        position=position,
        items=len(attempt.paper),
        saved=kind.answer_texts(content, stale.stored),
        mine=kind.answer_texts(content, kind.read_answer(values, order, content)),
        mine_values=values,
        revision=stale.revision,
        is_practice=attempt.is_practice,
    )
    return page, 409


def _closed(attempt_id: int) -> ResponseReturnValue:
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    if wants_json():
        return jsonify(closed=True), 410
    if attempt.is_open:
        return _expired_page(attempt)
    result = (gettext("Lihat hasil"), url_for("quiz.result", attempt_id=attempt_id))
    return error_response(AttemptClosed.status, message=AttemptClosed.message, go_on=result)


def _expired_page(attempt: OwnAttempt) -> ResponseReturnValue:
    answered = sum(row.answer is not None for row in responses_to(attempt.id).values())
    page = render_template(
        "attempts/expired.html",
        attempt_id=attempt.id,
        answered=answered,
        items=len(attempt.paper),
        closed_at=attempt.closes_at,
        module={"id": attempt.module_id, "slug": attempt.slug, "title": attempt.module_title},
        is_practice=attempt.is_practice,
    )
    return make_response(page, 410)
