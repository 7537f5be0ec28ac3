"""What the certificates of a module say."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.core.access import Permission, permission_required
from training.modules.domain import Part
from training.modules.errors import PartChanged
from training.modules.forms.parts import CertificateForm, certificate_data, differences
from training.modules.queries import Managed
from training.modules.services.editing import part_mark, save_certificate
from training.modules.views.frame import seen_module, taken_module

bp = Blueprint("modules_certificate", __name__)


@bp.get("/manage/modules/<int:module_id>/certificate")
@permission_required(Permission.MANAGE_MODULES)
def edit(module_id: int) -> ResponseReturnValue:
    """The form as it is stored, with a way to see an example."""
    managed = seen_module(module_id)
    return _page(managed, CertificateForm(formdata=None, data=certificate_data(managed.module)))


@bp.post("/manage/modules/<int:module_id>/certificate")
@permission_required(Permission.MANAGE_MODULES)
def save(module_id: int) -> ResponseReturnValue:
    """Store it, or show what is wrong."""
    managed, form = taken_module(module_id), CertificateForm()
    if not form.validate():
        return _page(managed, form), 400
    try:
        save_certificate(managed, form.entry(), seen=form.seen.data, actor_id=current_user.id)
    except PartChanged:
        return _page(managed, form, is_stale=True), 409
    flash(_("Tersimpan. Sertifikat yang sudah terbit tidak berubah."))
    return redirect(url_for("modules_certificate.edit", module_id=module_id), 303)


def _page(managed: Managed, form: CertificateForm, *, is_stale: bool = False) -> str:
    if is_stale or not form.seen.data:
        form.seen.data = part_mark(managed.module, Part.CERTIFICATE)
    return render_template(
        "modules/certificate.html",
        managed=managed,
        module=managed.module,
        form=form,
        has_example=bool(managed.module.legal_basis.get("id")),
        stale=differences(form, certificate_data(managed.module)) if is_stale else None,
    )
