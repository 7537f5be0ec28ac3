"""What an attempt came to, and why: the parts of a result page."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from training.attempts.domain.scoring import ItemResult, Score, score_paper
from training.attempts.queries import OwnAttempt, responses_to, rules_behind, versions_on_paper
from training.banks.domain.kinds import kind_of
from training.rules.domain import TOPIC_LABELS


@dataclass(frozen=True)
class TopicRow:
    """A bar of the result page."""

    label: str
    share: Fraction
    figure: str = ""


def verdict_of(attempt: OwnAttempt) -> tuple[Score, dict[str, Any]]:
    """The score of an attempt that was handed in, and what `_verdict.html` and the topics of a page show of it."""
    results = _results(attempt)
    score = score_paper(results)
    return score, {
        "submitted_at": attempt.submitted_at,
        "was_closed_by_time": attempt.closes_at is not None and attempt.submitted_at == attempt.closes_at,
        "share": Fraction(attempt.marks or 0, attempt.out_of or 1),
        "cut_score": attempt.cut_score,
        "fully_correct": score.fully_correct,
        "items": score.items,
        "has_partial_credit": any(0 < result.marks.earned < result.marks.out_of for result in results),
        "passed": bool(attempt.passed),
        "topics": [TopicRow(gettext(TOPIC_LABELS[topic.topic]), topic.share) for topic in score.by_topic],
    }


def reviews_of(attempt: OwnAttempt) -> list[dict[str, Any]]:
    """Every question of an attempt with its key and reasons."""
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
