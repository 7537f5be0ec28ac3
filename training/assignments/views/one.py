"""The page of one assignment: the number first, then the people behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.services.searches import keep_search
from training.assignments.queries import assignments as queries
from training.assignments.queries.assignments import AssignmentRow
from training.assignments.queries.duties import Duties
from training.assignments.queries.figures import tally_of
from training.assignments.queries.people import ORDER_OF_STATUS, SORTS, page_of_duties
from training.assignments.queries.units import units_by_id
from training.assignments.views.picking import Picked, filtered_duties
from training.assignments.views.reading import branches, whole_number
from training.assignments.views.words import corps_words, duties_words, units_words
from training.assignments.words import FILTER_LABELS, STATUS_LABELS
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import framed, wanted_page
from training.org.models import Unit
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
    cycles = ((assignment_id, cycle),)
    whole = Duties(branches(), cycles, now)
    whom, asked_unit = assignment.whom["units"], whole_number(request.args.get("unit"))
    units = units_by_id([*whom, *([asked_unit] if asked_unit is not None else [])])
    picked = filtered_duties(request.args, cycles, now=now, units=units)
    tally = tally_of(whole)
    number = wanted_page()
    rows, total = page_of_duties(
        replace(picked.duties, allowed=((assignment_id, assignment.attempts_allowed),)),
        sort=_sort(),
        offset=(number - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
        total=tally.all if picked.duties == whole else None,
    )
    return render_template(
        "assignments/show.html",
        assignment=assignment,
        whom=_whom(assignment, units),
        cycle=cycle,
        past=queries.past_cycles(assignment_id) if assignment.cycle > 1 else [],
        tally=tally,
        statuses=[(status, _(STATUS_LABELS[status]), getattr(tally, status.value)) for status in ORDER_OF_STATUS],
        page=framed(rows, number=number, total=total, size=ON_A_PAGE),
        total=total,
        can_act=any(row.is_open for row in rows) or total > len(rows),
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


def _whom(assignment: AssignmentRow, units: Mapping[int, Unit]) -> dict[str, str]:
    return {
        "units": units_words([units[one].name for one in assignment.whom["units"] if one in units]),
        "corps": corps_words(assignment.whom.get("corps", ())),
    }


def _filter_context(picked: Picked) -> dict[str, object]:
    return {
        "picked": picked,
        "filter_words": duties_words(picked.duties, unit_name=picked.unit.name if picked.unit else ""),
        "sort": _sort(),
        "sorts": [
            ("status", _("Belum selesai dahulu")),
            ("name", _("Nama")),
            ("unit", _("Unit kerja")),
            ("due", _("Tenggat")),
        ],
        "status_options": [(status, _(label)) for status, label in FILTER_LABELS.items()],
        "corps_options": [(name, _(label)) for name, label in CORPS_LABELS.items()],
    }
