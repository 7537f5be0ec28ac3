"""The form to write or edit an item. Every button saves the draft first, so that nothing typed is lost on the way."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.banks.domain.drafts import ItemDraft, draft_findings
from training.banks.domain.history import changes_between
from training.banks.domain.kinds import kind_of
from training.banks.errors import CodeTaken, DraftStale, NotFit
from training.banks.forms.editors import DEFAULT_KIND
from training.banks.forms.item import TypedItem, findings_by_field, read_base, read_item_form
from training.banks.models import Item, ItemVersion
from training.banks.queries.banks import bank_to_change, banks_to_write_in
from training.banks.queries.drafts import draft_of
from training.banks.queries.items import item_to_change, names_of, rules_named, version_to_edit
from training.banks.queries.scope import reaches
from training.banks.services.drafting import Base, create_item, save_draft
from training.banks.services.publishing import approve
from training.banks.views.editor_page import EditorPage, found_rules_page, render_editor, shown_findings
from training.banks.views.item import changes_shown
from training.banks.views.preview import question_page, reasons_page
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.error_pages import wants_json
from training.core.errors import InputInvalid
from training.org.models import Unit
from training.rules.queries import all_facts

bp = Blueprint("editor", __name__)
MOST_BANKS = 100
MAX_ID_DIGITS = 18


@bp.get("/items/new")
@permission_required(Permission.EDIT_BANKS)
def new() -> ResponseReturnValue:
    """An empty form; without a bank in the address, the choice of one."""
    paths = current_user.paths_with(Permission.EDIT_BANKS)
    if not request.args.get("bank"):
        return render_template("banks/choose.html", banks=banks_to_write_in(paths, most=MOST_BANKS))
    bank = bank_to_change(_bank_id(), paths)
    draft = ItemDraft(kind=DEFAULT_KIND, content=kind_of(DEFAULT_KIND).blank())
    return render_editor(EditorPage(bank=bank, draft=draft, may_approve=False))


@bp.post("/items/new")
@permission_required(Permission.EDIT_BANKS)
def create() -> ResponseReturnValue:
    """The first save makes the item."""
    bank = bank_to_change(_bank_id(), current_user.paths_with(Permission.EDIT_BANKS))
    catalogue = all_facts()
    typed = read_item_form(request.form, DEFAULT_KIND, known_rules=set(catalogue))
    if typed.problems:
        return _again(EditorPage(bank=bank, typed=typed, draft=typed.draft))
    try:
        item, version = create_item(bank, typed.draft, code=typed.code, actor_id=current_user.id, now=clock.now())
    except CodeTaken as taken:
        return _again(EditorPage(bank=bank, typed=typed, draft=typed.draft, problems={"code": str(taken.message)}))
    return _saved(item, version, typed, catalogue)


@bp.get("/items/<int:item_id>/edit")
@permission_required(Permission.EDIT_BANKS)
def edit(item_id: int) -> ResponseReturnValue:
    """The draft of an item, or its newest version as the beginning of one."""
    item, owner = item_to_change(item_id, current_user.paths_with(Permission.EDIT_BANKS))
    version = version_to_edit(item.id)
    return render_editor(
        EditorPage(
            bank=item.bank,
            item=item,
            version=version,
            draft=draft_of(version),
            may_approve=_may_approve(owner),
            is_checked="checked" in request.args,
        )
    )


@bp.post("/items/<int:item_id>/edit")
@permission_required(Permission.EDIT_BANKS)
def save(item_id: int) -> ResponseReturnValue:
    """Keep the draft, then do what the button says."""
    item, owner = item_to_change(item_id, current_user.paths_with(Permission.EDIT_BANKS))
    version = version_to_edit(item.id)
    catalogue = all_facts()
    typed = read_item_form(request.form, version.kind, known_rules=set(catalogue))
    page = EditorPage(item.bank, typed.draft, item=item, version=version, typed=typed, may_approve=_may_approve(owner))
    base = read_base(request.form)
    if typed.problems:
        return _again(page)
    try:
        item, version = save_draft(
            item.id, typed.draft, code=typed.code, base=base, actor_id=current_user.id, now=clock.now()
        )
    except CodeTaken as taken:
        page.problems = {"code": str(taken.message)}
        return _again(page)
    except DraftStale as stale:
        return _stale(item, stale.stored, typed)
    if typed.action == "publish":
        return _published(item, version, owner)
    return _saved(item, version, typed, catalogue)


@bp.get("/items/rules")
@permission_required(Permission.EDIT_BANKS)
def find_rules() -> ResponseReturnValue:
    """The rules that a search finds, as the form shows them: for the script that searches while one types."""
    return found_rules_page(request.args.get("q", ""), request.args.getlist("chosen"))


def _bank_id() -> int:
    value = request.args.get("bank", "")
    if not (value.isascii() and value.isdigit() and len(value) <= MAX_ID_DIGITS):
        raise InputInvalid
    return int(value)


def _may_approve(owner: Unit | None) -> bool:
    return reaches(current_user.paths_with(Permission.APPROVE_ITEMS), owner)


def _again(page: EditorPage) -> ResponseReturnValue:
    """The form once more, with everything as it was typed and what cannot be stored at its field."""
    problems = page.all_problems
    if wants_json():
        return jsonify(saved=False, problems=problems), 400
    return render_editor(page), 400


def _saved(item: Item, version: ItemVersion, typed: TypedItem, catalogue: Mapping[str, Any]) -> ResponseReturnValue:
    address = url_for("editor.edit", item_id=item.id)
    if wants_json():
        draft = typed.draft
        found = findings_by_field(draft_findings(draft, item.code, catalogue), draft.kind)
        rules = rules_named([*draft.rules, *draft.background_rules])
        return jsonify(
            saved=True,
            base=f"{version.id}.{version.revision}",
            address=address,
            findings=shown_findings(found),
            question=question_page(draft),
            reasons=reasons_page(draft, rules),
        )
    if typed.action == "save":
        flash(_("Draf tersimpan."))
    if typed.action == "find-rules":
        return redirect(url_for("editor.edit", item_id=item.id, rules=typed.rule_query, _anchor="rule_query"), 303)
    return redirect(url_for("editor.edit", item_id=item.id, _anchor=typed.anchor or None), 303)


def _published(item: Item, version: ItemVersion, owner: Unit | None) -> ResponseReturnValue:
    """Approve what was just saved; where something is missing, the form says what."""
    if not _may_approve(owner):
        raise InputInvalid
    try:
        approved = approve(item.id, seen=Base(version.id, version.revision), actor_id=current_user.id, now=clock.now())
    except NotFit:
        return redirect(url_for("editor.edit", item_id=item.id, checked=1), 303)
    flash(_("Versi %(number)d disetujui dan mulai dipakai pada naskah berikutnya.", number=approved.number))
    return redirect(url_for("item.show", item_id=item.id), 303)


def _stale(item: Item, stored: ItemVersion, typed: TypedItem) -> ResponseReturnValue:
    """Somebody saved meanwhile: both are kept, the person chooses."""
    if wants_json():
        return jsonify(saved=False, stale=True), 409
    who = names_of([stored.changed_by_id or stored.created_by_id])
    page = render_template(
        "banks/stale.html",
        item=item,
        stored=stored,
        name=next(iter(who.values()), ""),
        changes=changes_shown(changes_between(draft_of(stored), typed.draft)),
        sent=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in ("csrf_token", "base", "action")
        ],
    )
    return page, 409
