"""The banks one may see: how much of each is usable, what they cover; founding one and renaming it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.banks.errors import CodeTaken
from training.banks.forms.bank import BankForm, NewBankForm
from training.banks.models import Bank
from training.banks.queries.banks import (
    MOST_UNITS,
    BankRow,
    bank_to_change,
    bank_to_see,
    banks_on_page,
    count_banks,
    coverage,
    covered_by,
    groups_in_use,
    owner_with_code,
    possible_owners,
)
from training.banks.services.naming import change_bank, create_bank
from training.banks.views.words import known_corps, options
from training.core import clock
from training.core.access import Permission, permission_required
from training.core.pagination import Page, framed, wanted_page
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, TOPIC_LABELS

bp = Blueprint("banks", __name__)
ON_A_PAGE = 25
PLENTY = 6


@bp.get("/banks")
@permission_required(Permission.VIEW_BANKS)
def index() -> ResponseReturnValue:
    """Each bank with its owner and its items by state, and what all of them cover together."""
    paths = current_user.paths_with(Permission.VIEW_BANKS)
    total, number = count_banks(paths), wanted_page()
    groups = groups_in_use(paths)
    rows = banks_on_page(paths, groups, size=ON_A_PAGE, number=number)
    page: Page[BankRow] = framed(rows, number=number, total=total, size=ON_A_PAGE)
    corps = known_corps()
    return render_template(
        "banks/index.html",
        banks=rows,
        total=total,
        page=page,
        topics_known=len(TOPIC_LABELS),
        may_write=current_user.may(Permission.EDIT_BANKS),
        covered=_covered(coverage(paths, corps=corps) if corps else covered_by(groups)),
        corps=corps,
        corps_options=options(CORPS_LABELS),
        levels=options(DIFFICULTY_LABELS),
    )


@bp.get("/banks/<int:bank_id>/coverage")
@permission_required(Permission.VIEW_BANKS)
def covered(bank_id: int) -> ResponseReturnValue:
    """Approved items of one bank by topic and difficulty; each figure leads to the items behind it."""
    paths = current_user.paths_with(Permission.VIEW_BANKS)
    bank, owner = bank_to_see(bank_id, paths)
    corps = known_corps()
    return render_template(
        "banks/coverage.html",
        bank=bank,
        owner=owner,
        covered=_covered(coverage(paths, bank_id=bank_id, corps=corps)),
        corps=corps,
        corps_options=options(CORPS_LABELS),
        levels=options(DIFFICULTY_LABELS),
    )


@bp.route("/banks/new", methods=["GET", "POST"])
@permission_required(Permission.EDIT_BANKS)
def new() -> ResponseReturnValue:
    """Found a bank for a unit of one's scope."""
    paths = current_user.paths_with(Permission.EDIT_BANKS)
    form = NewBankForm()
    if form.validate_on_submit():
        bank = _founded(form, paths)
        if bank is not None:
            flash(_("Bank soal dibuat. Tulis butir pertamanya."))
            return redirect(url_for("items.index", bank_id=bank.id), 303)
    owners = possible_owners(paths)
    page = render_template("banks/new.html", form=form, owners=owners if len(owners) < MOST_UNITS else [])
    return page, 400 if form.errors else 200


@bp.route("/banks/<int:bank_id>/edit", methods=["GET", "POST"])
@permission_required(Permission.EDIT_BANKS)
def edit(bank_id: int) -> ResponseReturnValue:
    """Another name or description."""
    bank = bank_to_change(bank_id, current_user.paths_with(Permission.EDIT_BANKS))
    form = BankForm(
        title=bank.title["id"],
        title_en=bank.title.get("en", ""),
        description=bank.description["id"],
        description_en=bank.description.get("en", ""),
    )
    if form.validate_on_submit():
        change_bank(bank, title=form.texts("title"), description=form.texts("description"), actor_id=current_user.id)
        flash(_("Nama bank tersimpan."))
        return redirect(url_for("items.index", bank_id=bank.id), 303)
    return render_template("banks/edit.html", form=form, bank=bank), 400 if form.errors else 200


def _founded(form: NewBankForm, paths: tuple[str, ...]) -> Bank | None:
    """The new bank; None with the error at its field."""
    owner = owner_with_code(form.owner.data, paths)
    if owner is None:
        form.owner.errors = [_("Unit ini tidak ada dalam lingkup Anda. Periksa kodenya.")]
        return None
    try:
        return create_bank(
            title=form.texts("title"),
            description=form.texts("description"),
            owner_unit_id=owner.id,
            code=form.code.data,
            actor_id=current_user.id,
            now=clock.now(),
        )
    except CodeTaken as taken:
        form.code.errors = [str(taken.message)]
        return None


def _covered(counts: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Rows of the coverage table: a topic with its figure for each difficulty (`heat` 0..4) and in all."""
    return [
        {
            "topic": topic,
            "label": _(label),
            "cells": [
                {"level": level, "count": count, "heat": _heat(count)}
                for level in DIFFICULTY_LABELS
                for count in [counts.get((topic, level), 0)]
            ],
            "total": sum(counts.get((topic, level), 0) for level in DIFFICULTY_LABELS),
        }
        for topic, label in TOPIC_LABELS.items()
    ]


def _heat(count: int) -> int:
    """How strongly a figure is shaded: nothing, one or two, a few, several, plenty."""
    return 0 if count == 0 else min(4, 1 + count * 3 // PLENTY)
