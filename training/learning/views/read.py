"""Home, a module, a lesson."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from training.assignments.services.enrolling import enrol_oneself
from training.certificates.queries import cards_of, number_for_enrolment
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.errors import NotFound
from training.core.i18n import current_language
from training.learning.domain import Status
from training.learning.queries.enrolments import Enrolled, enrolled
from training.learning.queries.modules import SECONDS_PER_MINUTE, facts_of, module_to_read, newest_certificates, offers
from training.learning.views.moment import moment_of_person
from training.modules.models import Lesson, Module, ModuleState
from training.modules.queries import lessons_of, read_lesson_ids
from training.modules.services.lessons import mark_lesson_read

bp = Blueprint("learning", __name__)


@dataclass(frozen=True)
class LessonRow:
    """A lesson as the list of a module shows it."""

    slug: str
    title: dict[str, Any]
    duration_seconds: int
    is_read: bool


@dataclass(frozen=True)
class Done:
    """A completed module as the home page shows it."""

    slug: str
    title: dict[str, Any]
    completed_on: Any
    best_share: Any


@bp.get("/home")
@permission_required(Permission.TAKE_QUIZ)
def home() -> ResponseReturnValue:
    """What is due, by when, how long it takes, what is done."""
    moment = moment_of_person()
    enrolments = enrolled(current_user.id, moment)
    open_ones = [enrolment for enrolment in enrolments if enrolment.state == "open"]
    due = [enrolment for enrolment in open_ones if enrolment.status != Status.EXEMPT]
    return render_template(
        "learning/home.html",
        person_name=current_user.full_name,
        due=sorted(due, key=lambda enrolment: enrolment.is_used_up),
        closed=[enrolment for enrolment in enrolments if enrolment.state == "ended" and enrolment.open_attempt],
        exempt=[enrolment for enrolment in open_ones if enrolment.status == Status.EXEMPT],
        offers=offers(current_user.corps, except_ids={enrolment.module_id for enrolment in enrolments}),
        done=_done(enrolments),
        certificates=cards_of(newest_certificates(current_user.id), today=moment.today),
    )


@bp.get("/modules/<slug>")
@permission_required(Permission.TAKE_QUIZ)
def module(slug: str) -> ResponseReturnValue:
    """A module's lessons, its quiz, and where one stands in it."""
    found = module_to_read(slug, current_user.id)
    enrolment, others = _enrolments_in(found)
    lessons = lessons_of(found.id)
    read = read_lesson_ids(current_user.id, [lesson.id for lesson in lessons])
    return render_template(
        "learning/module.html",
        module={
            "slug": found.slug,
            "title": found.title,
            "summary": found.summary,
            "duration_seconds": found.minutes * SECONDS_PER_MINUTE,
        },
        lessons=[_lesson_row(lesson, is_read=lesson.id in read) for lesson in lessons],
        quiz=facts_of(found.quiz),
        certificate={
            "title": found.certificate_title,
            "jp_hours": found.jp_hours,
            "validity_months": found.validity_months,
        },
        enrolment=enrolment,
        others=others,
        certificate_number=number_for_enrolment(enrolment.enrolment_id) if enrolment else None,
        is_offered=found.state == ModuleState.PUBLISHED and current_user.corps in found.corps,
    )


@bp.post("/modules/<slug>/enrol")
@permission_required(Permission.TAKE_QUIZ)
def enrol(slug: str) -> ResponseReturnValue:
    """Take a module on one's own; who is enrolled already simply goes on."""
    enrolment_id = enrol_oneself(current_user.id, slug, corps=current_user.corps, now=clock.now())
    return redirect(url_for("quiz.start", enrolment_id=enrolment_id), 303)


@bp.get("/modules/<slug>/lessons/<lesson_slug>")
@permission_required(Permission.TAKE_QUIZ)
def lesson(slug: str, lesson_slug: str) -> ResponseReturnValue:
    """One lesson to read."""
    found, lessons, index = _lesson(slug, lesson_slug)
    shown = lessons[index]
    language = current_language() if shown.body_html.get(current_language()) else "id"
    enrolment, _others = _enrolments_in(found)
    return render_template(
        "learning/lesson.html",
        module={"slug": found.slug, "title": found.title},
        lesson={
            "slug": shown.slug,
            "title": shown.title,
            "body": Markup(shown.body_html[language]),  # noqa: S704 - render_markdown cleaned it when it was saved
            "body_language": language,
            "duration_seconds": shown.minutes * SECONDS_PER_MINUTE,
            "is_read": bool(read_lesson_ids(current_user.id, [shown.id])),
        },
        position=index + 1,
        lessons=len(lessons),
        following=lessons[index + 1] if index + 1 < len(lessons) else None,
        enrolment_id=enrolment.enrolment_id if enrolment else None,
        named=enrolment.named if enrolment else None,
    )


@bp.post("/modules/<slug>/lessons/<lesson_slug>/read")
@permission_required(Permission.TAKE_QUIZ)
def mark_read(slug: str, lesson_slug: str) -> ResponseReturnValue:
    """Remember that a lesson is read, and go on to the next."""
    found, lessons, index = _lesson(slug, lesson_slug)
    mark_lesson_read(current_user.id, lessons[index].id, now=clock.now())
    address: dict[str, Any] = {"slug": found.slug, "enrolment": _asked_enrolment()}
    if index + 1 < len(lessons):
        return redirect(url_for("learning.lesson", lesson_slug=lessons[index + 1].slug, **address), 303)
    return redirect(url_for("learning.module", **address), 303)


def _enrolments_in(module: Module) -> tuple[Enrolled | None, list[Enrolled]]:
    """The enrolment that a page is about, and the person's others in the module.

    It is the one that the address names, if it is their own; else the one to do next, see turn_of.
    """
    found = sorted(enrolled(current_user.id, moment_of_person(), module_id=module.id), key=_turn)
    asked = _asked_enrolment()
    chosen = next((one for one in found if one.enrolment_id == asked), found[0] if found else None)
    return chosen, [one for one in found if one is not chosen]


def _turn(enrolment: Enrolled) -> tuple[int, int]:
    """Of those completed the newest first; all others stay in the order of their due dates."""
    return enrolment.turn, -enrolment.enrolment_id if enrolment.status == Status.COMPLETED else 0


def _asked_enrolment() -> int | None:
    return request.args.get("enrolment", type=int)


def _lesson(slug: str, lesson_slug: str) -> tuple[Module, list[Lesson], int]:
    found = module_to_read(slug, current_user.id)
    lessons = list(lessons_of(found.id))
    for index, candidate in enumerate(lessons):
        if candidate.slug == lesson_slug:
            return found, lessons, index
    raise NotFound


def _lesson_row(lesson: Lesson, *, is_read: bool) -> LessonRow:
    return LessonRow(lesson.slug, lesson.title, lesson.minutes * SECONDS_PER_MINUTE, is_read)


def _done(enrolments: list[Enrolled]) -> list[Done]:
    latest = {
        enrolment.slug: Done(enrolment.slug, enrolment.title, enrolment.completed_on, enrolment.best_share)
        for enrolment in sorted(enrolments, key=lambda enrolment: enrolment.enrolment_id)
        if enrolment.state == "completed"
    }
    return list(latest.values())
