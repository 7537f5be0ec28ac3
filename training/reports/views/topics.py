"""What a unit gets wrong: right answers by topic, never by person, and only of ten people or more."""

from dataclasses import dataclass
from fractions import Fraction

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from training.core.access import Permission, permission_required
from training.core.i18n import number, percent
from training.reports.domain import FEWEST_PEOPLE_FOR_TOPICS, TopicFigure, weakest_first
from training.reports.queries.figures import topics
from training.reports.views.asked import number_in_address
from training.reports.views.picture import picture_of
from training.reports.views.rows import cycle_options, own_trail
from training.rules.domain import TOPIC_LABELS

bp = Blueprint("report_topics", __name__)


@dataclass(frozen=True)
class TopicRow:
    """One topic as a bar, as components/bar_chart.html wants it."""

    label: str
    share: Fraction
    figure: str


@bp.get("/reports/topics")
@permission_required(Permission.VIEW_REPORTS)
def index() -> ResponseReturnValue:
    """Topics of a branch or a unit, the weakest first."""
    picture = picture_of(number_in_address("unit"))
    found = topics(picture.duties)
    shown = weakest_first(found)
    return render_template(
        "reports/topics.html",
        picture=picture,
        trail=own_trail(picture),
        cycle_options=cycle_options(picture),
        topics=[_row(figure) for figure in shown],
        hidden=len(found) - len(shown),
        fewest=FEWEST_PEOPLE_FOR_TOPICS,
        at=picture.at,
    )


def _row(figure: TopicFigure) -> TopicRow:
    people = ngettext("%(count)s orang", "%(count)s orang", figure.people, count=number(figure.people))
    return TopicRow(_(TOPIC_LABELS[figure.topic]), figure.share, f"{percent(figure.share)} · {people}")
