"""Activation codes for many: made and handed over in one answer, because only their hashes are kept.

People are read, codes made and the file written before the first statement of the transaction; then the hashes are
stored, and the file is the answer. A commit that fails gives an error page and no file.
"""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.domain.credentials import new_code
from training.accounts.services.credentials import CODE_VALID_DAYS, store_activation_codes
from training.core import clock
from training.core.access import Permission, permission_required
from training.directory.queries.codes import Brought, Wish, agency_of, numbers_in, recipients, recipients_counts
from training.directory.queries.units import unit_within
from training.directory.slips import codes_table, slips_pdf
from training.directory.views._page import people_paths
from training.imports.models import Import
from training.imports.queries import own_import
from training.org.domain import ids_on, outermost
from training.org.models import Unit

bp = Blueprint("codes", __name__, url_prefix="/people/codes")
MOST = {"pdf": 1000, "xlsx": 10_000, "csv": 10_000}
MIMETYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
MOST_CHOSEN = 1000
MAX_DIGITS = 18


@bp.get("")
@permission_required(Permission.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    """Codes for everybody in a branch, or of an import, who never signed in."""
    return _page(_wish(request.args, ()))


@bp.post("")
@permission_required(Permission.MANAGE_PEOPLE)
def chosen() -> ResponseReturnValue:
    """Codes for the people whose rows were checked."""
    ids = numbers_in(request.form.getlist("person"))[:MOST_CHOSEN]
    if not ids:
        flash(_("Beri tanda pada nama yang memerlukan kode aktivasi, lalu tekan tombolnya lagi."))
        return redirect(url_for("people.index"), 303)
    return _page(_wish({}, ids))


@bp.post("/file")
@permission_required(Permission.MANAGE_PEOPLE)
def make() -> ResponseReturnValue:
    """Make the codes; the answer is the only place where they can be read."""
    kind = request.form.get("format", "")
    kind = kind if kind in MOST else "pdf"
    ids = numbers_in(request.form.getlist("person"))[:MOST_CHOSEN]
    wish = _wish(request.form, ids, again=bool(request.form.get("again")))
    now = clock.now()
    people = recipients(wish, now=now, most=MOST[kind])
    if not people:
        flash(_("Tidak ada orang yang memerlukan kode aktivasi."))
        return redirect(_address(wish), 303)
    codes = {one.id: new_code() for one in people}
    until = now + timedelta(days=CODE_VALID_DAYS)
    branch = wish.branch or outermost(wish.paths)[0]
    if kind != "pdf":
        content = codes_table(kind, people, codes, until=until)
    else:
        agency = agency_of(branch)
        address = url_for("accounts.activate", _external=True)
        content = slips_pdf(people, codes, agency=agency, address=address, now=now, until=until)
    units = {one.id: one.unit_id for one in people}
    store_activation_codes(codes, units, unit_id=ids_on(branch)[-1], actor_id=current_user.id, now=now)
    name = f"kode-aktivasi-{now.astimezone(ZoneInfo(current_user.zone)):%Y%m%d-%H%M}.{kind}"
    response = send_file(BytesIO(content), mimetype=MIMETYPES[kind], as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(wish: Wish) -> str:
    now = clock.now()
    brought = wish.brought
    count, count_again = recipients_counts(wish, now=now)
    unit = unit_within(ids_on(wish.branch)[-1], wish.paths) if wish.branch else None
    taken = own_import(brought.import_id, actor_id=brought.actor_id) if brought else None
    return render_template(
        "people/codes.html",
        ids=wish.ids,
        unit=unit,
        taken=taken,
        whom=_in_words(unit, taken),
        count=count,
        count_again=count_again,
        days=CODE_VALID_DAYS,
        most=MOST,
    )


def _in_words(unit: Unit | None, taken: Import | None) -> str:
    """`di Dinas Kesehatan dan di bawahnya`, to end a sentence about those who never signed in."""
    parts = [
        _("di %(unit)s dan di bawahnya", unit=unit.name) if unit else "",
        _("di antara orang yang ditambahkan dari berkas %(file)s", file=taken.file_name) if taken else "",
    ]
    return " ".join(str(part) for part in parts if part) or str(_("di seluruh cabang Anda"))


def _wish(asked: Mapping[str, str], ids: tuple[int, ...], *, again: bool = False) -> Wish:
    """Of one's own branch. Raises NoResultFound for a foreign unit."""
    paths = people_paths()
    unit_id, import_id = _number(asked.get("unit", "")), _number(asked.get("file", ""))
    branch = "" if unit_id is None else unit_within(unit_id, paths).path
    brought = None if import_id is None else Brought(import_id, current_user.id)
    return Wish(paths, ids, branch, again, brought)


def _address(wish: Wish) -> str:
    """Of the page for the same people. Raises NoResultFound for a foreign import."""
    brought = wish.brought
    taken = own_import(brought.import_id, actor_id=brought.actor_id) if brought else None
    return url_for("codes.index", unit=ids_on(wish.branch)[-1] if wish.branch else None, file=taken and taken.id)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None
