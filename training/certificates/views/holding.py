"""One's own certificates, their PDF, and the public check."""

from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from training.certificates.domain import (
    CertificateSnapshot,
    NumberMistyped,
    Standing,
    normalise_number,
)
from training.certificates.models import Certificate
from training.certificates.pdf import render_pdf
from training.certificates.queries import (
    cards_of,
    certificate_with_number,
    certificates_of,
    own_certificate,
    status_on,
)
from training.core import clock
from training.core.access import Permission, permission_required, public
from training.core.error_pages import error_response
from training.core.errors import Gone
from training.core.i18n import DEFAULT_ZONE

bp = Blueprint("certificates", __name__)
MAX_TYPED = 80


@bp.get("/certificates")
@permission_required(Permission.OWN_CERTIFICATES)
def own() -> ResponseReturnValue:
    """All of one's own."""
    today = clock.today_in(current_user.zone, clock.now())
    return render_template(
        "certificates/own.html", certificates=cards_of(certificates_of(current_user.id), today=today)
    )


@bp.get("/certificates/<number>.pdf")
@permission_required(Permission.OWN_CERTIFICATES)
def pdf(number: str) -> ResponseReturnValue:
    """The printable certificate, rendered from its snapshot; a file to keep, since its page says "Unduh"."""
    certificate = own_certificate(number, holder_id=current_user.id)
    if certificate.revoked_at is not None:
        proof = (_("Lihat halaman bukti"), url_for("certificates.verify", number=number))
        revoked = _("Sertifikat ini dicabut, sehingga tidak dapat diunduh lagi. Alasannya ada di halaman bukti.")
        return error_response(Gone.status, message=revoked, go_on=proof)
    snapshot = CertificateSnapshot.from_json(certificate.snapshot)
    file = render_pdf(snapshot, verify_url=_verify_url(number))
    name = f"sertifikat-{number}.pdf"
    response = send_file(BytesIO(file), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """Type a number; a good one leads to its page."""
    typed = request.args.get("number", "")[:MAX_TYPED]
    if not typed.strip():
        return render_template("certificates/verify_form.html", typed="", problem=None)
    try:
        return redirect(url_for("certificates.verify", number=normalise_number(typed)), 303)
    except NumberMistyped:
        return _mistyped(typed)


@bp.get("/verify/<number>")
@public
def verify(number: str) -> ResponseReturnValue:
    """Every printed field and the standing today. No sign-in."""
    try:
        normal = normalise_number(number[:MAX_TYPED])
    except NumberMistyped:
        return _mistyped(number[:MAX_TYPED])
    if normal != number:
        return redirect(url_for("certificates.verify", number=normal), 303)
    found = certificate_with_number(normal)
    if found is None:
        problem = _("Tidak ada sertifikat dengan nomor ini. Nomornya benar bentuknya, tetapi tidak pernah diterbitkan.")
        return render_template("certificates/verify_form.html", typed=number, problem=problem), 404
    certificate, successor = found
    now = clock.now()
    status = status_on(certificate, clock.today_in(DEFAULT_ZONE, now))
    page = render_template(
        "certificates/verify.html",
        status=status,
        checked_at=now,
        certificate=_printed(certificate),
        revoked_on=certificate.revoked_at if status is Standing.REVOKED else None,
        revocation_reason=certificate.revocation_reason,
        successor_number=successor,
    )
    return page, {"X-Robots-Tag": "noindex"}  # who was given a number may look; search engines need not collect names


def _mistyped(typed: str) -> ResponseReturnValue:
    problem = _("Nomor ini salah ketik: huruf atau angkanya tidak cocok satu sama lain. Periksa kembali setiap tanda.")
    return render_template("certificates/verify_form.html", typed=typed, problem=problem), 400


def _printed(certificate: Certificate) -> dict[str, Any]:
    snapshot = CertificateSnapshot.from_json(certificate.snapshot)
    return {
        "number": snapshot.number,
        "title": snapshot.module_title,
        "agency": snapshot.agency,
        "holder_name": snapshot.participant_name,
        "holder_number": None,
        "unit_name": snapshot.unit_name,
        "module_title": snapshot.module_title,
        "share": snapshot.score,
        "jp_hours": snapshot.jp_hours,
        "legal_basis": snapshot.legal_basis,
        "completed_on": snapshot.completed_on,
        "issued_at": snapshot.issued_at,
        "valid_until_on": snapshot.valid_until,
    }


def _verify_url(number: str) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for("certificates.verify", number=number)
