"""The items of one bank: searched, filtered, sorted, by the page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.banks.domain.item import State
from training.banks.domain.kinds import kind_of
from training.banks.domain.kinds.choice_drafts import MODE_LABELS
from training.banks.queries.banks import bank_to_see
from training.banks.queries.filtering import ItemFilter
from training.banks.queries.items import (
    SORTS,
    ItemRow,
    authors_in,
    items_on_page,
    rule_names,
)
from training.banks.queries.scope import reaches
from training.banks.views.words import STATE_LABELS, in_words, label_of, labels_of, options, wanted_items
from training.core.access import Permission, permission_required
from training.core.messages import N_
from training.core.pagination import framed, wanted_page
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, TOPIC_LABELS

bp = Blueprint("items", __name__)
ON_A_PAGE = 25
HEADS: Mapping[str, str] = {
    "code": N_("Butir"),
    "state": N_("Keadaan"),
    "topic": N_("Topik"),
    "difficulty": N_("Tingkat"),
    "corps": N_("Berlaku bagi"),
    "changed": N_("Diubah"),
}


@bp.get("/banks/<int:bank_id>")
@permission_required(Permission.VIEW_BANKS)
def index(bank_id: int) -> ResponseReturnValue:
    """The list."""
    bank, owner = bank_to_see(bank_id, current_user.paths_with(Permission.VIEW_BANKS))
    wanted = wanted_items()
    sort, descending = _wanted_order()
    number = wanted_page()
    rows, total = items_on_page(
        wanted, bank_id=bank_id, sort=sort, descending=descending, size=ON_A_PAGE, number=number
    )
    authors = dict(authors_in(bank_id))
    return render_template(
        "banks/items.html",
        bank=bank,
        owner=owner,
        may_write=reaches(current_user.paths_with(Permission.EDIT_BANKS), owner),
        rows=[_row(row) for row in rows],
        heads=_heads(wanted, bank_id, sort, descending),
        total=total,
        page=framed(rows, number=number, total=total, size=ON_A_PAGE),
        wanted=wanted,
        more_filters=not replace(wanted, words="", state="", topic="").is_empty,
        filter_words=in_words(wanted, authors),
        sort=request.args.get("sort", ""),
        choices=_choices(authors),
    )


def _choices(authors: Mapping[int, str]) -> dict[str, Any]:
    return {
        "state": options(STATE_LABELS),
        "topic": options(TOPIC_LABELS),
        "difficulty": options(DIFFICULTY_LABELS),
        "corps": options(CORPS_LABELS),
        "phase": options(PHASE_LABELS),
        "mode": options(MODE_LABELS),
        "author": [(str(author), name) for author, name in authors.items()],
        "rule": rule_names(),
    }


def _wanted_order() -> tuple[str, bool]:
    """Which column the address sorts by, and whether downwards; by code where it says nothing we know."""
    asked = request.args.get("sort", "")
    name = asked.removeprefix("-")
    return (name, asked.startswith("-")) if name in SORTS else ("code", False)


def _heads(wanted: ItemFilter, bank_id: int, sort: str, descending: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": _(label),
            "sort_url": _sorted_url(wanted, bank_id, name, sort, descending) if name in SORTS else None,
            "sorted": ("descending" if descending else "ascending") if name == sort else "",
            "is_figure": False,
        }
        for name, label in HEADS.items()
    ]


def _sorted_url(wanted: ItemFilter, bank_id: int, name: str, sort: str, descending: bool) -> str:
    """A click on the column that sorts already turns it round; on "changed" the newest come first."""
    turns_down = not descending if name == sort else name == "changed"
    arguments: dict[str, Any] = {**wanted.as_arguments(), "sort": f"-{name}" if turns_down else name}
    return url_for("items.index", bank_id=bank_id, **arguments)


def _row(row: ItemRow) -> dict[str, Any]:
    version = row.version
    states = [version.state]
    if row.is_approved and version.state in (State.DRAFT, State.IN_REVIEW):
        states.insert(0, State.APPROVED)
    elif row.has_draft and version.state == State.APPROVED:
        states.append(State.DRAFT)
    return {
        "id": row.id,
        "code": row.code,
        "headline": kind_of(version.kind).headline(version.content),
        "states": states,
        "is_incomplete": not version.is_complete,
        "topic": label_of(version.topic, TOPIC_LABELS),
        "difficulty": label_of(version.difficulty, DIFFICULTY_LABELS),
        "corps": labels_of([one.corps for one in version.corps], CORPS_LABELS),
        "changed_at": version.changed_at or version.created_at,
    }
