"""What a module is called, what it is about, whom it is for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.core.access import Permission, permission_required
from training.modules.domain import Part
from training.modules.errors import BlueprintUnmetNow, PartChanged
from training.modules.forms.parts import GeneralForm, differences, general_data
from training.modules.queries import Managed
from training.modules.services.editing import part_mark, save_general
from training.modules.views.frame import seen_module, taken_module, unmet_words

bp = Blueprint("modules_general", __name__)


@bp.get("/manage/modules/<int:module_id>/general")
@permission_required(Permission.MANAGE_MODULES)
def edit(module_id: int) -> ResponseReturnValue:
    """The form as it is stored."""
    managed = seen_module(module_id)
    return _page(managed, GeneralForm(formdata=None, data=general_data(managed.module)))


@bp.post("/manage/modules/<int:module_id>/general")
@permission_required(Permission.MANAGE_MODULES)
def save(module_id: int) -> ResponseReturnValue:
    """Store it, or show what is wrong."""
    managed, form = taken_module(module_id), GeneralForm()
    if not form.validate():
        return _page(managed, form), 400
    try:
        save_general(managed, form.entry(), seen=form.seen.data, actor_id=current_user.id)
    except PartChanged:
        return _page(managed, form, is_stale=True), 409
    except BlueprintUnmetNow as unmet:
        form.corps.errors = [unmet_words(unmet.feasibility)]
        return _page(managed, form), 409
    flash(_("Tersimpan."))
    return redirect(url_for("modules_general.edit", module_id=module_id), 303)


def _page(managed: Managed, form: GeneralForm, *, is_stale: bool = False) -> str:
    if is_stale or not form.seen.data:
        form.seen.data = part_mark(managed.module, Part.GENERAL)
    return render_template(
        "modules/general.html",
        managed=managed,
        module=managed.module,
        form=form,
        stale=differences(form, general_data(managed.module)) if is_stale else None,
    )
