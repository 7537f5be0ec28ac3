"""The first page: the number, what it is made of, the units from the lowest up, the weeks."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from training.assignments.domain.tally import sum_of
from training.assignments.queries.figures import tallies
from training.core.access import Permission, permission_required
from training.core.pagination import page_of
from training.reports.charts import ColumnChart, status_bar, week_columns
from training.reports.domain import by_assignment, by_unit, weeks_of
from training.reports.queries.figures import completed_by_day
from training.reports.views.picture import Picture, picture_of
from training.reports.views.rows import assignment_rows, cycle_options, status_rows, trail_of, unit_rows

bp = Blueprint("reports", __name__)
UNITS_ON_A_PAGE = 50
MOST_WEEKS = 53


@bp.get("/reports")
@permission_required(Permission.VIEW_REPORTS)
def index() -> ResponseReturnValue:
    """The reader's whole branch."""
    return _overview(picture_of(None))


@bp.get("/reports/units/<int:unit_id>")
@permission_required(Permission.VIEW_REPORTS)
def unit(unit_id: int) -> ResponseReturnValue:
    """The same for one unit and those below it."""
    return _overview(picture_of(unit_id))


def _overview(picture: Picture) -> ResponseReturnValue:
    found = tallies(picture.duties)
    tally = sum_of(found.values())
    rows = unit_rows(picture, by_unit(found))
    return render_template(
        "reports/overview.html",
        picture=picture,
        title=picture.unit.name if picture.unit else _("Laporan"),
        trail=trail_of(picture),
        page_address=picture.page(),
        cycle_options=cycle_options(picture),
        tally=tally,
        segments=status_bar(tally),
        statuses=status_rows(tally),
        assignments=assignment_rows(picture, by_assignment(found)),
        units=page_of(rows, size=UNITS_ON_A_PAGE),
        left_out=len(picture.below) - sum(not row.is_own for row in rows),
        weeks=_weeks(picture),
        at=picture.at,
    )


def _weeks(picture: Picture) -> ColumnChart | None:
    """Completions of one assignment over time; None where there are none to show."""
    if picture.chosen is None or picture.days is None:
        return None
    completed = completed_by_day(picture.duties, zone=picture.zone)
    first_on, last_on = picture.days
    weeks = weeks_of(completed, first_on=first_on, last_on=last_on, due_on=picture.due_on)[-MOST_WEEKS:]
    return week_columns(weeks, due_on=picture.due_on) if completed and len(weeks) > 1 else None
