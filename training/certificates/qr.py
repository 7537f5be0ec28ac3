"""QR codes as SVG."""

from io import BytesIO

import segno

DARK = "#1C1B22"
QUIET_ZONE_MODULES = 0


def qr_svg(address: str) -> bytes:
    """The QR code of an address: dark modules on nothing, cut at the code's edge.

    Whoever places it leaves the quiet zone, four modules on every side, as empty paper.
    """
    out = BytesIO()
    segno.make_qr(address, error="m").save(
        out, kind="svg", border=QUIET_ZONE_MODULES, dark=DARK, xmldecl=False, svgclass=None, lineclass=None, nl=False
    )
    return out.getvalue()
