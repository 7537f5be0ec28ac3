"""What a supervisor does for people: extend, exempt, lift; one, some, or all that pass a filter."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from training.assignments.forms import ExtensionForm, ReasonForm
from training.assignments.queries.acting import Action, prospect_of
from training.assignments.services.adjusting import Act, exempt_duties, extend_duties, lift_exemptions
from training.assignments.views.picking import Picked, picked_duties
from training.assignments.views.words import amount, hindrances_in_words
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.i18n import number, plain_date, safe_next

bp = Blueprint("duties", __name__)
FIRST_NAMES = 10


@bp.route("/duties/extend", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def extend() -> ResponseReturnValue:
    """A later due date, with a reason."""
    picked = picked_duties(request.values, now=clock.now(), only_own=True)
    form: Any = ExtensionForm()
    if form.validate_on_submit() and _is_ahead(form):
        count = extend_duties(picked.duties.ids_of(), form.due_on.data, _act(form))
        told = ngettext(
            "Tenggat %(count)s orang diperpanjang sampai %(day)s.",
            "Tenggat %(count)s orang diperpanjang sampai %(day)s.",
            count,
            count=number(count),
            day=plain_date(form.due_on.data),
        )
        return _done(told if count else _("Tidak ada tenggat yang berubah: semuanya sudah selambat itu."))
    return _ask(Action.EXTEND, form, picked)


@bp.route("/duties/exempt", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def exempt() -> ResponseReturnValue:
    """They need not do it, with a reason."""
    return _with_reason(Action.EXEMPT, exempt_duties)


@bp.route("/duties/lift", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def lift() -> ResponseReturnValue:
    """They must do it after all, with a reason."""
    return _with_reason(Action.LIFT, lift_exemptions)


def _with_reason(what: Action, change: Callable[[Any, Act], int]) -> ResponseReturnValue:
    picked = picked_duties(request.values, now=clock.now(), only_own=True)
    form = ReasonForm()
    if form.validate_on_submit():
        return _done(_told(what, change(picked.duties.ids_of(), _act(form))))
    return _ask(what, form, picked)


def _told(what: Action, count: int) -> str:
    if not count:
        return str(_("Tidak ada yang berubah."))
    if what is Action.EXEMPT:
        return str(
            ngettext("%(count)s orang dikecualikan.", "%(count)s orang dikecualikan.", count, count=number(count))
        )
    return str(
        ngettext(
            "Pengecualian %(count)s orang dibatalkan.",
            "Pengecualian %(count)s orang dibatalkan.",
            count,
            count=number(count),
        )
    )


def _act(form: Any) -> Act:
    return Act(current_user.id, form.reason.data, clock.now())


def _done(told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(_back(), 303)


def _back() -> str:
    return safe_next(request.values.get("next"), url_for("assignments.index"))


def _is_ahead(form: Any) -> bool:
    if form.due_on.data >= clock.today_in(current_user.zone, clock.now()):
        return True
    form.due_on.errors = [_("Pilih hari ini atau hari sesudahnya.")]
    return False


def _ask(what: Action, form: Any, picked: Picked) -> ResponseReturnValue:
    prospect = prospect_of(picked.duties, what)
    page = render_template(
        f"duties/{what.value}.html",
        form=form,
        prospect=prospect,
        reached=amount(prospect.reached, in_rows=prospect.is_mixed),
        chosen=amount(prospect.chosen, in_rows=prospect.is_mixed),
        left_out=hindrances_in_words(prospect.left_out, in_rows=prospect.is_mixed),
        first=prospect.names[:FIRST_NAMES],
        others=prospect.names[FIRST_NAMES:],
        hidden=picked.pairs(),
        back=_back(),
    )
    return page, 400 if form.errors else 200
