"""The list behind a figure."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from training.accounts.services.searches import keep_search
from training.assignments.words import FILTER_LABELS
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import Page, framed, wanted_page
from training.org.domain import lies_within_any
from training.reports.queries.people import DutyRow, Order, page_of_duties
from training.reports.views.asked import LONGEST_VALUE, NARROWING, Asked, asked
from training.reports.views.rows import cycle_options, own_trail
from training.rules.domain import CORPS_LABELS

bp = Blueprint("report_people", __name__)
PEOPLE_ON_A_PAGE = 50
HEADS = (
    (_l("Nama"), Order.NAME, False),
    (_l("Unit"), Order.UNIT, False),
    (_l("Keadaan"), Order.STATUS, False),
    (_l("Tenggat"), Order.DUE, False),
    (_l("Diselesaikan"), Order.COMPLETED, False),
    (_l("Nilai terbaik"), Order.SCORE, True),
)


@dataclass(frozen=True)
class Head:
    """The head of a column, as components/data_table.html wants it."""

    label: Any
    sort_url: str | None
    sorted: str
    is_figure: bool


@dataclass(frozen=True)
class Possible:
    """What may be done from a page of the list: whether an assignment runs, somebody can be reminded, a duty changed."""

    runs: bool
    remind: bool
    change: bool


@bp.get("/reports/people")
@permission_required(Permission.VIEW_REPORTS)
def index() -> ResponseReturnValue:
    """People with their duties: filtered, sorted, by the page."""
    wanted = asked()
    number = wanted_page()
    rows, total = page_of_duties(
        wanted.duties,
        order=wanted.order,
        descending=wanted.descending,
        offset=(number - 1) * PEOPLE_ON_A_PAGE,
        limit=PEOPLE_ON_A_PAGE,
    )
    page = framed(rows, number=number, total=total, size=PEOPLE_ON_A_PAGE)
    corps_words = {corps: _(label) for corps, label in CORPS_LABELS.items()}
    return render_template(
        "reports/people.html",
        asked=wanted,
        can=_possible(wanted, page),
        picture=wanted.picture,
        trail=own_trail(wanted.picture),
        heads=_heads(wanted),
        page=page,
        total=total,
        filter_words=", ".join(wanted.filter_words()),
        cycle_options=cycle_options(wanted.picture),
        unit_options=_units(wanted),
        status_options=[(status, _(label)) for status, label in FILTER_LABELS.items()],
        corps_options=list(corps_words.items()),
        corps_words=corps_words,
    )


def _possible(wanted: Asked, page: Page[DutyRow]) -> Possible:
    """What is open on the page, or may be on another one, and assigned within the branches one manages."""
    running = [cycle for cycle in wanted.picture.shown if cycle.is_running]
    managed = current_user.paths_with(Permission.MANAGE_ASSIGNMENTS)
    own = {cycle.assignment_id for cycle in running if lies_within_any(cycle.owner_path, managed)}
    found = {row.assignment_id for row in page.rows if row.is_open}
    if page.pages > 1:
        found |= {cycle.assignment_id for cycle in running}
    return Possible(bool(running), bool(running) and bool(found), bool(own & found))


@bp.post("/reports/people")
@permission_required(Permission.VIEW_REPORTS)
def search() -> ResponseReturnValue:
    """Narrow the list: what was typed is kept on the server, and only its key stands in the address."""
    key = keep_search(current_user.id, request.form.get("words", ""), now=clock.now())
    kept = {name: request.form.get(name, "")[:LONGEST_VALUE] for name in NARROWING}
    arguments: dict[str, Any] = {name: value for name, value in {**kept, "search": key}.items() if value}
    return redirect(url_for("report_people.index", **arguments), 303)


def _heads(wanted: Asked) -> list[Head]:
    way = "descending" if wanted.descending else "ascending"
    heads = [
        Head(label, wanted.sorted_by(order), way if order is wanted.order else "", is_figure)
        for label, order, is_figure in HEADS
        if order is not Order.UNIT or not wanted.duties.directly
    ]
    if wanted.picture.chosen is None:
        heads.insert(1 if wanted.duties.directly else 2, Head(_("Penugasan"), None, "", is_figure=False))
    return [Head(_("Pilih"), None, "", is_figure=False), *heads]


def _units(wanted: Asked) -> list[tuple[str, str]]:
    """The unit of the list, those above and those directly below."""
    picture = wanted.picture
    chosen = [(str(picture.unit.id), picture.unit.name)] if picture.unit else []
    above = [(str(unit.id), unit.name) for unit in picture.parents]
    below = [(str(unit.id), str(_("– %(unit)s", unit=unit.name)) if chosen else unit.name) for unit in picture.below]
    return [*above, *chosen, *below]
