"""Every error as a page (or JSON where a script asked) that says what happened, what was kept and what to do next."""

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from training.core.errors import Conflict, DomainError
from training.core.logging import get_logger

PAGES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 429, 500, 503})
UNAVAILABLE_RETRY_SECONDS = 10
TOO_LARGE = 413

log = get_logger()


def init_error_pages(app: Flask) -> None:
    """Register the handlers; none of them needs the database or a signed-in user."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(NoResultFound, lambda _error: error_response(404))
    app.register_error_handler(CSRFError, lambda _error: error_response(400, reason="csrf"))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(PoolTimeout, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether a script of ours asked, and reads JSON."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def error_response(
    status: int,
    *,
    message: str | None = None,
    reason: str | None = None,
    go_on: tuple[str, str] | None = None,
    retry_after_seconds: int | None = None,
) -> Response:
    """One error as an answer. `message` replaces the page's own sentence; `reason` picks a variant of the page.

    `go_on`: a label and an address, for a button other than that to the home page.
    """
    page = status if status in PAGES else (400 if status < 500 else 500)  # noqa: PLR2004 - the HTTP classes themselves
    if wants_json():
        response = jsonify(error=page, message=message and str(message))
    else:
        shown = {"message": message, "reason": reason, "go_on": go_on, "wait_seconds": retry_after_seconds}
        response = make_response(render_template(f"errors/{page}.html", **shown))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if retry_after_seconds is not None:
        response.headers["Retry-After"] = str(retry_after_seconds)
    return response


def _domain_error(error: DomainError) -> Response:
    has_own_words = error.message is not Conflict.message
    return error_response(
        error.status,
        message=error.message,
        reason="rule" if has_own_words else None,
        retry_after_seconds=error.retry_after_seconds,
    )


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    response = error_response(error.code or 500, go_on=_form_again() if error.code == TOO_LARGE else None)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _form_again() -> tuple[str, str] | None:
    """Back to the page with the form that sent too much, where it has the same address."""
    routes = current_app.create_url_adapter(request)
    has_form = routes is not None and routes.test(request.path, "GET")
    return (_("Kembali ke formulir"), request.path) if has_form else None


def _database_error(error: DBAPIError) -> Response:
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return _unavailable(error)
    return _unexpected(error)


def _unavailable(error: Exception) -> Response:
    log.error("database_unavailable", kind=type(getattr(error, "orig", None) or error).__name__)
    return error_response(503, retry_after_seconds=UNAVAILABLE_RETRY_SECONDS)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected_error", kind=type(error).__name__, exc_info=error)
    return error_response(500)
