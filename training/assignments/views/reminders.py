"""Reminders: whom they would reach, how they read, and the button that sends them."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from training.assignments.models import Enrolment
from training.assignments.queries.duties import Duties
from training.assignments.queries.people import names_without_address
from training.assignments.queries.reminding import open_duties, reach_of, senders_of, wanted_of
from training.assignments.services.reminding import Reminded, remind_chosen
from training.assignments.views.picking import picked_duties
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.forms import BaseForm
from training.core.i18n import number, safe_next
from training.notifications.services import can_send

bp = Blueprint("reminders", __name__)
NAMES_SHOWN = 10


@bp.get("/duties/remind")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def ask() -> ResponseReturnValue:
    """Who of the chosen gets a message and who does not, the message, and a text to copy."""
    now = clock.now()
    picked = picked_duties(request.args, now=now)
    people = reach_of(picked.duties)
    trainings = wanted_of(picked.duties)
    return render_template(
        "duties/remind.html",
        picked=picked,
        hidden=picked.pairs(),
        people=people,
        silent=names_without_address(picked.duties, limit=NAMES_SHOWN) if people.without_address else [],
        message=_message(people.first_id, picked.duties) if people.first_id is not None else "",
        copy_text=render_template("emails/reminder.copy.txt", trainings=trainings, base_url=_base_url())
        if trainings
        else "",
        can_send=can_send(),
        back=_back(),
    )


@bp.post("/duties/remind")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def send() -> ResponseReturnValue:
    """Send them; who was reminded today already is left alone."""
    now = clock.now()
    picked = picked_duties(request.form, now=now)
    if BaseForm().validate_on_submit() and can_send():
        done = remind_chosen(picked.duties.ids_of(), actor_id=current_user.id, now=now)
        flash(_told(done))
    return redirect(_back(), 303)


def _told(done: Reminded) -> str:
    if not done.sent:
        return str(
            _(
                "Tidak ada pengingat yang dikirim: semua sudah diingatkan hari ini, sudah selesai, kesempatannya habis, "
                "atau tanpa surel."
            )
        )
    return str(
        ngettext(
            "Pengingat untuk %(count)s orang sedang dikirim.",
            "Pengingat untuk %(count)s orang sedang dikirim.",
            done.sent,
            count=number(done.sent),
        )
    )


def _message(first_id: int, chosen: Duties) -> str:
    """The mail as the first person would get it who is written to."""
    duties = open_duties(chosen.ids_of().where(Enrolment.user_id == first_id), now=chosen.now)[first_id]
    unit = senders_of({current_user.id}).get(current_user.id, "Netral")
    return render_template(
        "emails/reminder.txt", name=_("(nama penerima)"), duties=duties, unit=unit, base_url=_base_url()
    )  # fmt: skip


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def _back() -> str:
    return safe_next(request.values.get("next"), url_for("assignments.index"))
