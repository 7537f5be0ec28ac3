"""Entries, from files or from forms, into rows; and what a part of a module is at the moment."""

from typing import Any

from training.modules.domain import Part
from training.modules.loader import CertificateEntry, QuizEntry
from training.modules.models import Module
from training.quizzes.domain.blueprint import Blueprint
from training.quizzes.models import Quiz

SECONDS_PER_MINUTE = 60


def fill_quiz(quiz: Quiz, entry: QuizEntry) -> None:
    """Set the rules of a quiz."""
    quiz.blueprint = Blueprint(draws=entry.blueprint).model_dump(mode="json")
    quiz.cut_score = entry.cut_score
    quiz.time_limit_seconds = entry.time_limit_minutes * SECONDS_PER_MINUTE if entry.time_limit_minutes else None
    quiz.attempts_allowed = entry.attempts_allowed
    quiz.cool_down_seconds = entry.cool_down_minutes * SECONDS_PER_MINUTE
    quiz.feedback = entry.feedback.value


def fill_certificate(module: Module, entry: CertificateEntry) -> None:
    """Set what certificates of a module will say."""
    module.certificate_title = entry.title.to_data()
    module.jp_hours = entry.jp_hours
    module.legal_basis = entry.legal_basis.to_data()
    module.validity_months = entry.validity_months


def quiz_values(quiz: Quiz, bank_ids: set[int]) -> dict[str, Any]:
    """The rules of a quiz as plain data, for the log and to notice that they changed."""
    return {
        "blueprint": quiz.blueprint["draws"],
        "cut_score": str(quiz.cut_score),
        "time_limit_seconds": quiz.time_limit_seconds,
        "attempts_allowed": quiz.attempts_allowed,
        "cool_down_seconds": quiz.cool_down_seconds,
        "feedback": str(quiz.feedback),
        "banks": sorted(bank_ids),
    }


def module_values(module: Module, part: Part) -> dict[str, Any]:
    """One part of a module (general or certificate) as plain data."""
    names = {
        Part.GENERAL: ("title", "summary", "corps", "minutes"),
        Part.CERTIFICATE: ("certificate_title", "jp_hours", "legal_basis", "validity_months"),
    }[part]
    return {name: getattr(module, name) for name in names}
