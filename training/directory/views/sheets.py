"""The first step of bringing units or people: a file."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.core import clock
from training.core.access import Permission, permission_required
from training.core.uploads import UploadForm, accepts_upload
from training.directory.forms.sheets import OTHER, PeopleSheetForm, UnitSheetForm
from training.directory.imports.people import COMPLETE_FOR, PEOPLE
from training.directory.imports.templates import people_template, units_template
from training.directory.imports.units import UNITS
from training.directory.queries.units import first_unit_in, unit_options, unit_within
from training.directory.views._page import people_paths, unit_paths
from training.imports.domain import spellings
from training.imports.queries import recent_imports
from training.imports.registry import ImportKind
from training.imports.services.starting import SheetRefused, start_import
from training.org.models import Unit

people_bp = Blueprint("people_import", __name__, url_prefix="/people/import")
units_bp = Blueprint("units_import", __name__, url_prefix="/units/import")
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_DIGITS = 18


@people_bp.route("", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
@accepts_upload
def bring_people() -> ResponseReturnValue:
    """A sheet of people, and whether it is complete."""
    unit = _asked_unit()
    form = PeopleSheetForm(complete_for=str(unit.id) if unit else "")
    form.offer_units(
        unit_options(people_paths(), also=unit),
        none=_("Bukan. Hanya sebagian orang"),
        template=_("Ya, untuk %(unit)s dan semua unit di bawahnya", unit="%s"),
    )
    response = _taken(form, PEOPLE, people_paths())
    if response is not None:
        return response
    recent = recent_imports(PEOPLE.name, actor_id=current_user.id)
    return render_template("people/import.html", form=form, recent=recent), 400 if form.errors else 200


@units_bp.route("", methods=["GET", "POST"])
@permission_required(Permission.MANAGE_UNITS)
@accepts_upload
def bring_units() -> ResponseReturnValue:
    """A sheet of units."""
    form = UnitSheetForm()
    response = _taken(form, UNITS, unit_paths())
    if response is not None:
        return response
    recent = recent_imports(UNITS.name, actor_id=current_user.id)
    return render_template("units/import.html", form=form, recent=recent), 400 if form.errors else 200


@people_bp.get("/template.xlsx")
@permission_required(Permission.MANAGE_PEOPLE)
def people_sheet() -> Response:
    """A sheet of people to fill in."""
    return _file(people_template(first_unit_in(people_paths()).code), _("templat-pegawai"))


@units_bp.get("/template.xlsx")
@permission_required(Permission.MANAGE_UNITS)
def units_sheet() -> Response:
    """A sheet of units to fill in."""
    return _file(units_template(first_unit_in(unit_paths()).code), _("templat-unit-kerja"))


def _taken(form: UploadForm, kind: ImportKind, paths: tuple[str, ...]) -> ResponseReturnValue | None:
    """On to the check; None, with what is wrong at its field, where there is no sheet that will do."""
    if not form.validate_on_submit():
        return None
    options = _options(form, paths)
    if form.errors:
        return None
    sheet = form.read_sheet(spellings(kind.columns), max_rows=kind.max_rows)
    if sheet is None:
        return None
    try:
        taken = start_import(
            kind.name, sheet, file_name=form.file_name, actor_id=current_user.id, target_id=None, paths=paths,
            options=options, now=clock.now(),
        )  # fmt: skip
    except SheetRefused as refusal:
        form.refuse(str(refusal.message))
        return None
    return redirect(url_for("imports.show", import_id=taken.id), 303)


def _options(form: UploadForm, paths: tuple[str, ...]) -> Mapping[str, Any]:
    """What is said about the file, or errors in the form. Raises NoResultFound for a unit that is not one's own."""
    if not isinstance(form, PeopleSheetForm):
        return {}
    unit = form.typed_unit(paths)
    if unit is None and form.complete_for.data not in ("", OTHER):
        unit = unit_within(int(form.complete_for.data), paths)
    if unit is None:
        return {}
    return {COMPLETE_FOR: unit.path, "unit_name": unit.name}


def _asked_unit() -> Unit | None:
    text = request.args.get("unit", "")
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        return None
    return unit_within(int(text), people_paths())


def _file(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), SPREADSHEET, as_attachment=True, download_name=f"{name}.xlsx")
