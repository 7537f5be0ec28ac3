"""A new assignment, or a change: put together, looked at, then saved. Works by plain links and buttons."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from training.assignments.models import Assignment
from training.assignments.queries import units as unit_queries
from training.assignments.queries.assignments import own_assignment
from training.assignments.queries.edits import Edit, effect_of
from training.assignments.queries.preview import Preview, preview_of
from training.assignments.queries.units import UnitChoice
from training.assignments.services.planning import change_assignment, plan_assignment
from training.assignments.views.draft import Draft, check_draft, owner_path, read_draft
from training.assignments.views.reading import branches
from training.assignments.views.words import REASON_LABELS, people
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.db import db
from training.core.errors import Gone
from training.core.i18n import number
from training.org.domain import lies_within, summed_up
from training.org.models import Unit
from training.rules.domain import CORPS_LABELS

bp = Blueprint("planning", __name__)


@bp.get("/assignments/new")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def new() -> ResponseReturnValue:
    """Put an assignment together; with `action=preview` look at whom it would reach."""
    draft = read_draft(current_user.zone)
    if request.args.get("action") == "preview" and _check(draft):
        return _preview(draft, None)
    return _builder(draft, None)


@bp.post("/assignments/new")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def create() -> ResponseReturnValue:
    """Save it: once, however often the form is sent."""
    draft = read_draft(current_user.zone)
    if not _check(draft):
        return _builder(draft, None)
    owner = _owner(draft)
    made = plan_assignment(draft.plan(), owner, token=draft.token, actor_id=current_user.id, now=clock.now())
    flash(_("Penugasan tersimpan."))
    return redirect(url_for("assignment.show", assignment_id=made), 303)


@bp.get("/assignments/<int:assignment_id>/edit")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def edit(assignment_id: int) -> ResponseReturnValue:
    """Change an assignment; with `action=preview` look at what that does to whom."""
    assignment, owner = _changeable(assignment_id)
    draft = read_draft(owner.zone, assignment)
    if request.args.get("action") == "preview" and _check(draft, owner):
        return _preview(draft, assignment)
    return _builder(draft, assignment)


@bp.post("/assignments/<int:assignment_id>/edit")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def change(assignment_id: int) -> ResponseReturnValue:
    """Save the change."""
    assignment, owner = _changeable(assignment_id)
    draft = read_draft(owner.zone, assignment)
    if not _check(draft, owner):
        return _builder(draft, assignment)
    moved = change_assignment(assignment, draft.plan(), owner.zone, actor_id=current_user.id, now=clock.now())
    told = ngettext(
        "Perubahan tersimpan. Tenggat %(count)s orang ikut berubah.",
        "Perubahan tersimpan. Tenggat %(count)s orang ikut berubah.",
        moved,
        count=number(moved),
    )
    flash(told if moved else _("Perubahan tersimpan."))
    return redirect(url_for("assignment.show", assignment_id=assignment_id), 303)


def _changeable(assignment_id: int) -> tuple[Assignment, Unit]:
    assignment, owner = own_assignment(assignment_id, branches())
    if assignment.ended_at is not None:
        raise Gone(_("Penugasan ini sudah ditutup. Ulangi penugasan untuk membuka putaran berikutnya."))
    return assignment, owner


def _check(draft: Draft, owner: Unit | None = None) -> bool:
    is_valid = check_draft(draft)
    inside = [owner.path] if owner else branches()
    if draft.units and owner_path(draft.units, inside) is None:
        draft.units_error = _("Unit-unit ini berada di cabang yang berbeda. Buat satu penugasan untuk setiap cabang.")
        return False
    return is_valid


def _owner(draft: Draft) -> Unit:
    path = owner_path(draft.units, branches())
    return db.session.scalars(select(Unit).where(Unit.path == path)).one()


def _builder(draft: Draft, assignment: Assignment | None) -> ResponseReturnValue:
    paths = branches()
    trail = unit_queries.trail_to(draft.at, paths) if draft.at is not None else []
    here = unit_queries.children_of(draft.at, paths) if trail and draft.at else unit_queries.tops(paths)
    if not trail and len(here) == 1:
        trail, here = here, unit_queries.children_of(here[0].id, paths)
    found = unit_queries.found_units(draft.words, paths) if draft.words else []
    has_errors = bool(draft.errors())
    return render_template(
        "assignments/builder.html",
        draft=draft,
        assignment=assignment,
        trail=trail,
        inside=here,
        found=found,
        taken={unit.id for unit in [*here, *found, *trail] if _is_taken(unit, draft.units)},
        people=_people(draft.units, [*here, *found, *trail[-1:]]),
        most_found=unit_queries.MOST_FOUND,
        most_children=unit_queries.MOST_CHILDREN,
        corps_options=[(name, _(label)) for name, label in CORPS_LABELS.items()],
    ), 400 if has_errors else 200


def _preview(draft: Draft, assignment: Assignment | None) -> ResponseReturnValue:
    plan, now = draft.plan(), clock.now()
    paths = [unit.path for unit in draft.units]
    preview = preview_of(paths, plan.module_id, draft.module.corps, draft.corps, now=now)
    counted = _counted(draft.units, preview)
    return render_template(
        "assignments/preview.html",
        draft=draft,
        plan=plan,
        assignment=assignment,
        preview=preview,
        units=counted,
        is_one_branch=len(counted) > 1 and len(draft.units) == 1,
        reasons=[(_(REASON_LABELS[why]), people(count)) for why, count in preview.left_out.items()],
        reason_of={why: _(label) for why, label in REASON_LABELS.items()},
        opens_now=plan.opens_on <= clock.today_in(current_user.zone, now),
        effect=effect_of(Edit(assignment.id, assignment.cycle, assignment.due_on, plan.due_on), now=now)
        if assignment
        else None,
    )


def _counted(units: list[UnitChoice], preview: Preview) -> list[tuple[UnitChoice, int]]:
    """How many are meant in each chosen unit; in a single one, in each unit right below it."""
    shown = units
    if len(units) == 1 and units[0].has_more:
        shown = unit_queries.children_of(units[0].id, branches())
    sums = summed_up(preview.by_path)
    counted = [(unit, sums[unit.path]) for unit in shown]
    return counted if shown is units else [(units[0], preview.by_path.get(units[0].path, 0)), *counted]


def _is_taken(unit: UnitChoice, chosen: list[UnitChoice]) -> bool:
    return any(lies_within(unit.path, one.path) for one in chosen)


def _people(chosen: list[UnitChoice], shown: list[UnitChoice]) -> dict[int, int]:
    """How many people belong to each unit with all below it."""
    units = {unit.id: unit for unit in [*chosen, *shown]}
    sums = summed_up(unit_queries.people_by_path([unit.path for unit in units.values()]))
    return {unit.id: sums[unit.path] for unit in units.values()}
