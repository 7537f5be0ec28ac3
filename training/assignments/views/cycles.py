"""An assignment ends, or begins its next cycle."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from training.assignments.forms import CycleForm
from training.assignments.queries.assignments import own_assignment
from training.assignments.queries.edits import open_duties
from training.assignments.services.planning import Dates, close_assignment, repeat_assignment
from training.assignments.views.reading import branches, whole_number
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.forms import BaseForm
from training.core.i18n import number

bp = Blueprint("cycles", __name__)


@bp.route("/assignments/<int:assignment_id>/end", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def end(assignment_id: int) -> ResponseReturnValue:
    """Say what ending means, and end it."""
    assignment, _owner = own_assignment(assignment_id, branches())
    form = BaseForm()
    if form.validate_on_submit():
        ended = close_assignment(assignment, actor_id=current_user.id, now=clock.now())
        told = ngettext(
            "Penugasan ditutup. %(count)s orang tidak perlu menyelesaikannya lagi.",
            "Penugasan ditutup. %(count)s orang tidak perlu menyelesaikannya lagi.",
            ended,
            count=number(ended),
        )
        flash(told if ended else _("Penugasan sudah ditutup."))
        return redirect(url_for("assignment.show", assignment_id=assignment_id), 303)
    open_count, under_way = open_duties(assignment)
    return render_template(
        "assignments/end.html", assignment=assignment, open_count=open_count, under_way=under_way
    )  # fmt: skip


@bp.route("/assignments/<int:assignment_id>/repeat", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def repeat(assignment_id: int) -> ResponseReturnValue:
    """The dates of the next cycle; the form names the cycle it follows, so that sent twice it begins one."""
    assignment, owner = own_assignment(assignment_id, branches())
    form: Any = CycleForm(opens_on=clock.today_in(owner.zone, clock.now()))
    if form.validate_on_submit() and _fits(form):
        if whole_number(form.cycle.data) == assignment.cycle:
            dates = Dates(form.opens_on.data, form.due_on.data)
            repeat_assignment(assignment, dates, owner.zone, actor_id=current_user.id, now=clock.now())
        flash(_("Putaran baru tersimpan."))
        return redirect(url_for("assignment.show", assignment_id=assignment_id), 303)
    open_count, _under_way = open_duties(assignment)
    page = render_template("assignments/repeat.html", assignment=assignment, form=form, open_count=open_count)
    return page, 400 if form.errors else 200


def _fits(form: Any) -> bool:
    if form.due_on.data is None or form.due_on.data >= form.opens_on.data:
        return True
    form.due_on.errors = [_("Tenggat jatuh sebelum penugasan dibuka. Pilih hari yang sama atau sesudahnya.")]
    return False
