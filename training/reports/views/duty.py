"""One person's duty: how it stands, scores, what was changed and why, reminders, and what one may do about it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.core import clock
from training.core.access import Permission, permission_required
from training.org.domain import lies_within_any
from training.reports.queries.choices import unit_with_family
from training.reports.queries.person import duty_details
from training.reports.views.picture import reader_paths
from training.rules.domain import CORPS_LABELS

bp = Blueprint("duty", __name__)


@bp.get("/duties/<int:duty_id>")
@permission_required(Permission.VIEW_REPORTS)
def show(duty_id: int) -> ResponseReturnValue:
    """Scores, attempts, dates, certificate, history; no answer. Acts where the assignment is of one's own branch."""
    paths = reader_paths()
    details = duty_details(duty_id, paths=paths, now=clock.now())
    unit = unit_with_family(details.duty.unit_id, paths=paths)
    managed = current_user.paths_with(Permission.MANAGE_ASSIGNMENTS)
    return render_template(
        "reports/duty.html",
        details=details,
        duty=details.duty,
        may_change=details.duty.is_open and lies_within_any(details.owner_path, managed),
        corps=_(CORPS_LABELS[details.duty.corps]),
        trail=[(one.name, url_for("reports.unit", unit_id=one.id)) for one in [*unit[1], unit[0]]],
    )


@bp.get("/reports/duties/<int:duty_id>")
@permission_required(Permission.VIEW_REPORTS)
def moved(duty_id: int) -> ResponseReturnValue:
    """Where the page was before; only for those who may see it."""
    duty_details(duty_id, paths=reader_paths(), now=clock.now())
    return redirect(url_for("duty.show", duty_id=duty_id), 303)
