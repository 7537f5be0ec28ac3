"""The check page of an import, and what can be done there. Only who sent the file sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from training.core import clock
from training.core.access import Permission, permission_required
from training.core.error_pages import wants_json
from training.core.errors import Conflict, NotAllowed
from training.core.pagination import Page, framed, wanted_page
from training.imports.domain import ACCEPTED, LeavingRefused, Outcome, State, is_large_share, leaving_refused
from training.imports.forms import RoundForm
from training.imports.models import Import, ImportRow
from training.imports.queries import own_import, rows_with
from training.imports.registry import ImportKind, NextStep, kind_named
from training.imports.services.checking import recheck
from training.imports.services.ending import cancel_import
from training.imports.services.saving import begin_saving
from training.imports.sheets import refused_sheet
from training.imports.told import told

ROWS_A_PAGE = 50
ROWS_DOWNLOADED = 20_000
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS: Mapping[Outcome, Any] = {
    Outcome.REFUSED: _l("Ditolak"),
    Outcome.CHANGED: _l("Diubah"),
    Outcome.MOVED: _l("Dipindahkan"),
    Outcome.LEFT: _l("Keluar"),
    Outcome.ADDED: _l("Ditambahkan"),
    Outcome.UNCHANGED: _l("Tidak berubah"),
}
LEAVING_REFUSED: Mapping[LeavingRefused, Any] = {
    LeavingRefused.REFUSED_ROWS: _l(
        "Belum ada yang disimpan. Selama ada baris yang ditolak, tidak seorang pun dapat dinonaktifkan."
    ),
    LeavingRefused.MANY: _l(
        "Belum ada yang disimpan. Sebagian besar orang di unit itu tidak ada di berkas; beri tanda juga bahwa Anda sudah "
        "memeriksanya."
    ),
}
UNDER_WAY = (State.CHECKING, State.SAVING)

bp = Blueprint("imports", __name__, url_prefix="/imports")


@dataclass(frozen=True)
class Group:
    """One kind of outcome on the check page."""

    outcome: Outcome
    label: str
    count: int
    is_open: bool


@bp.get("/<int:import_id>")
@permission_required(Permission.MANAGE)
def show(import_id: int) -> ResponseReturnValue:
    """How far it is; what came of it; what was saved."""
    taken = own_import(import_id, actor_id=current_user.id)
    if wants_json():
        return _progress(taken)
    kind = kind_named(taken.kind)
    context = {"taken": taken, "kind": kind, "home_url": kind.home(taken.target_id)}
    if taken.state in UNDER_WAY:
        return render_template("imports/progress.html", total=_under_way(taken), **context)
    groups = _groups(taken)
    opened = next((group for group in groups if group.is_open), None)
    return render_template(
        "imports/show.html",
        groups=groups,
        opened=opened,
        page=_page(taken, opened),
        told=told,
        accepted=_accepted(taken) - _left(taken),
        left=_left(taken),
        out_of=_out_of(taken),
        is_large=is_large_share(_left(taken), _out_of(taken)),
        next_step=_next_step(kind, taken),
        refused=taken.counts.get(Outcome.REFUSED, 0),
        form=RoundForm(round=taken.round),
        other_choices=_other_choices(taken, kind),
        **context,
    )


@bp.post("/<int:import_id>/save")
@permission_required(Permission.MANAGE)
def save(import_id: int) -> ResponseReturnValue:
    """Begin to save what was accepted."""
    taken = own_import(import_id, actor_id=current_user.id)
    if taken.state == State.CHECKED:
        kind = _allowed(taken)
        paths = current_user.paths_with(kind.permission)
        leave = bool(request.form.get("leave"))
        if leave and (why := _why_nobody_leaves(taken)) is not None:
            flash(LEAVING_REFUSED[why])
            return redirect(url_for("imports.show", import_id=import_id, leave=1), 303)
        if not begin_saving(taken, round=_round(), paths=paths, now=clock.now(), leave=leave):
            flash(_("Berkas ini sudah diperiksa ulang. Lihat hasilnya sebelum menyimpan."))
    return redirect(url_for("imports.show", import_id=import_id), 303)


@bp.post("/<int:import_id>/recheck")
@permission_required(Permission.MANAGE)
def check_again(import_id: int) -> ResponseReturnValue:
    """Check again with another of the kind's choices."""
    taken = own_import(import_id, actor_id=current_user.id)
    if taken.state == State.CHECKED and taken.round == _round():
        kind = _allowed(taken)
        name, _sign, value = request.form.get("choice", "").partition("=")
        if any((choice.name, choice.value) == (name, value) for choice in kind.choices):
            recheck(taken, options={**taken.options, name: value}, message=None, now=clock.now())
    return redirect(url_for("imports.show", import_id=import_id), 303)


@bp.post("/<int:import_id>/cancel")
@permission_required(Permission.MANAGE)
def cancel(import_id: int) -> ResponseReturnValue:
    """Drop it; what is being saved can no longer be dropped."""
    taken = own_import(import_id, actor_id=current_user.id)
    if taken.state == State.SAVING:
        raise Conflict(_("Berkas ini sedang disimpan dan tidak dapat dibatalkan lagi."))
    if cancel_import(import_id, now=clock.now()):
        flash(_("Dibatalkan. Tidak ada yang disimpan dari berkas itu."))
    return redirect(kind_named(taken.kind).home(taken.target_id), 303)


@bp.get("/<int:import_id>/refused.xlsx")
@permission_required(Permission.MANAGE)
def refused(import_id: int) -> Response:
    """The refused rows as a sheet to correct."""
    taken = own_import(import_id, actor_id=current_user.id)
    rows = rows_with(import_id, Outcome.REFUSED, limit=ROWS_DOWNLOADED)
    name = f"{taken.file_name.rsplit('.', maxsplit=1)[0]} - {_('ditolak')}.xlsx"
    return send_file(BytesIO(refused_sheet(taken, rows)), SPREADSHEET, as_attachment=True, download_name=name)


def _allowed(taken: Import) -> ImportKind:
    kind = kind_named(taken.kind)
    if not current_user.may(kind.permission):
        raise NotAllowed
    return kind


def _why_nobody_leaves(taken: Import) -> LeavingRefused | None:
    return leaving_refused(
        _left(taken),
        _out_of(taken),
        refused=taken.counts.get(Outcome.REFUSED, 0),
        is_sure=bool(request.form.get("sure")),
    )


def _next_step(kind: ImportKind, taken: Import) -> NextStep | None:
    """Shown once something was added."""
    return kind.after_adding if taken.state == State.SAVED and taken.counts.get(Outcome.ADDED, 0) else None


def _left(taken: Import) -> int:
    return int(taken.counts.get(Outcome.LEFT, 0)) if taken.state == State.CHECKED else 0


def _out_of(taken: Import) -> int:
    return int(taken.options.get("out_of", 0))


def _round() -> int:
    form = RoundForm()
    return int(form.round.data) if form.validate_on_submit() else 0


def _progress(taken: Import) -> Response:
    return jsonify(state=taken.state, done=taken.done, total=_under_way(taken), is_under_way=taken.state in UNDER_WAY)


def _under_way(taken: Import) -> int:
    """How many rows are being checked or, of those, saved."""
    return _accepted(taken) if taken.state == State.SAVING else taken.total


def _accepted(taken: Import) -> int:
    return sum(taken.counts.get(outcome, 0) for outcome in ACCEPTED)


def _groups(taken: Import) -> list[Group]:
    """The outcomes that occur, the one asked for open, else the first."""
    there = [outcome for outcome in Outcome if taken.counts.get(outcome, 0)]
    asked = request.args.get("group", "")
    opened = asked if asked in there else (there[0] if there else None)
    return [Group(outcome, GROUPS[outcome], taken.counts[outcome], outcome == opened) for outcome in there]


def _page(taken: Import, opened: Group | None) -> Page[ImportRow]:
    number = wanted_page()
    if opened is None:
        return framed([], number=1, total=0, size=ROWS_A_PAGE)
    rows = rows_with(taken.id, opened.outcome, limit=ROWS_A_PAGE, offset=(number - 1) * ROWS_A_PAGE)
    return framed(rows, number=number, total=opened.count, size=ROWS_A_PAGE)


def _other_choices(taken: Import, kind: ImportKind) -> list[tuple[str, Any]]:
    return [
        (f"{choice.name}={choice.value}", choice.label)
        for choice in kind.choices
        if taken.state == State.CHECKED and taken.options.get(choice.name) != choice.value
    ]
