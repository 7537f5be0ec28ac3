"""The start page of a quiz, and the result of an attempt."""

import secrets
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from training.attempts.domain.scoring import ItemResult, Score, score_paper
from training.attempts.domain.timing import is_expired
from training.attempts.queries import (
    OwnAttempt,
    has_open_attempt,
    own_attempt,
    own_enrolment,
    responses_to,
    rules_behind,
    versions_on_paper,
)
from training.attempts.services.start import Taker, start_attempt
from training.attempts.services.submit import submit_attempt
from training.banks.domain.kinds import kind_of
from training.certificates.queries import number_for_enrolment
from training.core import clock
from training.core.access import Permission, permission_required
from training.learning import queries
from training.learning.domain import Standing, Status
from training.learning.views.moment import moment_of_person
from training.modules.models import Lesson
from training.modules.queries import lessons_of
from training.rules.domain import TOPIC_LABELS

bp = Blueprint("quiz", __name__)
SEED_BITS = 62
LESSONS_SUGGESTED = 2


@dataclass(frozen=True)
class TopicRow:
    """A bar of the result page."""

    label: str
    share: Fraction
    figure: str = ""


@bp.get("/enrolments/<int:enrolment_id>")
@permission_required(Permission.TAKE_QUIZ)
def start(enrolment_id: int) -> ResponseReturnValue:
    """The rules of the game, and the button that begins it."""
    enrolment, module, quiz = own_enrolment(enrolment_id, participant_id=current_user.id)
    sittings = queries.sittings_of([enrolment_id])[enrolment_id]
    standing = _standing(enrolment, sittings, quiz)
    running = standing.open_sitting
    answered = queries.answered_positions([running.id] if running else [])
    past = [sitting for sitting in reversed(sittings) if sitting.share is not None]
    return render_template(
        "learning/start.html",
        enrolment={"id": enrolment.id, "due_on": enrolment.due_on, "status": standing.status},
        exempt_because=queries.exempt_because(enrolment.id) if standing.status == Status.EXEMPT else None,
        module={"slug": module.slug, "title": module.title},
        quiz=queries.facts_of(quiz),
        attempts_left=standing.attempts_left,
        open_attempt=queries.open_attempt_of(standing, answered),
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


@bp.post("/enrolments/<int:enrolment_id>")
@permission_required(Permission.TAKE_QUIZ)
def begin(enrolment_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open."""
    taker = Taker(current_user.id, current_user.corps)
    attempt_id = start_attempt(enrolment_id, taker, seed=secrets.randbits(SEED_BITS), now=clock.now())
    return redirect(url_for("attempts.take", attempt_id=attempt_id, position=1), 303)


@bp.get("/attempts/<int:attempt_id>/result")
@permission_required(Permission.TAKE_QUIZ)
def result(attempt_id: int) -> ResponseReturnValue:
    """One sentence, what to do next, then why."""
    attempt = own_attempt(attempt_id, participant_id=current_user.id)
    if attempt.is_open:
        return _not_handed_in(attempt)
    enrolment, _module, quiz = own_enrolment(attempt.enrolment_id, participant_id=current_user.id)
    sittings = queries.sittings_of([enrolment.id])[enrolment.id]
    standing = _standing(enrolment, sittings, quiz)
    results = _results(attempt)
    score = score_paper(results)
    share = Fraction(attempt.marks or 0, attempt.out_of or 1)
    shows_reasons = _shows_reasons(attempt, standing, any(sitting.passed for sitting in sittings))
    return render_template(
        "learning/result.html",
        attempt_id=attempt.id,
        enrolment_id=enrolment.id,
        module={"slug": attempt.slug, "title": attempt.module_title},
        submitted_at=attempt.submitted_at,
        was_closed_by_time=attempt.closes_at is not None and attempt.submitted_at == attempt.closes_at,
        share=share,
        cut_score=attempt.cut_score,
        fully_correct=score.fully_correct,
        items=score.items,
        has_partial_credit=any(0 < result.marks.earned < result.marks.out_of for result in results),
        passed=bool(attempt.passed),
        certificate_number=number_for_enrolment(enrolment.id) if attempt.passed else None,
        topics=[TopicRow(gettext(TOPIC_LABELS[topic.topic]), topic.share) for topic in score.by_topic],
        suggested_lessons=[] if attempt.passed else _suggested(attempt, score),
        can_start=standing.can_start,
        next_attempt_at=standing.next_attempt_at,
        attempts_left=standing.attempts_left,
        shows_reasons=shows_reasons,
        reviews=_reviews(attempt) if shows_reasons else [],
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


def _not_handed_in(attempt: OwnAttempt) -> ResponseReturnValue:
    if is_expired(attempt.closes_at, now=clock.now()):
        return redirect(url_for("attempts.take", attempt_id=attempt.id, position=1), 303)
    return redirect(url_for("attempts.check", attempt_id=attempt.id), 303)


def _standing(enrolment: Any, sittings: list[Any], quiz: Any) -> Standing:
    return queries.standing_in(enrolment, sittings, quiz, moment_of_person())


def _shows_reasons(attempt: OwnAttempt, standing: Standing, has_passed: bool) -> bool:
    is_over = has_passed or standing.attempts_left == 0
    return is_over and not has_open_attempt(attempt.quiz_id, participant_id=current_user.id)


def _results(attempt: OwnAttempt) -> list[ItemResult]:
    versions = versions_on_paper(attempt.paper)
    answers = responses_to(attempt.id)
    results = []
    for position, (version_id, _order) in enumerate(attempt.paper, start=1):
        version = versions[version_id]
        kind = kind_of(version.kind)
        answer = answers[position].answer if position in answers else None
        content = kind.content_type.model_validate(version.content)
        results.append(ItemResult(version.topic, kind.marks(content, answer)))
    return results


def _suggested(attempt: OwnAttempt, score: Score) -> list[Lesson]:
    weak = [topic.topic for topic in score.by_topic if topic.share < 1]
    lessons = lessons_of(attempt.module_id)

    def help_from(lesson: Lesson) -> int:
        return min((weak.index(topic) for topic in lesson.topics if topic in weak), default=len(weak))

    useful = [lesson for lesson in lessons if help_from(lesson) < len(weak)]
    return sorted(useful, key=help_from)[:LESSONS_SUGGESTED]


def _reviews(attempt: OwnAttempt) -> list[dict[str, Any]]:
    versions = versions_on_paper(attempt.paper)
    answers = responses_to(attempt.id)
    rules = rules_behind([version_id for version_id, _order in attempt.paper])
    reviews = []
    for position, (version_id, order) in enumerate(attempt.paper, start=1):
        version = versions[version_id]
        kind = kind_of(version.kind)
        content = kind.content_type.model_validate(version.content)
        answer = answers[position].answer if position in answers else None
        marks = kind.marks(content, answer)
        reviews.append(
            {
                "position": position,
                "outcome": _outcome(answer, marks.earned, marks.out_of),
                "earned": marks.earned,
                "out_of": marks.out_of,
                "template": kind.review_template,
                "rules": [{"id": rule.id, "title": f"{rule.article}, {rule.instrument}"} for rule in rules[version_id]],
                **kind.review_view(content, order, answer),
            }
        )
    return reviews


def _outcome(answer: Any, earned: int, out_of: int) -> str:
    if not answer:
        return "unanswered"
    if earned == out_of:
        return "right"
    return "partly" if earned else "wrong"
