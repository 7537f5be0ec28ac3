"""Roles: given to a person in a part of one's branch, limited, ended."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.domain.credentials import GrantFacts
from training.accounts.models import User
from training.accounts.services.grants import LastAdmin, grant_role, limit_grant, revoke_grant
from training.accounts.services.memberships import PersonInactive
from training.core import clock
from training.core.access import Permission, Role, permission_required, roles_with
from training.core.i18n import plain_date
from training.directory.domain import latest_day_to_give
from training.directory.forms.grants import EndGrantForm, GrantForm
from training.directory.queries.people import person_within
from training.directory.queries.person import GrantRow, grant_within
from training.directory.queries.units import units_below
from training.directory.views._page import people_paths, today
from training.directory.words import grant_sentence, role_sentence
from training.org.models import Unit

bp = Blueprint("grants", __name__)


@bp.route("/people/<int:person_id>/grants/new", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def new(person_id: int) -> ResponseReturnValue:
    """Give a role; first said in a sentence, then saved."""
    paths = people_paths()
    user, _membership, home = person_within(person_id, paths)
    if user.deactivated_at is not None:
        raise PersonInactive
    form, unit = GrantForm(unit=home.name, role=Role.SUPERVISOR, from_on=today(), today=today()), None
    if form.validate_on_submit():
        unit = _unit_to_give_in(form, paths)
    if unit is not None and request.form.get("action") == "save":
        return _given(form, user, unit)
    page = render_template(
        "grants/new.html", form=form, user=user, target=unit, sentence=_sentence(form, unit) if unit else ""
    )
    return page, 400 if form.errors else 200


@bp.route("/grants/<int:grant_id>/end", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def end(grant_id: int) -> ResponseReturnValue:
    """End a role now, or give it another last day."""
    grant = grant_within(grant_id, people_paths(), today=today())
    form = EndGrantForm(until_on=grant.until_on)
    is_own = grant.user_id == current_user.id and grant.role == Role.ADMIN
    if form.validate_on_submit() and _is_sure(form, is_own) and _ended(form, grant):
        return redirect(url_for("learning.home") if is_own else url_for("person.show", person_id=grant.user_id), 303)
    page = render_template(
        "grants/end.html", form=form, grant=grant, sentence=grant_sentence(grant, today()), is_own=is_own
    )
    return page, 400 if form.errors else 200


def _unit_to_give_in(form: GrantForm, paths: tuple[str, ...]) -> Unit | None:
    """The unit that is meant; None with an error where one cannot give this much there."""
    unit = form.chosen_unit(paths)
    if unit is None:
        return None
    return unit if _is_within_own_time(form, unit.path) else None


def _is_within_own_time(form: GrantForm | EndGrantForm, path: str) -> bool:
    """Whether the last day is no later than that of one's own admin roles there; else there is an error at it."""
    latest = latest_day_to_give(_own_grants(), path)
    asked: date | None = form.until_on.data
    if latest is None or (asked is not None and asked <= latest):
        return True
    form.until_on.errors = [
        _(
            "Peran admin Anda di sana berakhir %(day)s. Peran yang Anda berikan berakhir paling lambat pada hari itu.",
            day=plain_date(latest),
        )
    ]
    return False


def _own_grants() -> list[GrantFacts]:
    giving = roles_with(Permission.MANAGE_PEOPLE)
    return [grant for grant in current_user.grants if grant.role in giving]


def _given(form: GrantForm, user: User, unit: Unit) -> ResponseReturnValue:
    grant_role(
        user.id, Role(form.role.data), unit, from_on=form.from_on.day(), until_on=form.until_on.data,
        actor_id=current_user.id,
    )  # fmt: skip
    flash(_("%(name)s: %(role)s.", name=user.full_name, role=_sentence(form, unit)))
    return redirect(url_for("person.show", person_id=user.id), 303)


def _sentence(form: GrantForm, unit: Unit) -> str:
    return role_sentence(
        role=form.role.data,
        unit_name=unit.name,
        units_below=units_below(unit.path),
        from_on=form.from_on.day(),
        until_on=form.until_on.data,
        today=today(),
    )


def _is_sure(form: EndGrantForm, is_own: bool) -> bool:
    """Whether nobody loses their own admin role unawares; else there is an error at the tick."""
    if not is_own or form.confirm.data:
        return True
    form.confirm.errors = [_("Ini peran admin Anda sendiri. Beri tanda bila Anda memang ingin mengubahnya.")]
    return False


def _ended(form: EndGrantForm, grant: GrantRow) -> bool:
    """Whether the role has ended or has its new last day; else there is an error at the field."""
    day = today()
    until_on: date | None = form.until_on.data
    try:
        if request.form.get("action") == "now":
            revoke_grant(grant.id, actor_id=current_user.id, now=clock.now(), today=day)
            flash(_("Peran %(name)s sudah berakhir.", name=grant.full_name))
            return True
        if until_on is not None and until_on < max(day, grant.from_on):
            form.until_on.errors = [_("Pilih hari ini atau sesudahnya, atau akhiri sekarang.")]
            return False
        if not _is_within_own_time(form, grant.unit_path):
            return False
        if request.form.get("action") != "until":
            return False
        changed = limit_grant(grant.id, until_on=until_on, actor_id=current_user.id, today=day)
        flash(_("Perubahan tersimpan.") if changed else _("Tidak ada yang berubah."))
    except LastAdmin as refusal:
        form.until_on.errors = [str(refusal.message)]
        return False
    return True
