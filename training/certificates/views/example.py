"""What the certificates of a module will look like, marked as an example on every copy."""

from io import BytesIO

from flask import Blueprint, current_app, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.certificates.pdf import render_pdf
from training.certificates.services import example_snapshot
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.errors import Conflict
from training.modules.queries import module_in_scope

bp = Blueprint("certificate_example", __name__)


@bp.get("/manage/modules/<int:module_id>/certificate/example.pdf")
@permission_required(Permission.MANAGE_MODULES)
def pdf(module_id: int) -> ResponseReturnValue:
    """A certificate of somebody invented, with the settings as they are stored; nothing is issued."""
    managed = module_in_scope(module_id, current_user.paths_with(Permission.MANAGE_MODULES))
    if not managed.module.legal_basis.get("id"):
        raise Conflict(_("Tulis dasar hukumnya dan simpan; sesudah itu contohnya dapat dilihat."))
    snapshot = example_snapshot(managed.module, managed.owner, managed.quiz.cut_score, now=clock.now())
    base: str = current_app.config["SETTINGS"].base_url
    address = base + url_for("certificates.verify", number=snapshot.number)
    file = render_pdf(snapshot, verify_url=address, is_example=True)
    response = send_file(BytesIO(file), mimetype="application/pdf", download_name=f"contoh-{managed.module.slug}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
