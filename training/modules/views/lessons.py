"""The lessons of a module: their order, and the editor of one with its preview and the rules it may cite."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.core.access import Permission, permission_required
from training.core.errors import InputInvalid
from training.core.markdown import render_markdown
from training.modules.domain import dead_links
from training.modules.errors import LinksDead, PartChanged
from training.modules.forms.parts import LessonForm, differences, lesson_data
from training.modules.models import Lesson
from training.modules.queries import Managed, all_lessons_of, lesson_of
from training.modules.services.lessons import add_lesson, lesson_mark, move_lesson, save_lesson, show_lesson
from training.modules.views.frame import seen_module, taken_module, wants_part
from training.rules.queries import RuleFilter, all_facts, found_rules

bp = Blueprint("modules_lessons", __name__)
MAX_QUERY = 100
RULES_SHOWN = 8
INSERT = "insert-"
STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class FoundRule:
    """A rule that a lesson may cite."""

    id: str
    title: str
    text: str

    @property
    def link(self) -> str:
        """A Markdown link to it."""
        words = self.title.replace("[", "(").replace("]", ")")
        return f"[{words}](/rules/{self.id})"


@bp.get("/manage/modules/<int:module_id>/lessons")
@permission_required(Permission.MANAGE_MODULES)
def index(module_id: int) -> ResponseReturnValue:
    """All lessons in order, those that are taken out below."""
    managed = seen_module(module_id)
    lessons = all_lessons_of(module_id)
    return render_template(
        "modules/lessons.html",
        managed=managed,
        module=managed.module,
        shown=[lesson for lesson in lessons if not lesson.is_retired],
        taken_out=[lesson for lesson in lessons if lesson.is_retired],
    )


@bp.post("/manage/modules/<int:module_id>/lessons")
@permission_required(Permission.MANAGE_MODULES)
def arrange(module_id: int) -> ResponseReturnValue:
    """Move a lesson up or down, take it out, put it back: `action` is a word and a lesson's id, `up-7`."""
    managed = taken_module(module_id)
    word, _dash, number = request.form.get("action", "").partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < len(str(2**62))):
        raise InputInvalid
    lesson = lesson_of(module_id, int(number))
    if word in STEPS:
        move_lesson(managed.module, lesson, STEPS[word], actor_id=current_user.id)
    elif word in ("hide", "show"):
        show_lesson(managed.module, lesson, is_shown=word == "show", actor_id=current_user.id)
    else:
        raise InputInvalid
    return redirect(url_for("modules_lessons.index", module_id=module_id, _anchor=f"lesson-{lesson.id}"), 303)


@bp.get("/manage/modules/<int:module_id>/lessons/new")
@permission_required(Permission.MANAGE_MODULES)
def new(module_id: int) -> ResponseReturnValue:
    """An empty editor."""
    return _page(seen_module(module_id), None, LessonForm(formdata=None, data={"minutes": 3}))


@bp.post("/manage/modules/<int:module_id>/lessons/new")
@permission_required(Permission.MANAGE_MODULES)
def create(module_id: int) -> ResponseReturnValue:
    """Store a new lesson; or preview it, or look for a rule."""
    form = LessonForm()
    if _action() != "save":
        return _on_the_way(seen_module(module_id), None, form)
    managed = taken_module(module_id)
    if not form.validate():
        return _page(managed, None, form), 400
    try:
        lesson = add_lesson(managed.module, form.entry(), _topics(), actor_id=current_user.id)
    except LinksDead as dead:
        return _dead_page(managed, None, form, dead)
    flash(_("Pelajaran ditambahkan."))
    return redirect(url_for("modules_lessons.edit", module_id=module_id, lesson_id=lesson.id), 303)


@bp.get("/manage/modules/<int:module_id>/lessons/<int:lesson_id>")
@permission_required(Permission.MANAGE_MODULES)
def edit(module_id: int, lesson_id: int) -> ResponseReturnValue:
    """The editor of a lesson."""
    managed, lesson = seen_module(module_id), lesson_of(module_id, lesson_id)
    return _page(managed, lesson, LessonForm(formdata=None, data=lesson_data(lesson)))


@bp.post("/manage/modules/<int:module_id>/lessons/<int:lesson_id>")
@permission_required(Permission.MANAGE_MODULES)
def save(module_id: int, lesson_id: int) -> ResponseReturnValue:
    """Store a lesson; or preview it, or look for a rule."""
    form = LessonForm()
    if _action() != "save":
        return _on_the_way(seen_module(module_id), lesson_of(module_id, lesson_id), form)
    managed, lesson = taken_module(module_id), lesson_of(module_id, lesson_id)
    if not form.validate():
        return _page(managed, lesson, form), 400
    try:
        save_lesson(managed.module, lesson, form.entry(), _topics(), seen=form.seen.data, actor_id=current_user.id)
    except PartChanged:
        return _page(managed, lesson, form, is_stale=True), 409
    except LinksDead as dead:
        return _dead_page(managed, lesson, form, dead)
    flash(_("Tersimpan."))
    return redirect(url_for("modules_lessons.edit", module_id=module_id, lesson_id=lesson_id), 303)


def _action() -> str:
    """The button; `enter` is Enter in a field: a search where words for one wait, else save."""
    action = request.form.get("action", "save")
    if action == "enter":
        return "search" if request.form.get("q", "").strip() else "save"
    return action


def _on_the_way(managed: Managed, lesson: Lesson | None, form: LessonForm) -> ResponseReturnValue:
    """What is typed stays; nothing is stored."""
    action = _action()
    if action.startswith(INSERT):
        _insert(form, action.removeprefix(INSERT))
    if wants_part():
        if action == "search":
            return render_template("modules/_rules.html", q=_query(), rules=_rules())
        return render_template("modules/_preview.html", **_preview(form))
    return _page(managed, lesson, form)


def _insert(form: LessonForm, rule_id: str) -> None:
    for rule in _rules():
        if rule.id == rule_id:
            form.body_id.data = f"{form.body_id.data or ''}\n\n{rule.link}".strip()


def _dead_page(managed: Managed, lesson: Lesson | None, form: LessonForm, dead: LinksDead) -> ResponseReturnValue:
    for language, line, rule in dead.links:
        field = form.body_en if language == "en" else form.body_id
        told = _(
            "Baris %(line)d: aturan “%(rule)s” tidak ada di katalog. Cari aturannya di bawah.", line=line, rule=rule
        )
        field.errors = [*field.errors, told]
    return _page(managed, lesson, form), 400


def _page(managed: Managed, lesson: Lesson | None, form: LessonForm, *, is_stale: bool = False) -> str:
    if lesson is not None and (is_stale or not form.seen.data):
        form.seen.data = lesson_mark(lesson)
    return render_template(
        "modules/lesson.html",
        managed=managed,
        module=managed.module,
        lesson=lesson,
        form=form,
        problems=[(field.id, told) for field in form for told in field.errors],
        q=_query(),
        rules=_rules(),
        stale=differences(form, lesson_data(lesson)) if is_stale and lesson is not None else None,
        **_preview(form),
    )


def _preview(form: LessonForm) -> dict[str, Any]:
    bodies = {"id": form.body_id.data or "", "en": form.body_en.data or ""}
    known = all_facts()
    return {
        "preview_title": form.title_id.data or "",
        "previews": [(language, render_markdown(body)) for language, body in bodies.items() if body.strip()],
        "preview_dead": [
            (language, line, rule) for language, body in bodies.items() for line, rule in dead_links(body, known)
        ],
    }


def _query() -> str:
    return request.form.get("q", "").replace("\0", "")[:MAX_QUERY].strip()


def _rules() -> list[FoundRule]:
    found = found_rules(RuleFilter(words=_query()))[:RULES_SHOWN] if _query() else ()
    return [FoundRule(rule.id, f"{rule.article}, {rule.instrument}", rule.text) for rule in found]


def _topics() -> dict[str, str]:
    return {rule: facts.topic for rule, facts in all_facts().items()}
