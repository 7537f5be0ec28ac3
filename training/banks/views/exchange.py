"""Items by spreadsheet, and as files to take away."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.banks.domain.item import State
from training.banks.formats.bank_yaml import write_bank
from training.banks.formats.spreadsheet.template import Exported, items_csv, items_xlsx, template_sheet
from training.banks.forms.sheet import ItemSheetForm
from training.banks.imports import ITEMS
from training.banks.models import Bank
from training.banks.queries.banks import bank_to_change, bank_to_see
from training.banks.queries.exporting import drafts_to_export, entries_to_export
from training.banks.queries.files import bank_entry
from training.banks.queries.filtering import ItemFilter
from training.banks.queries.items import authors_in, count_items
from training.banks.views.words import STATE_LABELS, in_words, labels_of, wanted_items
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.cells import Sheet
from training.core.uploads import accepts_upload
from training.imports.domain import spellings
from training.imports.models import Import
from training.imports.queries import recent_imports
from training.imports.services.starting import SheetRefused, start_import
from training.rules.domain import CORPS_LABELS, corps_bound_by
from training.rules.models import Rule
from training.rules.queries import RuleFilter, found_rules

bp = Blueprint("exchange", __name__, url_prefix="/banks/<int:bank_id>")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/import", methods=["GET", "POST"])
@permission_required(Permission.EDIT_BANKS)
@accepts_upload
def bring(bank_id: int) -> ResponseReturnValue:
    """The first step: a file, and what becomes of its rows."""
    form = ItemSheetForm()
    sheet = None
    if form.validate_on_submit():
        sheet = form.read_sheet(spellings(ITEMS.columns), max_rows=ITEMS.max_rows)
    bank = bank_to_change(bank_id, current_user.paths_with(Permission.EDIT_BANKS))
    if sheet is not None:
        try:
            taken = _start(form, sheet, bank)
        except SheetRefused as refusal:
            form.refuse(str(refusal.message))
        else:
            return redirect(url_for("imports.show", import_id=taken.id), 303)
    recent = recent_imports(ITEMS.name, actor_id=current_user.id, target_id=bank_id)
    return render_template("banks/import.html", bank=bank, form=form, recent=recent), 400 if form.errors else 200


@bp.get("/template.xlsx")
@permission_required(Permission.EDIT_BANKS)
def template(bank_id: int) -> Response:
    """The sheet to fill in."""
    bank = bank_to_change(bank_id, current_user.paths_with(Permission.EDIT_BANKS))
    rules = [
        [rule.id, f"{rule.instrument}, {rule.article}", _bound(rule), rule.text] for rule in found_rules(RuleFilter())
    ]
    return _file(template_sheet(rules), XLSX, f"{_('templat-butir')}-{bank.code}.xlsx")


@bp.get("/export")
@permission_required(Permission.VIEW_BANKS)
def export(bank_id: int) -> ResponseReturnValue:
    """Which form to take items away in; with `format` in the address, the file."""
    bank, _owner = bank_to_see(bank_id, current_user.paths_with(Permission.VIEW_BANKS))
    wanted = wanted_items()
    writer = FORMATS.get(request.args.get("format", ""))
    if writer is not None:
        return writer(bank, wanted)
    return render_template(
        "banks/export.html",
        bank=bank,
        wanted=wanted,
        total=count_items(wanted, bank_id=bank_id),
        filter_words=in_words(wanted, dict(authors_in(bank_id))),
    )


def _start(form: ItemSheetForm, sheet: Sheet, bank: Bank) -> Import:
    return start_import(
        ITEMS.name,
        sheet,
        file_name=form.file_name,
        actor_id=current_user.id,
        target_id=bank.id,
        paths=current_user.paths_with(Permission.EDIT_BANKS),
        options={"state": form.state.data},
        now=clock.now(),
    )


def _bound(rule: Rule) -> str:
    return labels_of(sorted(corps_bound_by(rule.binds)), CORPS_LABELS)


def _as_xlsx(bank: Bank, wanted: ItemFilter) -> Response:
    return _file(items_xlsx(_exported(bank, wanted)), XLSX, f"{bank.code}.xlsx")


def _as_csv(bank: Bank, wanted: ItemFilter) -> Response:
    return _file(items_csv(_exported(bank, wanted)), "text/csv", f"{bank.code}.csv")


def _as_yaml(bank: Bank, wanted: ItemFilter) -> Response:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in write_bank(bank_entry(bank), entries_to_export(wanted, bank_id=bank.id)).items():
            archive.writestr(f"{bank.code}/{name}", text)
    return _file(target.getvalue(), "application/zip", f"{bank.code}.zip")


def _exported(bank: Bank, wanted: ItemFilter) -> list[Exported]:
    return [
        (code, str(_(STATE_LABELS.get(State(state), ""))), draft)
        for code, state, draft in drafts_to_export(wanted, bank_id=bank.id)
    ]


def _file(content: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(content), kind, as_attachment=True, download_name=name)


FORMATS: Mapping[str, Callable[[Bank, ItemFilter], Response]] = {"xlsx": _as_xlsx, "csv": _as_csv, "yaml": _as_yaml}
