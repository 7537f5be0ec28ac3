"""A certificate as PDF: one A4 page, PDF/A-2a and PDF/UA-1 at once, the same bytes for the same snapshot."""

import json
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_date
from babel.numbers import format_decimal

from training.certificates.domain import CertificateSnapshot
from training.certificates.glyphs import REPLACEMENT, breakable, printable
from training.certificates.qr import qr_svg
from training.core.i18n import DEFAULT_ZONE, ZONE_NAMES

TEMPLATE = Path(__file__).parent / "template"
FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[TEMPLATE / "fonts"])
LOCALE = "id"
LONGEST_LINE = 240
LONGEST_LEGAL_BASIS = 900
LONGEST_PART_OF_ADDRESS = 16
NO_END = "Tanpa batas waktu"
PROOF = "Sertifikat ini bukti pelatihan, bukan pendapat hukum. Status terkininya ada di halaman pemeriksaan."
EXAMPLE = "CONTOH"
NO_PROOF = "Ini contoh untuk melihat tata letaknya, bukan sertifikat: nomornya tidak pernah diterbitkan."
NOT_ALL_LETTERS = f"Huruf yang tidak dapat dicetak ditandai {REPLACEMENT}; ejaan lengkapnya ada di halaman pemeriksaan."


def render_pdf(snapshot: CertificateSnapshot, *, verify_url: str, is_example: bool = False) -> bytes:
    """The PDF of a certificate; `verify_url` is the page that the QR code opens. Safe to call from many threads.

    An example says across the page, in its title and in its small print that it is none.

    Everything is set as plain text whatever it contains. Long names shrink, then wrap; a text beyond all reason
    (LONGEST_LINE, LONGEST_LEGAL_BASIS characters) ends in an ellipsis. About 10 ms.
    """
    # a compiler is not shared: it is a millisecond to make, and two threads may not be inside one
    compiler = typst.Compiler(
        input=TEMPLATE / "certificate.typ", root=TEMPLATE, font_paths=FONTS, ignore_system_fonts=True
    )
    inputs = {
        "certificate": json.dumps(_content(snapshot, verify_url, is_example=is_example)),
        "qr": qr_svg(verify_url).decode("ascii"),
    }
    pdf = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"], timestamp=int(snapshot.issued_at.timestamp())
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single file")
    return pdf


def _content(snapshot: CertificateSnapshot, verify_url: str, *, is_example: bool) -> dict[str, Any]:
    """What the template sets: ready texts."""
    name = _line(snapshot.participant_name)
    module = _line(snapshot.module_title.id)
    unit = "" if snapshot.unit_name == snapshot.agency else _line(snapshot.unit_name)
    agency = _line(snapshot.agency)
    legal_basis = _shortened(printable(f"Dasar hukum: {snapshot.legal_basis.id}"), LONGEST_LEGAL_BASIS)
    statements = [f"Diterbitkan {_date_time(snapshot.issued_at)}", NO_PROOF if is_example else PROOF]
    if any(REPLACEMENT in text for text in (name, module, unit, agency, legal_basis)):
        statements.append(NOT_ALL_LETTERS)
    return {
        "title": f"{EXAMPLE}: {module}" if is_example else f"Sertifikat {module} – {name}",
        "example": EXAMPLE if is_example else "",
        "agency": breakable(agency),
        "name": breakable(name),
        "unit": breakable(unit),
        "module": breakable(module),
        "facts": _facts(snapshot),
        "legal_basis": breakable(legal_basis),
        "statements": statements,
        "number": snapshot.number,
        "verify_url": verify_url,
        "verify_shown": _shown_address(verify_url, snapshot.number),
        "qr_alt": f"Kode QR ke halaman pemeriksaan sertifikat nomor {snapshot.number}",
    }


def _facts(snapshot: CertificateSnapshot) -> list[tuple[str, str]]:
    return [
        ("Nilai", _percent(snapshot.score)),
        ("Jam pelajaran", f"{snapshot.jp_hours} JP"),
        ("Diselesaikan", _long_date(snapshot.completed_on)),
        ("Berlaku sampai", _long_date(snapshot.valid_until) if snapshot.valid_until else NO_END),
    ]


def _line(text: str) -> str:
    return _shortened(printable(text), LONGEST_LINE)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _shown_address(verify_url: str, number: str) -> str:
    """Where to type the number, as people write addresses: without scheme, with places to break."""
    address = verify_url.removesuffix(f"/{number}").partition("://")[2] or verify_url
    return breakable(printable(address), after="./", longest=LONGEST_PART_OF_ADDRESS)


def _percent(share: Fraction) -> str:
    """`83,3%`, as the pages show it."""
    return f"{format_decimal(round(float(share) * 100, 1), format='#,##0.#', locale=LOCALE)}%"


def _long_date(day: date) -> str:
    """`Senin, 23 November 2026`, as the pages show it."""
    return format_date(day, "EEEE, d MMMM y", locale=LOCALE)


def _date_time(moment: datetime) -> str:
    """In the zone that a visitor's check page uses, named: in the east the day of completion may be a day later."""
    local = moment.astimezone(ZoneInfo(DEFAULT_ZONE))
    return f"{_long_date(local.date())} pukul {local:%H.%M} {ZONE_NAMES[DEFAULT_ZONE]}"
