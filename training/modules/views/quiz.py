"""The quiz of a module: its banks, its blueprint with what that gives each corps, its rules."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from training.core.access import Permission, permission_required
from training.modules.errors import BlueprintUnmetNow, PartChanged
from training.modules.forms.parts import Difference, differences
from training.modules.forms.quiz import MAX_ROWS, DrawRow, QuizForm, quiz_data, row_words, sent_rows, stored_rows
from training.modules.loader import DrawEntry
from training.modules.queries import BankRow, Managed, banks_to_draw_from
from training.modules.services.editing import foreseen, quiz_mark, save_quiz
from training.modules.views.frame import (
    Outlook,
    outlooks,
    own_paths,
    seen_module,
    taken_module,
    unmet_words,
)
from training.quizzes.domain.blueprint import MAX_ITEMS
from training.quizzes.queries import bank_ids_of
from training.rules.domain import DIFFICULTY_LABELS, TOPIC_LABELS

bp = Blueprint("modules_quiz", __name__)
BLUEPRINT = _l("Kisi-kisi")
BANKS = _l("Bank soal")
MAX_ID_DIGITS = 18


class Draft:
    """A quiz on the screen: its form, the rows of its blueprint, the banks that feed it."""

    def __init__(self, managed: Managed, form: QuizForm, rows: list[DrawRow], bank_ids: set[int]) -> None:
        self.managed = managed
        self.form = form
        self.rows = rows
        self.bank_ids = bank_ids
        self.problems: list[tuple[str, str]] = []

    @classmethod
    def stored(cls, managed: Managed) -> "Draft":
        """As it is stored."""
        form = QuizForm(formdata=None, data=quiz_data(managed.quiz))
        feeding = bank_ids_of(managed.quiz.id)
        form.seen.data = quiz_mark(managed, feeding)
        return cls(managed, form, stored_rows(managed.quiz.blueprint["draws"]), feeding)

    @classmethod
    def sent(cls, managed: Managed, values: MultiDict[str, str]) -> "Draft":
        """As it was typed; banks out of one's scope stay as they are."""
        feeding = bank_ids_of(managed.quiz.id)
        mine = {bank.id for bank in banks_to_draw_from(own_paths(), feeding) if bank.is_in_scope}
        chosen = {int(text) for text in values.getlist("banks") if _is_id(text)}
        return cls(managed, QuizForm(formdata=values), sent_rows(values), (chosen & mine) | (feeding - mine))

    def draws(self) -> list[DrawEntry]:
        """The rows that are in order; what is wrong with the others is told at them, what with all in `problems`."""
        entries = [row.entry for row in self.rows]
        draws = [entry for entry, row in zip(entries, self.rows, strict=True) if entry is not None and not row.errors]
        if not self.rows:
            self.problems.append(("add-row", _("Kisi-kisi perlu paling sedikit satu bagian.")))
        elif sum(draw.count for draw in draws) > MAX_ITEMS:
            self.problems.append(("add-row", _("Satu kuis paling banyak %(most)d butir.", most=MAX_ITEMS)))
        for number, row in enumerate(self.rows):
            self.problems.extend((f"draw-{number}-{cell}", told) for cell, told in row.errors.items())
        return draws


@bp.get("/manage/modules/<int:module_id>/quiz")
@permission_required(Permission.MANAGE_MODULES)
def edit(module_id: int) -> ResponseReturnValue:
    """The quiz as it is stored, and what it gives each corps."""
    return _page(Draft.stored(seen_module(module_id)))


@bp.post("/manage/modules/<int:module_id>/quiz")
@permission_required(Permission.MANAGE_MODULES)
def save(module_id: int) -> ResponseReturnValue:
    """Add or take away a row, check the blueprint, or store all of it."""
    action = request.form.get("action", "save")
    if action != "save":
        draft = Draft.sent(seen_module(module_id), request.form)
        _rearrange(draft, action)
        return _page(draft)
    draft = Draft.sent(taken_module(module_id), request.form)
    draws = draft.draws()
    if not draft.form.validate() or draft.problems:
        return _page(draft, is_read=True), 400
    try:
        entry = draft.form.entry(draws)
        save_quiz(draft.managed, entry, draft.bank_ids, seen=draft.form.seen.data, actor_id=current_user.id)
    except PartChanged:
        return _stale_page(draft), 409
    except BlueprintUnmetNow as unmet:
        told = _("%(unmet)s Pelatihan ini sedang terbit, jadi tidak disimpan.", unmet=unmet_words(unmet.feasibility))
        draft.problems.append(("outlook", told))
        return _page(draft, is_read=True), 409
    flash(_("Tersimpan. Pengerjaan baru mengikuti aturan ini; yang sedang berjalan dan hasil lama tidak berubah."))
    return redirect(url_for("modules_quiz.edit", module_id=module_id), 303)


@bp.get("/manage/modules/<int:module_id>/quiz/outlook")
@permission_required(Permission.MANAGE_MODULES)
def outlook(module_id: int) -> ResponseReturnValue:
    """What the blueprint in the address would give each corps: for the page's script, while one types."""
    draft = Draft.sent(seen_module(module_id), request.args)
    draws = draft.draws()
    return render_template("modules/_outlook.html", outlooks=_outlooks(draft, draws), items=_items(draws))


def _rearrange(draft: Draft, action: str) -> None:
    name, _dash, number = action.partition("-")
    if name == "add" and len(draft.rows) < MAX_ROWS:
        draft.rows.append(DrawRow())
    elif name == "remove" and number.isascii() and number.isdigit() and len(number) <= len(str(MAX_ROWS)):
        del draft.rows[int(number) : int(number) + 1]


def _outlooks(draft: Draft, draws: Sequence[DrawEntry]) -> list[Outlook]:
    if not draws or sum(draw.count for draw in draws) > MAX_ITEMS:
        return []
    allowed = draft.form.attempts_allowed.data
    return outlooks(foreseen(draws, draft.bank_ids, draft.managed.module.corps), allowed)


def _stale_page(draft: Draft) -> str:
    stored = Draft.stored(draft.managed)
    changes = differences(draft.form, quiz_data(draft.managed.quiz))
    ours, theirs = ("\n".join(map(row_words, each.rows)) for each in (draft, stored))
    if ours != theirs:
        changes.append(Difference(str(BLUEPRINT), theirs, ours))
    if draft.bank_ids != stored.bank_ids:
        titles = {bank.id: bank.title["id"] for bank in _banks(draft) + _banks(stored)}
        named = [", ".join(titles[bank] for bank in sorted(each.bank_ids)) for each in (stored, draft)]
        changes.append(Difference(str(BANKS), *named))
    draft.form.seen.data = stored.form.seen.data
    return _page(draft, stale=changes, is_read=True)


def _page(draft: Draft, *, stale: list[Difference] | None = None, is_read: bool = False) -> str:
    draws = [entry for row in draft.rows if (entry := row.entry) and not row.errors] if is_read else draft.draws()
    return render_template(
        "modules/quiz.html",
        managed=draft.managed,
        module=draft.managed.module,
        form=draft.form,
        rows=draft.rows,
        problems=[*draft.form.error_list(), *draft.problems],
        banks=_banks(draft),
        outlooks=_outlooks(draft, draws),
        items=_items(draws),
        topics=_options(TOPIC_LABELS),
        difficulties=_options(DIFFICULTY_LABELS),
        can_add=len(draft.rows) < MAX_ROWS,
        stale=stale,
    )


def _banks(draft: Draft) -> list[BankRow]:
    return banks_to_draw_from(own_paths(), draft.bank_ids)


def _items(draws: Sequence[DrawEntry]) -> int:
    return sum(draw.count for draw in draws)


def _options(labels: Any) -> list[tuple[str, str]]:
    return [(name, _(label)) for name, label in labels.items()]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_ID_DIGITS
