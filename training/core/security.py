"""Security headers, and the refusal of what no honest client sends."""

from flask import Flask, Response, abort, request
from werkzeug.routing import IntegerConverter

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
IN_OWN_FRAME = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    + "; sandbox allow-same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
"""For a page of ours that another page of ours shows in a frame: it runs nothing and sends nothing."""
ONE_YEAR_SECONDS = 365 * 24 * 3600


class SmallIntegerConverter(IntegerConverter):
    """Whole numbers in an address: ASCII digits, within what both databases hold."""

    regex = r"[0-9]{1,18}"


def security_headers(*, https: bool) -> dict[str, str]:
    """What every answer carries; over https the promise to stay there."""
    return HEADERS | {"Strict-Transport-Security": f"max-age={ONE_YEAR_SECONDS}"} if https else HEADERS


def init_security(app: Flask, *, https: bool) -> None:
    """Give every answer its headers; refuse NUL characters wherever they hide."""
    app.url_map.converters["int"] = SmallIntegerConverter
    headers = security_headers(https=https)

    @app.before_request
    def refuse_nul() -> None:
        if "\0" in request.path or any("\0" in part for pair in request.args.items(multi=True) for part in pair):
            abort(400)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
