"""The page of one assignment: the number first, then the people behind it."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.services.searches import keep_search
from training.assignments.domain.duty import DutyStatus
from training.assignments.queries import assignments as queries
from training.assignments.queries.assignments import AssignmentRow
from training.assignments.queries.figures import figures_of
from training.assignments.queries.people import ORDER_OF_STATUS, SORTS, page_of_duties
from training.assignments.queries.selection import Selection
from training.assignments.queries.units import names_of
from training.assignments.views.picking import Picked, filtered_duties
from training.assignments.views.reading import branches, whole_number
from training.assignments.views.words import STATUS_LABELS, corps_words, selection_words, units_words
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import framed, wanted_page
from training.rules.domain import CORPS_LABELS

bp = Blueprint("assignment", __name__)
ON_A_PAGE = 50
KEPT = ("cycle", "status", "overdue", "unit", "corps", "sort")


@dataclass(frozen=True)
class Head:
    """The head of a column; none sorts by itself, the list has a field for that."""

    label: str
    sort_url: None = None
    sorted: str = ""
    is_figure: bool = False


@bp.get("/assignments/<int:assignment_id>")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def show(assignment_id: int) -> ResponseReturnValue:
    """One assignment and a page of its people."""
    now = clock.now()
    assignment = queries.visible_assignment(assignment_id, branches(), now=now)
    cycle = _cycle(assignment)
    whole = Selection(branches(), now, assignment_id=assignment_id, cycle=cycle)
    picked = filtered_duties(request.args, now=now, assignment_id=assignment_id, cycle=cycle)
    figures = figures_of(whole, {assignment_id: assignment.attempts_allowed})
    number = wanted_page()
    rows, total = page_of_duties(
        replace(picked.selection, allowed=assignment.attempts_allowed),
        sort=_sort(),
        offset=(number - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
        total=figures.people if picked.selection == whole else None,
    )
    return render_template(
        "assignments/show.html",
        assignment=assignment,
        whom=_whom(assignment),
        cycle=cycle,
        past=queries.past_cycles(assignment_id) if assignment.cycle > 1 else [],
        figures=figures,
        statuses=[(status, _(STATUS_LABELS[status])) for status in ORDER_OF_STATUS],
        page=framed(rows, number=number, total=total, size=ON_A_PAGE),
        total=total,
        heads=[
            Head(_("Pilih")),
            Head(_("Nama")),
            Head(_("Unit kerja")),
            Head(_("Keadaan")),
            Head(_("Tenggat")),
            Head(_("Diingatkan")),
        ],
        **_filter_context(picked),
    )


@bp.post("/assignments/<int:assignment_id>")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def search(assignment_id: int) -> ResponseReturnValue:
    """Narrow the list: what was typed is kept on the server, and only its key stands in the address."""
    queries.visible_assignment(assignment_id, branches(), now=clock.now())
    key = keep_search(current_user.id, request.form.get("words", ""), now=clock.now())
    kept = {name: request.form.get(name, "")[:20] for name in KEPT}
    arguments: dict[str, Any] = {name: value for name, value in {**kept, "search": key}.items() if value}
    return redirect(url_for(".show", assignment_id=assignment_id, **arguments), 303)


def _cycle(assignment: AssignmentRow) -> int:
    asked = whole_number(request.args.get("cycle"))
    return asked if asked is not None and 0 < asked < assignment.cycle else assignment.cycle


def _sort() -> str:
    asked = request.args.get("sort", "")
    return asked if asked in SORTS else SORTS[0]


def _whom(assignment: AssignmentRow) -> dict[str, str]:
    ids = assignment.whom["units"]
    names = names_of(ids)
    return {
        "units": units_words([names[unit_id] for unit_id in ids if unit_id in names]),
        "corps": corps_words(assignment.whom.get("corps", ())),
    }


def _filter_context(picked: Picked) -> dict[str, object]:
    selection = picked.selection
    return {
        "picked": picked,
        "filter_words": selection_words(selection, unit_name=picked.unit.name if picked.unit else ""),
        "sort": _sort(),
        "sorts": [
            ("status", _("Belum selesai dahulu")),
            ("name", _("Nama")),
            ("unit", _("Unit kerja")),
            ("due", _("Tenggat")),
        ],
        "status_options": [(status.value, _(STATUS_LABELS[status])) for status in DutyStatus],
        "corps_options": [(name, _(label)) for name, label in CORPS_LABELS.items()],
    }
