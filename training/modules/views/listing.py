"""The modules of one's units, one module as a whole, and what becomes of it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.banks.domain.texts import Text
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import framed, wanted_page
from training.modules.domain import Blocker
from training.modules.errors import NotReady
from training.modules.forms.parts import NewModuleForm, with_units
from training.modules.forms.quiz import row_words, stored_rows
from training.modules.models import ModuleState
from training.modules.queries import (
    Managed,
    ModuleFilter,
    all_lessons_of,
    banks_to_draw_from,
    modules_in_scope,
    running_assignments,
    units_of,
)
from training.modules.services.states import (
    create_module,
    duplicate_module,
    publish_module,
    readiness_of,
    retire_module,
)
from training.modules.views.frame import outlooks, own_paths, seen_module, taken_module
from training.quizzes.queries import bank_ids_of
from training.rules.domain import CORPS_LABELS

bp = Blueprint("modules", __name__)
ON_A_PAGE = 25
MAX_QUERY = 100
MAX_TITLE = 200


@bp.get("/manage/modules")
@permission_required(Permission.MANAGE_MODULES)
def index() -> ResponseReturnValue:
    """All modules one may read, by title."""
    wanted = ModuleFilter(
        words=request.args.get("q", "").replace("\0", "")[:MAX_QUERY].strip(),
        state=_known("state", list(ModuleState)),
        corps=_known("corps", CORPS_LABELS),
    )
    number = wanted_page()
    rows, total = modules_in_scope(own_paths(), wanted, page=number, size=ON_A_PAGE)
    return render_template(
        "modules/list.html",
        page=framed(rows, number=number, total=total, size=ON_A_PAGE),
        total=total,
        wanted=wanted,
        corps_labels={name: _(label) for name, label in CORPS_LABELS.items()},
        filter_words=_in_words(wanted),
    )


@bp.get("/manage/modules/new")
@permission_required(Permission.MANAGE_MODULES)
def new() -> ResponseReturnValue:
    """What a module needs to begin with."""
    return render_template("modules/new.html", form=_new_form(), pattern=None)


@bp.post("/manage/modules/new")
@permission_required(Permission.MANAGE_MODULES)
def create() -> ResponseReturnValue:
    """A draft, then on to its parts."""
    form = _new_form()
    if not form.validate():
        return render_template("modules/new.html", form=form, pattern=None), 400
    module = create_module(
        Text(id=form.title_id.data),
        form.corps.data,
        int(form.unit.data),
        actor_id=current_user.id,
        now=clock.now(),
    )
    flash(_("Draf dibuat. Isi bagian-bagiannya, lalu terbitkan."))
    return redirect(url_for("modules.show", module_id=module.id), 303)


@bp.get("/manage/modules/<int:module_id>")
@permission_required(Permission.MANAGE_MODULES)
def show(module_id: int) -> ResponseReturnValue:
    """A module as a whole: its state, what is missing, its parts."""
    return _overview(seen_module(module_id))


@bp.post("/manage/modules/<int:module_id>/publish")
@permission_required(Permission.MANAGE_MODULES)
def publish(module_id: int) -> ResponseReturnValue:
    """Offer it to participants, or say what is missing."""
    managed = taken_module(module_id)
    try:
        publish_module(managed, actor_id=current_user.id)
    except NotReady as refused:
        return _overview(managed, refused=refused.blockers), 409
    flash(_("Pelatihan diterbitkan. Peserta yang dituju kini dapat mengikutinya."))
    return redirect(url_for("modules.show", module_id=module_id), 303)


@bp.get("/manage/modules/<int:module_id>/retire")
@permission_required(Permission.MANAGE_MODULES)
def confirm_retiring(module_id: int) -> ResponseReturnValue:
    """What will happen, before it does."""
    managed = seen_module(module_id)
    running = running_assignments([module_id]).get(module_id, 0)
    return render_template("modules/retire.html", managed=managed, module=managed.module, running=running)


@bp.post("/manage/modules/<int:module_id>/retire")
@permission_required(Permission.MANAGE_MODULES)
def retire(module_id: int) -> ResponseReturnValue:
    """Offer it no longer."""
    retire_module(taken_module(module_id), actor_id=current_user.id)
    flash(_("Pelatihan tidak ditawarkan lagi. Yang sudah terdaftar tetap dapat menyelesaikannya."))
    return redirect(url_for("modules.show", module_id=module_id), 303)


@bp.get("/manage/modules/<int:module_id>/duplicate")
@permission_required(Permission.MANAGE_MODULES)
def copy(module_id: int) -> ResponseReturnValue:
    """What the copy is called and whose it is."""
    managed = seen_module(module_id)
    form = _new_form(managed)
    form.title_id.data = _("Salinan dari %(title)s", title=managed.module.title["id"])[:MAX_TITLE]
    return render_template("modules/new.html", form=form, pattern=managed.module)


@bp.post("/manage/modules/<int:module_id>/duplicate")
@permission_required(Permission.MANAGE_MODULES)
def duplicate(module_id: int) -> ResponseReturnValue:
    """A draft of one's own with the same lessons, quiz and certificate."""
    managed = seen_module(module_id)
    form = _new_form(managed)
    if not form.validate():
        return render_template("modules/new.html", form=form, pattern=managed.module), 400
    banks = [bank.id for bank in banks_to_draw_from(own_paths(), ()) if bank.is_in_scope]
    made = duplicate_module(
        managed,
        Text(id=form.title_id.data),
        int(form.unit.data),
        bank_ids=banks,
        actor_id=current_user.id,
        now=clock.now(),
    )
    flash(_("Salinan dibuat sebagai draf milik unit Anda."))
    return redirect(url_for("modules.show", module_id=made.id), 303)


def _overview(managed: Managed, *, refused: tuple[Blocker, ...] | Any = ()) -> str:
    module, quiz = managed.module, managed.quiz
    feeding = bank_ids_of(quiz.id)
    readiness = readiness_of(managed, feeding)
    return render_template(
        "modules/show.html",
        managed=managed,
        module=module,
        quiz=quiz,
        refused=[(blocker.part, _(blocker.message)) for blocker in refused],
        blockers=[(blocker.part, _(blocker.message)) for blocker in readiness.blockers],
        outlooks=outlooks(readiness.feasibility, quiz.attempts_allowed),
        lessons=[lesson for lesson in all_lessons_of(module.id) if not lesson.is_retired],
        banks=[bank for bank in banks_to_draw_from(own_paths(), feeding) if bank.feeds],
        rows=[row_words(row) for row in stored_rows(quiz.blueprint["draws"])],
        items=sum(draw["count"] for draw in quiz.blueprint["draws"]),
        corps=[_(CORPS_LABELS[name]) for name in module.corps],
        running=running_assignments([module.id]).get(module.id, 0),
    )


def _new_form(pattern: Managed | None = None) -> NewModuleForm:
    form = NewModuleForm()
    if pattern is not None:
        del form.corps
    return with_units(form, units_of(own_paths()))


def _known(name: str, words: Any) -> str:
    value = request.args.get(name, "")
    return value if value in words else ""


def _in_words(wanted: ModuleFilter) -> str:
    states = {"draft": _("masih draf"), "published": _("yang terbit"), "retired": _("yang tidak ditawarkan lagi")}
    parts = [
        _("memuat “%(words)s”", words=wanted.words) if wanted.words else "",
        states.get(wanted.state, ""),
        _("bagi %(corps)s", corps=_(CORPS_LABELS[wanted.corps])) if wanted.corps else "",
    ]
    return ", ".join(part for part in parts if part)
