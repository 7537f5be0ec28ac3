"""One item: as participants see it, how it stands, what became of it, where it is used; and what may be done with it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.banks.domain.checks import Severity
from training.banks.domain.diff import Change
from training.banks.domain.drafts import draft_findings
from training.banks.domain.history import changes_between
from training.banks.domain.item import State
from training.banks.domain.states import UNFINISHED, Action, actions_for
from training.banks.domain.uses import ItemFacts, ItemUses
from training.banks.models import Item, ItemVersion
from training.banks.queries.drafts import draft_of
from training.banks.queries.items import (
    MOST_VERSIONS,
    item_to_change,
    item_to_see,
    names_of,
    versions_of,
)
from training.banks.queries.scope import reaches
from training.banks.services.drafting import Base, discard_draft, restore
from training.banks.services.publishing import approve, retire
from training.banks.signals import item_use_asked
from training.banks.views.preview import review_of
from training.banks.views.words import label_of, labels_of, told
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.errors import InputInvalid
from training.org.models import Unit
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS
from training.rules.queries import facts_of

bp = Blueprint("item", __name__)
SEEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
ACTION_PERMISSIONS = {
    Action.EDIT: Permission.EDIT_BANKS,
    Action.APPROVE: Permission.APPROVE_ITEMS,
    Action.RETIRE: Permission.EDIT_BANKS,
    Action.RESTORE: Permission.EDIT_BANKS,
    Action.DISCARD: Permission.EDIT_BANKS,
}


@bp.get("/items/<int:item_id>")
@permission_required(Permission.VIEW_BANKS)
def show(item_id: int) -> ResponseReturnValue:
    """Everything about one item; its draft, else its newest version, stands for it."""
    item, owner = item_to_see(item_id, current_user.paths_with(Permission.VIEW_BANKS))
    versions = versions_of(item.id)
    newest = next((version for version in versions if version.state in UNFINISHED), versions[0])
    draft = draft_of(newest)
    rules = {row.rule_id: row.rule for row in newest.rules}
    found = draft_findings(draft, item.code, facts_of(rules.values())) if newest.state in UNFINISHED else []
    approved = next((version for version in versions if version.state == State.APPROVED), None)
    return render_template(
        "banks/item.html",
        item=item,
        bank=item.bank,
        newest=newest,
        approved=approved,
        facts=_facts(newest),
        review=review_of(draft, rules),
        blocking=[told(one) for one in found if one.severity is Severity.BLOCKING],
        advice=[told(one) for one in found if one.severity is Severity.ADVICE],
        actions=_actions(versions, owner),
        history=_history(versions),
        is_cut=len(versions) == MOST_VERSIONS,
        uses=_uses(item, versions, approved),
    )


@bp.post("/items/<int:item_id>/approve")
@permission_required(Permission.APPROVE_ITEMS)
def approve_draft(item_id: int) -> ResponseReturnValue:
    """Let the draft that was looked at be drawn from now on."""
    item, _owner = item_to_change(item_id, current_user.paths_with(Permission.APPROVE_ITEMS))
    version = approve(item.id, seen=_seen(), actor_id=current_user.id, now=clock.now())
    flash(_("Versi %(number)d disetujui dan mulai dipakai pada naskah berikutnya.", number=version.number))
    return redirect(url_for("item.show", item_id=item.id), 303)


@bp.post("/items/<int:item_id>/retire")
@permission_required(Permission.EDIT_BANKS)
def take_out(item_id: int) -> ResponseReturnValue:
    """Draw the item no more."""
    item, _owner = item_to_change(item_id, current_user.paths_with(Permission.EDIT_BANKS))
    retire(item.id, number=_number(), actor_id=current_user.id)
    flash(_("Butir ini tidak dipakai lagi pada naskah baru. Pengerjaan yang sudah memuatnya tidak berubah."))
    return redirect(url_for("item.show", item_id=item.id), 303)


@bp.post("/items/<int:item_id>/restore")
@permission_required(Permission.EDIT_BANKS)
def bring_back(item_id: int) -> ResponseReturnValue:
    """A new draft with the content of an earlier version."""
    item, _owner = item_to_change(item_id, current_user.paths_with(Permission.EDIT_BANKS))
    restore(item.id, number=_number(), actor_id=current_user.id, now=clock.now())
    flash(_("Isi versi itu sekarang menjadi draf baru. Periksa, lalu setujui."))
    return redirect(url_for("editor.edit", item_id=item.id), 303)


@bp.post("/items/<int:item_id>/discard")
@permission_required(Permission.EDIT_BANKS)
def discard(item_id: int) -> ResponseReturnValue:
    """Throw the draft away; an item that has nothing else goes with it."""
    item, _owner = item_to_change(item_id, current_user.paths_with(Permission.EDIT_BANKS))
    bank_id = item.bank_id
    if discard_draft(item.id, seen=_seen(), actor_id=current_user.id):
        flash(_("Draf dibuang. Versi yang disetujui tidak berubah."))
        return redirect(url_for("item.show", item_id=item_id), 303)
    flash(_("Draf dibuang, dan butirnya tidak ada lagi."))
    return redirect(url_for("items.index", bank_id=bank_id), 303)


def _seen() -> Base:
    """The version that the page showed. Raises InputInvalid."""
    found = SEEN.fullmatch(request.form.get("seen", ""))
    if found is None:
        raise InputInvalid
    return Base(int(found[1]), int(found[2]))


def _number() -> int:
    value = request.form.get("number", "")
    if not (value.isascii() and value.isdigit() and len(value) <= 9):  # noqa: PLR2004 - a whole number of both databases
        raise InputInvalid
    return int(value)


def _actions(versions: Sequence[ItemVersion], owner: Unit | None) -> dict[str, bool]:
    """What the item's states allow and one's role reaches."""
    allowed = actions_for([State(version.state) for version in versions])
    return {
        action.value: action in allowed and reaches(current_user.paths_with(permission), owner)
        for action, permission in ACTION_PERMISSIONS.items()
    }


def _facts(version: ItemVersion) -> list[tuple[str, str]]:
    return [
        (_("Berlaku bagi"), labels_of([row.corps for row in version.corps], CORPS_LABELS)),
        (_("Tahapan"), labels_of(version.phases, PHASE_LABELS)),
        (_("Rezim"), label_of(version.regime, REGIME_LABELS)),
        (_("Topik"), label_of(version.topic, TOPIC_LABELS)),
        (_("Tingkat"), label_of(version.difficulty, DIFFICULTY_LABELS)),
        (_("Tanggal kasus"), version.case_on.isoformat() if version.case_on else ""),
        (_("Kode kasus"), version.family or ""),
        (_("Tag"), ", ".join(version.tags)),
    ]


def _history(versions: Sequence[ItemVersion]) -> list[dict[str, Any]]:
    names = names_of(
        [one for version in versions for one in (version.created_by_id, version.changed_by_id, version.approved_by_id)]
    )
    earlier = [*versions[1:], None]
    return [
        {
            "number": version.number,
            "state": version.state,
            "author": names.get(version.created_by_id or 0) or (_("berkas bank") if version.source == "file" else ""),
            "created_at": version.created_at,
            "approver": names.get(version.approved_by_id or 0, ""),
            "approved_at": version.approved_at,
            "changes": [] if before is None else changes_shown(changes_between(draft_of(before), draft_of(version))),
            "is_first": before is None,
            "can_restore": version.state in (State.RETIRED, State.SUPERSEDED),
        }
        for version, before in zip(versions, earlier, strict=True)
    ]


def changes_shown(changes: Sequence[Change]) -> list[Mapping[str, Any]]:
    """Changes with their labels in the language of the page."""
    return [
        {
            "label": _(change.label, **change.values),
            "language": change.language,
            "is_list": change.is_list,
            "pieces": [
                {"op": piece.op.value, "text": _(piece.text) if change.is_vocabulary else piece.text}
                for piece in change.pieces
            ],
        }
        for change in changes
    ]


def _uses(item: Item, versions: Sequence[ItemVersion], approved: ItemVersion | None) -> ItemUses:
    """Who uses the item, as the features above know it."""
    facts = ItemFacts(
        item_id=item.id,
        bank_id=item.bank_id,
        version_ids=tuple(version.id for version in versions),
        approved_version_id=approved.id if approved else None,
        topic=approved.topic if approved else "",
        difficulty=approved.difficulty if approved else "",
        tags=frozenset(approved.tags if approved else ()),
        corps=frozenset(row.corps for row in approved.corps) if approved else frozenset(),
    )
    uses = ItemUses()
    item_use_asked.send(facts=facts, uses=uses)
    return uses
