"""The list of assignments."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from training.assignments.domain.planning import AssignmentState
from training.assignments.domain.tally import Tally
from training.assignments.queries import assignments as queries
from training.assignments.queries.assignments import Wanted
from training.assignments.queries.duties import Duties
from training.assignments.queries.figures import tallies_by_assignment
from training.assignments.views.reading import branches
from training.assignments.views.words import STATE_LABELS
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import framed, wanted_page

bp = Blueprint("assignments", __name__)
ON_A_PAGE = 20
WORDS_MAX_CHARACTERS = 100


@bp.get("/assignments")
@permission_required(Permission.MANAGE_ASSIGNMENTS)
def index() -> ResponseReturnValue:
    """Assignments of one's branches with their figures."""
    wanted = Wanted(_state(), request.args.get("q", "").strip()[:WORDS_MAX_CHARACTERS], clock.now())
    paths, number = branches(), wanted_page()
    total = queries.assignments_count(paths, wanted)
    rows = queries.assignment_rows(paths, wanted, offset=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE)
    found = tallies_by_assignment(Duties(paths, tuple((row.id, row.cycle) for row in rows), wanted.now))
    return render_template(
        "assignments/list.html",
        page=framed(rows, number=number, total=total, size=ON_A_PAGE),
        tallies={row.id: found.get(row.id, Tally()) for row in rows},
        total=total,
        wanted=wanted,
        states=[(state.value, _(label)) for state, label in STATE_LABELS.items()],
        filter_words=_filter_words(wanted),
    )


def _state() -> AssignmentState | None:
    asked = request.args.get("state", "")
    return AssignmentState(asked) if asked in set(AssignmentState) else None


def _filter_words(wanted: Wanted) -> str:
    parts = [
        _("memuat “%(words)s”", words=wanted.words) if wanted.words else "",
        _(STATE_LABELS[wanted.state]).lower() if wanted.state else "",
    ]
    return ", ".join(str(part) for part in parts if part)
