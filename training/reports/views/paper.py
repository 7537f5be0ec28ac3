"""The report on paper: letterhead, figures, units, who is late, and room for a signature."""

from dataclasses import replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.assignments.domain.tally import sum_of
from training.assignments.queries.figures import tallies
from training.assignments.words import STATUS_LABELS
from training.core.access import Permission, permission_required
from training.reports.charts import status_bar
from training.reports.domain import by_assignment, by_unit
from training.reports.queries.choices import top_unit_of_path
from training.reports.queries.people import Order, page_of_duties
from training.reports.views.asked import number_in_address
from training.reports.views.picture import picture_of
from training.reports.views.rows import assignment_rows, status_rows, unit_rows

bp = Blueprint("report_paper", __name__)
MOST_NAMES = 300


@bp.get("/reports/print")
@permission_required(Permission.VIEW_REPORTS)
def show() -> ResponseReturnValue:
    """The same figures as on the screen, laid out for A4."""
    picture = picture_of(number_in_address("unit"))
    found = tallies(picture.duties)
    tally = sum_of(found.values())
    late = replace(picture.duties, only_overdue=True)
    first = picture.unit.path if picture.unit else next(iter(picture.paths), "")
    return render_template(
        "reports/paper.html",
        picture=picture,
        agency=top_unit_of_path(first),
        tally=tally,
        segments=status_bar(tally),
        statuses=status_rows(tally),
        assignments=assignment_rows(picture, by_assignment(found)),
        units=unit_rows(picture, by_unit(found)),
        late=page_of_duties(late, order=Order.UNIT, descending=False, offset=0, limit=MOST_NAMES)[0],
        labels={status.value: _(label) for status, label in STATUS_LABELS.items()},
        author=current_user.full_name,
    )
