"""Activation codes on paper or as a table, made in the moment they are handed over: nothing of it is kept."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from flask_babel import gettext as _

from training.certificates.glyphs import breakable, printable
from training.certificates.pdf import FONTS
from training.core.i18n import date_time
from training.core.jinja import service_number

TEMPLATE = Path(__file__).parent / "template"
LONGEST = 240
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a code; `login` is what they sign in with afterwards."""

    id: int
    full_name: str
    service_number: str | None
    login: str
    unit_id: int
    unit_name: str
    unit_code: str


def slips_pdf(
    recipients: Sequence[Recipient],
    codes: Mapping[int, str],
    *,
    agency: str,
    address: str,
    now: datetime,
    until: datetime,
) -> bytes:
    """Slips to cut, ten a page: name, unit, code, where to type it, what to sign in with. Safe to call from many threads."""
    compiler = typst.Compiler(input=TEMPLATE / "slips.typ", root=TEMPLATE, font_paths=FONTS, ignore_system_fonts=True)
    content: dict[str, Any] = {
        "title": _("Kode aktivasi Netral"),
        "agency": _line(agency),
        "made": _("Dibuat %(moment)s", moment=date_time(now)),
        "note": _(
            "Rahasia. Gunting, lalu berikan langsung kepada yang bersangkutan. Daftar ini tidak dapat ditampilkan lagi."
        ),
        "page_words": _("Halaman %(number)s dari %(pages)s", number="{page}", pages="{pages}"),
        "valid": _("Sekali pakai, berlaku sampai %(moment)s.", moment=date_time(until)),
        "slips": [
            {
                "name": _line(one.full_name),
                "unit": _line(one.unit_name),
                "code": codes[one.id],
                "how": _line(_("Buka %(address)s, ketik kode ini, lalu buat kata sandi.", address=address)),
                "login": _line(_("Kemudian masuk dengan %(login)s.", login=_shown(one.login))),
            }
            for one in recipients
        ],
    }
    pdf = compiler.compile(
        format="pdf", sys_inputs={"slips": json.dumps(content)}, pdf_standards=["a-2a", "ua-1"],
        timestamp=int(now.timestamp()),
    )  # fmt: skip
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single file")
    return pdf


def codes_csv(recipients: Sequence[Recipient], codes: Mapping[int, str], *, until: datetime) -> bytes:
    """The same as a table for a mail merge: UTF-8 with its mark and semicolons, as spreadsheets here expect."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(
        [
            _("Nama"),
            _("NIP/NRP"),
            _("Unit kerja"),
            _("Kode unit"),
            _("Masuk dengan"),
            _("Kode aktivasi"),
            _("Berlaku sampai"),
        ]
    )
    for one in recipients:
        cells = (
            one.full_name,
            one.service_number or "",
            one.unit_name,
            one.unit_code,
            one.login,
            codes[one.id],
            date_time(until),
        )
        writer.writerow([_harmless(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _shown(login: str) -> str:
    return service_number(login) if login.isdigit() else login


def _line(text: str) -> str:
    shown = printable(text)
    return breakable(shown if len(shown) <= LONGEST else shown[: LONGEST - 1].rstrip() + "…")
