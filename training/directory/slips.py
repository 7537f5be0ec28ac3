"""Activation codes on paper or as a table, made in the moment they are handed over: nothing of it is kept."""

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
from training.core.tables import Column, write_csv, write_xlsx

TEMPLATE = Path(__file__).parent / "template"
LONGEST = 240


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


def codes_table(kind: str, recipients: Sequence[Recipient], codes: Mapping[int, str], *, until: datetime) -> bytes:
    """The same as a table for a mail merge, as `xlsx` or `csv`."""
    columns = [
        Column(_("Nama"), 36),
        Column(_("NIP/NRP"), 22),
        Column(_("Unit kerja"), 40),
        Column(_("Kode unit"), 14),
        Column(_("Masuk dengan"), 28),
        Column(_("Kode aktivasi"), 18),
        Column(_("Berlaku sampai"), 34),
    ]
    last = date_time(until)
    rows = (
        (one.full_name, one.service_number, one.unit_name, one.unit_code, one.login, codes[one.id], last)
        for one in recipients
    )
    if kind == "xlsx":
        return write_xlsx(columns, rows, name=_("Kode aktivasi"))
    return write_csv([column.heading for column in columns], rows)


def _shown(login: str) -> str:
    return service_number(login) if login.isdigit() else login


def _line(text: str) -> str:
    shown = printable(text)
    return breakable(shown if len(shown) <= LONGEST else shown[: LONGEST - 1].rstrip() + "…")
