"""Files of exactly what the screens show: the same query, the same order; streamed, whatever its length."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.assignments.domain.tally import sum_of
from training.assignments.queries.figures import tallies
from training.core.access import Permission, permission_required
from training.core.errors import NotFound
from training.core.i18n import date_time
from training.core.streaming import Snapshot
from training.core.tables.files import FileColumn, Value, csv_parts, write_xlsx_file
from training.reports.domain import by_unit
from training.reports.exports import people_file, unit_cells, unit_columns
from training.reports.queries.people import all_in_order, row_of
from training.reports.views.asked import asked, number_in_address
from training.reports.views.picture import Picture, picture_of
from training.reports.views.rows import unit_rows

bp = Blueprint("report_files", __name__)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK_BYTES = 64 * 1024
KEPT_IN_MEMORY_BYTES = 1024 * 1024


@bp.get("/reports/people.<form>")
@permission_required(Permission.VIEW_REPORTS)
def people(form: str) -> ResponseReturnValue:
    """The list of people, all pages of it."""
    wanted = asked()
    file = people_file(current_user.zone)
    statement = all_in_order(wanted.duties, order=wanted.order, descending=wanted.descending)
    rows = file.rows(row_of(row) for row in Snapshot().rows(statement))
    lines = [_("Daftar pegawai"), wanted.in_words(), _made(wanted.picture)]
    return _file(form, _("daftar-pegawai"), lines, file.columns, rows)


@bp.get("/reports/units.<form>")
@permission_required(Permission.VIEW_REPORTS)
def units(form: str) -> ResponseReturnValue:
    """The compared units with their sum."""
    picture = picture_of(number_in_address("unit"))
    found = by_unit(tallies(picture.duties))
    total = sum_of(found.values())
    rows: list[tuple[Value, ...]] = [
        unit_cells(
            _("Langsung di %(unit)s", unit=row.unit.name) if row.is_own else row.unit.name, row.unit.code, row.tally
        )
        for row in unit_rows(picture, found)
    ]
    rows.append(unit_cells(_("Seluruhnya"), "", total))
    lines = [_("Penyelesaian per unit"), picture.in_words(), _made(picture)]
    return _file(form, _("penyelesaian-per-unit"), lines, unit_columns(), rows)


def _made(picture: Picture) -> str:
    return str(_("Dibuat %(moment)s oleh %(name)s", moment=date_time(picture.now), name=current_user.full_name))


def _file(
    form: str, name: str, lines: Sequence[str], columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]
) -> Response:
    """The file as an answer; a workbook is finished in a temporary file first, a CSV goes out while it is read."""
    if form not in TYPES:
        raise NotFound
    if form == "csv":
        body: Iterator[bytes] = csv_parts(lines, columns, rows)
    else:
        target = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY_BYTES)  # noqa: SIM115 - closed with the body
        write_xlsx_file(target, lines, columns, rows, name=_("Laporan"))
        target.seek(0)
        body = _chunks(target)
    response = Response(body if request.method != "HEAD" else b"", content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
