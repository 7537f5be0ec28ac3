"""The unit tree of one's branch, and one unit."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.core.access import Permission, permission_required
from training.core.pagination import framed, wanted_page
from training.directory.domain import levels_to_show, tree_of
from training.directory.forms.seen import EditUnitForm, as_seen, clashes, sent_over, shown_unit
from training.directory.forms.units import ZONE_LABELS, UnitChoice, UnitForm
from training.directory.queries.person import grants_in_unit
from training.directory.queries.units import (
    branch_rows,
    found_units,
    names_above,
    trail_to,
    unit_within,
)
from training.directory.views._page import today, unit_paths
from training.directory.words import grant_sentence
from training.org.domain import UnitKind
from training.org.domain.unit_sheet import KIND_LABELS
from training.org.models import Unit
from training.org.services import (
    TreeTooDeep,
    UnitClosed,
    UnitCodeTaken,
    UnitInItsOwnBranch,
    UnitNotEmpty,
    close_unit,
    create_unit,
    move_unit,
    path_below,
    reopen_unit,
    update_unit,
)
from training.rules.domain import CORPS_LABELS

bp = Blueprint("units", __name__)
ON_A_PAGE = 50
MAX_QUERY = 100


@bp.get("/units")
@permission_required(Permission.MANAGE_UNITS)
def index() -> ResponseReturnValue:
    """The tree: a small one whole, of a large one the top; or what a search finds."""
    words = " ".join(request.args.get("q", "").split())[:MAX_QUERY]
    if words:
        return _found(words)
    with_closed = bool(request.args.get("closed"))
    rows = branch_rows(unit_paths(), with_closed=with_closed)
    tree = tree_of(rows, levels=levels_to_show(len(rows), at_most=1))
    return render_template("units/tree.html", q="", tree=tree, total=len(rows), with_closed=with_closed)


@bp.get("/units/<int:unit_id>")
@permission_required(Permission.MANAGE_UNITS)
def show(unit_id: int) -> ResponseReturnValue:
    """One unit: where it hangs, what is below it, how many people, which roles."""
    paths = unit_paths()
    unit = unit_within(unit_id, paths)
    rows = branch_rows([unit.path], with_closed=True)
    own = next(row for row in rows if row.id == unit.id)
    day = today()
    return render_template(
        "units/unit.html",
        unit=unit,
        row=own,
        trail=trail_to(unit, paths),
        tree=tree_of([row for row in rows if row.id != unit.id], levels=levels_to_show(len(rows), at_most=0)),
        facts=_facts(unit),
        grants=[(grant, grant_sentence(grant, day)) for grant in grants_in_unit(unit.id, today=day)],
        is_outermost=unit.path in paths,
    )


@bp.route("/units/<int:unit_id>/new", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_UNITS)
def new(unit_id: int) -> ResponseReturnValue:
    """A unit below this one."""
    parent = unit_within(unit_id, unit_paths())
    form = UnitForm(zone=parent.zone, corps=parent.corps or "", kind=UnitKind.OFFICE)
    if form.validate_on_submit():
        details = vars(form.details())
        try:
            unit = create_unit(**details, opened_on=today(), parent=parent, actor_id=current_user.id)
        except UnitCodeTaken as taken:
            form.code.errors = [str(taken.message)]
        except (UnitClosed, TreeTooDeep) as refusal:
            form.name.errors = [str(refusal.message)]
        else:
            flash(_("%(name)s sudah ditambahkan di bawah %(parent)s.", name=unit.name, parent=parent.name))
            return redirect(url_for("units.show", unit_id=unit.id), 303)
    page = render_template("units/form.html", form=form, unit=None, parent=parent, clashes=())
    return page, 400 if form.errors else 200


@bp.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_UNITS)
def edit(unit_id: int) -> ResponseReturnValue:
    """Its code, name and what it is."""
    unit = unit_within(unit_id, unit_paths(), is_locked=request.method == "POST")
    stored = shown_unit(unit)
    sent, both = sent_over(stored)
    form = EditUnitForm(formdata=sent, data={**stored, "seen": as_seen(stored)})
    if both:
        clashing = clashes(form, stored, both)
        return render_template("units/form.html", form=form, unit=unit, parent=None, clashes=clashing), 409
    if form.validate_on_submit():
        try:
            changed = update_unit(unit.id, form.details(), actor_id=current_user.id)
        except UnitCodeTaken as taken:
            form.code.errors = [str(taken.message)]
        else:
            flash(_("Perubahan tersimpan.") if changed else _("Tidak ada yang berubah."))
            return redirect(url_for("units.show", unit_id=unit.id), 303)
    page = render_template("units/form.html", form=form, unit=unit, parent=None, clashes=())
    return page, 400 if form.errors else 200


@bp.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_UNITS)
def move(unit_id: int) -> ResponseReturnValue:
    """Under which unit it hangs; first said in a sentence, then done."""
    paths = unit_paths()
    unit = unit_within(unit_id, paths)
    form, parent = UnitChoice(), None
    if form.validate_on_submit():
        parent = form.chosen_unit(paths)
    if parent is not None:
        is_final = request.form.get("action") == "save"
        try:
            if is_final:
                move_unit(unit.id, parent.id, actor_id=current_user.id)
            else:
                path_below(unit, parent.id)
        except (UnitInItsOwnBranch, TreeTooDeep, UnitClosed) as refusal:
            form.unit.errors = [str(refusal.message)]
            parent = None
        else:
            if is_final:
                flash(_("%(name)s sekarang berada di bawah %(parent)s.", name=unit.name, parent=parent.name))
                return redirect(url_for("units.show", unit_id=unit.id), 303)
    rows = branch_rows([unit.path], with_closed=True)
    row = next(row for row in rows if row.id == unit.id)
    trail = trail_to(unit, paths)
    page = render_template("units/move.html", form=form, unit=unit, row=row, parent=parent, trail=trail)
    return page, 400 if form.errors else 200


@bp.route("/units/<int:unit_id>/close", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_UNITS)
def close(unit_id: int) -> ResponseReturnValue:
    """Say what closing means, then close."""
    unit = unit_within(unit_id, unit_paths())
    if request.method == "GET":
        row = next(row for row in branch_rows([unit.path], with_closed=True) if row.id == unit.id)
        return render_template("units/close.html", unit=unit, row=row)
    try:
        close_unit(unit.id, on=today(), actor_id=current_user.id)
    except UnitNotEmpty as refusal:
        flash(str(refusal.message))
    else:
        flash(_("%(name)s sudah ditutup. Riwayatnya tetap tersimpan.", name=unit.name))
    return redirect(url_for("units.show", unit_id=unit.id), 303)


@bp.post("/units/<int:unit_id>/reopen")
@permission_required(Permission.MANAGE_UNITS)
def reopen(unit_id: int) -> ResponseReturnValue:
    """Take back that it was closed."""
    unit = unit_within(unit_id, unit_paths())
    try:
        reopen_unit(unit.id, actor_id=current_user.id)
    except UnitClosed:
        flash(_("Unit induknya masih ditutup. Buka kembali unit induknya lebih dahulu."))
    else:
        flash(_("%(name)s sudah dibuka kembali.", name=unit.name))
    return redirect(url_for("units.show", unit_id=unit.id), 303)


def _found(words: str) -> ResponseReturnValue:
    number = wanted_page()
    total, units = found_units(words, unit_paths(), offset=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE)
    page = framed(units, number=number, total=total, size=ON_A_PAGE)
    return render_template("units/found.html", q=words, total=total, page=page, parents=names_above(units))


def _facts(unit: Unit) -> list[tuple[str, str]]:
    return [
        (_("Kode"), unit.code),
        (_("Jenis unit"), _(KIND_LABELS[unit.kind]) if unit.kind in KIND_LABELS else ""),
        (_("Pegawainya kebanyakan"), _(CORPS_LABELS[unit.corps]) if unit.corps else _("Beragam")),
        (_("Zona waktu"), _(ZONE_LABELS[unit.zone]) if unit.zone in ZONE_LABELS else unit.zone),
    ]
