"""The list of people, its search, and a person to be added."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.domain.search import SEARCH_MAX_CHARACTERS
from training.accounts.queries import kept_search
from training.accounts.services.people import IdentifierTaken, create_user
from training.accounts.services.searches import keep_search
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import framed, wanted_page
from training.directory.domain import PersonState
from training.directory.forms.people import NewPersonForm
from training.directory.queries.people import PeopleFilter, people_page
from training.directory.queries.units import unit_options, unit_within
from training.directory.views._page import Head, people_paths, sortable, today, wanted_sort
from training.directory.words import people_in_words
from training.org.models import Unit
from training.rules.domain import CORPS_LABELS

bp = Blueprint("people", __name__)
ON_A_PAGE = 50
SORTS = ("name", "number", "unit", "newest")
MAX_DIGITS = 18


@bp.get("/people")
@permission_required(Permission.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    """The people of one's branch; what was searched for is kept on the server and only its key is in the address."""
    key = request.args.get("search", "")[:64]
    words = kept_search(key, current_user.id)
    unit, wanted = _wanted(words or "")
    sort, is_descending = chosen = wanted_sort(SORTS)
    number = wanted_page()
    total, rows = people_page(
        wanted, sort=sort, is_descending=is_descending, offset=(number - 1) * ON_A_PAGE, limit=ON_A_PAGE
    )
    return render_template(
        "people/list.html",
        page=framed(rows, number=number, total=total, size=ON_A_PAGE),
        total=total,
        heads=_heads(chosen),
        wanted=wanted,
        filter_words=people_in_words(wanted, unit_name=unit.name if unit else ""),
        is_search_forgotten=bool(key) and words is None,
        unit_id=unit.id if unit else "",
        unit_options=unit_options(wanted.paths, also=unit),
        corps_options=[(corps, _(label)) for corps, label in CORPS_LABELS.items()],
    )


@bp.post("/people/search")
@permission_required(Permission.MANAGE_PEOPLE)
def search() -> ResponseReturnValue:
    """Keep what was typed, and show the list by its key."""
    typed = request.form.get("q", "")[:SEARCH_MAX_CHARACTERS]
    kept = {"search": keep_search(current_user.id, typed, now=clock.now())}
    chosen = {name: request.form.get(name, "")[:MAX_DIGITS] for name in ("unit", "corps", "state", "sort")}
    arguments: dict[str, Any] = {name: value for name, value in {**chosen, **kept}.items() if value}
    return redirect(url_for("people.index", **arguments), 303)


@bp.route("/people/new", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def new() -> ResponseReturnValue:
    """A person, in a unit of one's branch."""
    home = _asked_unit()
    corps = home.corps if home and home.corps else "pns"
    form = NewPersonForm(today=today(), unit=home.name if home else "", corps=corps)
    if form.validate_on_submit():
        unit = form.chosen_unit(people_paths())
        if unit is not None:
            try:
                first_day = clock.today_in(unit.zone, clock.now())
                user = create_user(form.new_person(), unit, actor_id=current_user.id, now=clock.now(), today=first_day)
            except IdentifierTaken as taken:
                form.show_taken(taken.field, str(taken.message))
            else:
                flash(_("%(name)s sudah ditambahkan. Buat kode aktivasi agar dapat masuk.", name=user.full_name))
                return redirect(url_for("person.show", person_id=user.id), 303)
    return render_template("people/new.html", form=form, home=home), 400 if form.errors else 200


def _wanted(words: str) -> tuple[Unit | None, PeopleFilter]:
    unit = _asked_unit()
    corps, state = request.args.get("corps", ""), request.args.get("state", "")
    return unit, PeopleFilter(
        paths=people_paths(),
        words=words,
        branch=unit.path if unit else "",
        corps=corps if corps in CORPS_LABELS else "",
        state=PersonState(state) if state in set(PersonState) else PersonState.ACTIVE,
    )


def _asked_unit() -> Unit | None:
    """The unit in the address, of one's branch; none where there is none. Raises NoResultFound for a foreign one."""
    text = request.args.get("unit", "")
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        return None
    return unit_within(int(text), people_paths())


def _heads(chosen: tuple[str, bool]) -> list[Head]:
    return [
        Head(_("Pilih")),
        sortable("name", _("Nama"), chosen),
        sortable("number", _("NIP/NRP"), chosen),
        sortable("unit", _("Unit kerja"), chosen),
        Head(_("Jabatan")),
    ]
