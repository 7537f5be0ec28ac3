"""One person: what is known, where they belong, what they learnt, and what an admin can do about it."""

from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.models import Membership, User
from training.accounts.services.credentials import CODE_VALID_DAYS, issue_activation_code
from training.accounts.services.grants import LastAdmin
from training.accounts.services.memberships import (
    PersonInactive,
    TransferInTheFuture,
    TransferTooEarly,
    check_first_day,
    locked_person,
    transfer,
)
from training.accounts.services.people import IdentifierTaken, deactivate, reactivate, update_person
from training.certificates.queries import cards_of, certificates_of
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.errors import Conflict
from training.core.i18n import plain_date
from training.directory.forms.people import PlaceForm
from training.directory.forms.seen import EditPersonForm, TransferForm, as_seen, clashes, sent_over, shown_person
from training.directory.queries.people import person_within
from training.directory.queries.person import access_of, duties_of, grants_of_person, history_of
from training.directory.views._page import people_paths, today
from training.directory.words import grant_sentence
from training.org.models import Unit
from training.org.services import UnitClosed
from training.rules.domain import CORPS_LABELS

Place = TypeVar("Place", bound=PlaceForm)
bp = Blueprint("person", __name__, url_prefix="/people/<int:person_id>")


@bp.get("")
@permission_required(Permission.MANAGE_PEOPLE)
def show(person_id: int) -> ResponseReturnValue:
    """All of it; eight statements."""
    paths, day = people_paths(), today()
    user, membership, unit = person_within(person_id, paths)
    grants, elsewhere = grants_of_person(user.id, paths, today=day)
    return render_template(
        "people/person.html",
        user=user,
        membership=membership,
        unit=unit,
        corps_label=_(CORPS_LABELS[user.corps]) if user.corps in CORPS_LABELS else user.corps,
        access=access_of(user.id, now=clock.now()),
        history=history_of(user.id, paths),
        grants=[(grant, grant_sentence(grant, day)) for grant in grants],
        grants_elsewhere=elsewhere,
        duties=duties_of(user.id, today=day),
        certificates=cards_of(certificates_of(user.id), today=day),
    )


@bp.route("/edit", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def edit(person_id: int) -> ResponseReturnValue:
    """Name, sort of staff, number, e-mail, login name."""
    user, _membership, _unit = person_within(person_id, people_paths())
    stored = shown_person(locked_person(user.id) if request.method == "POST" else user)
    sent, both = sent_over(stored)
    form = EditPersonForm(formdata=sent, data={**stored, "seen": as_seen(stored)}, person=user, today=today())
    if both:
        clashing = clashes(form, stored, both)
        return render_template("people/edit.html", form=form, user=user, clashes=clashing), 409
    if form.validate_on_submit():
        try:
            changed = update_person(user.id, form.details(), actor_id=current_user.id)
        except IdentifierTaken as taken:
            form.show_taken(taken.field, str(taken.message))
        else:
            flash(_("Perubahan tersimpan.") if changed else _("Tidak ada yang berubah."))
            return _to(user)
    return render_template("people/edit.html", form=form, user=user, clashes=()), 400 if form.errors else 200


@bp.route("/transfer", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def move(person_id: int) -> ResponseReturnValue:
    """To another unit, or to another position; first said in a sentence, then done.

    Both from the place that the page showed: who is elsewhere by then is not moved on unseen.
    """
    paths = people_paths()
    user, membership, unit = _where_now(person_id, paths)
    if user.deactivated_at is not None:
        return redirect(url_for("person.activate_again", person_id=user.id), 303)
    form, target = _place_form(TransferForm, membership, unit.name), None
    is_stale = not form.is_about(membership) and request.method == "POST"
    if is_stale and _is_there_already(form, paths, membership):
        return _to(user)  # the same form, sent twice
    if not is_stale and form.validate_on_submit():
        target = _new_place(form, paths, membership)
    if target is not None and request.form.get("action") == "save":
        target = _transferred(form, user, target)
        if target is None:
            return _to(user)
    grants, _elsewhere = grants_of_person(user.id, paths, today=today())
    page = render_template(
        "people/transfer.html", form=form, user=user, membership=membership, unit=unit, target=target,
        is_stale=is_stale, grants=[grant_sentence(grant, today()) for grant in grants],
    )  # fmt: skip
    return page, 409 if is_stale else 400 if form.errors else 200


@bp.route("/deactivate", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def deactivation(person_id: int) -> ResponseReturnValue:
    """Say what it means, then do it."""
    user, _membership, unit = person_within(person_id, people_paths())
    if request.method == "GET":
        return render_template("people/deactivate.html", user=user, unit=unit, is_self=user.id == current_user.id)
    if user.id == current_user.id:
        raise Conflict(_("Anda tidak dapat menonaktifkan diri sendiri. Minta admin lain melakukannya."))
    try:
        deactivate(user.id, on=clock.today_in(unit.zone, clock.now()), actor_id=current_user.id, now=clock.now())
    except LastAdmin as refusal:
        flash(str(refusal.message))
    else:
        flash(_("%(name)s tidak aktif lagi. Riwayat dan sertifikatnya tetap tersimpan.", name=user.full_name))
    return _to(user)


@bp.route("/reactivate", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def activate_again(person_id: int) -> ResponseReturnValue:
    """Make somebody active again, in a unit."""
    paths = people_paths()
    user, membership, unit = person_within(person_id, paths)
    form = _place_form(PlaceForm, membership, "" if unit.closed_on else unit.name)
    if form.validate_on_submit():
        target = form.chosen_unit(paths)
        if target is not None and _returned(form, user, target):
            flash(
                _("%(name)s aktif kembali. Peran yang dulu harus diberikan lagi bila masih perlu.", name=user.full_name)
            )
            return _to(user)
    return render_template("people/reactivate.html", form=form, user=user, unit=unit), 400 if form.errors else 200


@bp.post("/code")
@permission_required(Permission.MANAGE_PEOPLE)
def new_code(person_id: int) -> ResponseReturnValue:
    """A new activation code, shown on this page and never again: so the answer is no redirect."""
    user, _membership, unit = person_within(person_id, people_paths())
    if user.deactivated_at is not None:
        raise PersonInactive
    code = issue_activation_code(user.id, actor_id=current_user.id, now=clock.now())
    return render_template("people/code.html", user=user, unit=unit, code=code, days=CODE_VALID_DAYS)


def _to(user: User) -> ResponseReturnValue:
    return redirect(url_for("person.show", person_id=user.id), 303)


def _where_now(person_id: int, paths: tuple[str, ...]) -> tuple[User, Membership, Unit]:
    """A person of one's branch with their place; nobody else changes it while what was sent is handled."""
    found = person_within(person_id, paths)
    if request.method != "POST":
        return found
    locked_person(person_id)
    return person_within(person_id, paths)


def _place_form(kind: type[Place], last: Membership, unit_name: str) -> Place:
    """Filled in with the last place of a person; says at the day which ones count."""
    form = kind(position=last.position or "", unit=unit_name, on=today())
    first = plain_date(last.to_on or last.from_on)
    form.on.description = _("Hari pertama di tempat itu: dari %(first)s sampai hari ini.", first=first)
    return form


def _new_place(form: PlaceForm, paths: tuple[str, ...], membership: Membership) -> Unit | None:
    """The chosen unit; None with the error at the field, as where neither unit nor position would change."""
    target = form.chosen_unit(paths)
    if target is None:
        return None
    if target.id == membership.unit_id and (form.position.data or None) == membership.position:
        form.unit.errors = [_("Unit dan jabatannya masih sama. Pilih unit lain atau ubah jabatannya.")]
        return None
    try:
        check_first_day(form.on.day(), target.zone, began_on=membership.from_on, now=clock.now())
    except (TransferInTheFuture, TransferTooEarly) as refusal:
        form.on.errors = [str(refusal.message)]
        return None
    return target


def _is_there_already(form: PlaceForm, paths: tuple[str, ...], membership: Membership) -> bool:
    """Whether the form asks for the very place that somebody has by now: unit, position and first day."""
    target = form.chosen_unit(paths) if form.validate() else None
    if target is None:
        return False
    wanted = (target.id, form.position.data or None, form.on.day())
    return wanted == (membership.unit_id, membership.position, membership.from_on)


def _transferred(form: PlaceForm, user: User, target: Unit) -> Unit | None:
    """None when it is done; else the target once more, or an error at its field."""
    try:
        moved = transfer(
            user.id, target, position=form.position.data, on=form.on.day(), actor_id=current_user.id, now=clock.now()
        )
    except (TransferInTheFuture, TransferTooEarly) as refusal:
        form.on.errors = [str(refusal.message)]
    except UnitClosed as refusal:
        form.unit.errors = [str(refusal.message)]
    else:
        flash(
            _("%(name)s sekarang di %(unit)s.", name=user.full_name, unit=target.name)
            if moved
            else _("Tidak ada yang berubah.")
        )
        return None
    return target


def _returned(form: PlaceForm, user: User, target: Unit) -> bool:
    """Whether the person is active again; else there is an error at a field."""
    try:
        reactivate(
            user.id, target, on=form.on.day(), actor_id=current_user.id, now=clock.now(), position=form.position.data
        )
    except (TransferInTheFuture, TransferTooEarly) as refusal:
        form.on.errors = [str(refusal.message)]
    except UnitClosed as refusal:
        form.unit.errors = [str(refusal.message)]
    else:
        return True
    return False
