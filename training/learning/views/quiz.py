"""The start page of a quiz, and the result of an attempt."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training.attempts.domain.scoring import Score
from training.attempts.domain.timing import is_expired
from training.attempts.errors import AttemptsUsedUp, StillCoolingDown
from training.attempts.queries import (
    OwnAttempt,
    has_open_attempt,
    own_attempt,
)
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.certificates.queries import number_for_enrolment
from training.core import clock
from training.core.access import Permission, permission_required
from training.learning.domain import Standing, Status
from training.learning.queries.enrolments import own_enrolment, standing_in
from training.learning.queries.modules import facts_of
from training.learning.queries.sittings import answered_positions, open_attempt_of, sittings_of
from training.learning.views.moment import moment_of_person
from training.learning.views.reasons import reviews_of, verdict_of
from training.learning.views.trial import practice_result
from training.modules.models import Lesson
from training.modules.queries import lessons_of
from training.quizzes.models import Feedback

bp = Blueprint("quiz", __name__)
SEED_BITS = 62
LESSONS_SUGGESTED = 2


@bp.get("/enrolments/<int:enrolment_id>")
@permission_required(Permission.TAKE_QUIZ)
def start(enrolment_id: int) -> ResponseReturnValue:
    """The rules of the game, and the button that begins it."""
    return _start_page(enrolment_id)


@bp.post("/enrolments/<int:enrolment_id>")
@permission_required(Permission.TAKE_QUIZ)
def begin(enrolment_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open; where that may not be yet, the page says when and why."""
    taker = Taker(current_user.id, current_user.corps)
    try:
        attempt_id = start_attempt(enrolment_id, taker, seed=secrets.randbits(SEED_BITS), now=clock.now())
    except (AttemptsUsedUp, StillCoolingDown) as refusal:
        return _start_page(enrolment_id), refusal.status
    return redirect(url_for("attempts.take", attempt_id=attempt_id, position=1), 303)


@bp.get("/attempts/<int:attempt_id>/result")
@permission_required(Permission.TAKE_QUIZ)
def result(attempt_id: int) -> ResponseReturnValue:
    """One sentence, what to do next, then why."""
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    if attempt.is_open:
        return _not_handed_in(attempt)
    if attempt.enrolment_id is None:
        return practice_result(attempt)
    own = own_enrolment(attempt.enrolment_id, participant_id=current_user.id)
    enrolment, quiz = own.enrolment, own.quiz
    sittings = sittings_of([enrolment.id])[enrolment.id]
    standing = _standing(enrolment, sittings, quiz)
    score, facts = verdict_of(attempt)
    shows_reasons = _shows_reasons(attempt, standing, any(sitting.passed for sitting in sittings))
    return render_template(
        "learning/result.html",
        attempt_id=attempt.id,
        enrolment_id=enrolment.id,
        module={"slug": attempt.slug, "title": attempt.module_title},
        is_due_twice=own.is_due_twice,
        certificate_number=number_for_enrolment(enrolment.id) if attempt.passed else None,
        suggested_lessons=[] if attempt.passed else _suggested(attempt, score),
        can_start=standing.can_start,
        next_attempt_at=standing.next_attempt_at,
        attempts_left=standing.attempts_left,
        reasons_open=attempt.feedback,
        shows_reasons=shows_reasons,
        reviews=reviews_of(attempt) if shows_reasons else [],
        **facts,
    )


@bp.post("/attempts/<int:attempt_id>/result")
@permission_required(Permission.TAKE_QUIZ)
def close(attempt_id: int) -> ResponseReturnValue:
    """Hand in an attempt whose time is over, without waiting for the job that does it; another one stays open."""
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    if attempt.is_open and not is_expired(attempt.closes_at, now=clock.now()):
        return redirect(url_for("attempts.check", attempt_id=attempt_id), 303)
    submit_attempt(attempt_id, participant_id=current_user.id, now=clock.now())
    return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)


def _start_page(enrolment_id: int) -> str:
    own = own_enrolment(enrolment_id, participant_id=current_user.id)
    enrolment, module, quiz = own.enrolment, own.module, own.quiz
    sittings = sittings_of([enrolment_id])[enrolment_id]
    standing = _standing(enrolment, sittings, quiz)
    running = standing.open_sitting
    answered = answered_positions([running.id] if running else [])
    past = [sitting for sitting in reversed(sittings) if sitting.share is not None]
    return render_template(
        "learning/start.html",
        enrolment={"id": enrolment.id, "due_on": enrolment.due_on, "status": standing.status},
        exempt_because=own.exempt_because if standing.status == Status.EXEMPT else None,
        extended_because=own.extended_because if standing.status not in (Status.EXEMPT, Status.COMPLETED) else None,
        module={"slug": module.slug, "title": module.title},
        is_due_twice=own.is_due_twice,
        quiz=facts_of(quiz),
        attempts_left=standing.attempts_left,
        open_attempt=open_attempt_of(standing, answered),
        can_start=standing.can_start,
        next_attempt_at=standing.next_attempt_at,
        past=[
            {
                "id": sitting.id,
                "number": sitting.number,
                "submitted_at": sitting.submitted_at,
                "share": sitting.share,
                "status": "passed" if sitting.passed else "not_passed",
            }
            for sitting in past
        ],
    )


def _not_handed_in(attempt: OwnAttempt) -> ResponseReturnValue:
    if is_expired(attempt.closes_at, now=clock.now()):
        return redirect(url_for("attempts.take", attempt_id=attempt.id, position=1), 303)
    return redirect(url_for("attempts.check", attempt_id=attempt.id), 303)


def _standing(enrolment: Any, sittings: list[Any], quiz: Any) -> Standing:
    return standing_in(enrolment, sittings, quiz, moment_of_person())


def _shows_reasons(attempt: OwnAttempt, standing: Standing, has_passed: bool) -> bool:
    if attempt.feedback == Feedback.NEVER:
        return False
    is_over = attempt.feedback == Feedback.AFTER_EACH_ATTEMPT or has_passed or standing.attempts_left == 0
    return is_over and not has_open_attempt(attempt.quiz_id, participant_id=current_user.id)


def _suggested(attempt: OwnAttempt, score: Score) -> list[Lesson]:
    weak = [topic.topic for topic in score.by_topic if topic.share < 1]
    lessons = lessons_of(attempt.module_id)

    def help_from(lesson: Lesson) -> int:
        return min((weak.index(topic) for topic in lesson.topics if topic in weak), default=len(weak))

    useful = [lesson for lesson in lessons if help_from(lesson) < len(weak)]
    return sorted(useful, key=help_from)[:LESSONS_SUGGESTED]
