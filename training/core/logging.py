"""Logs: an event name and facts, as JSON lines on standard error. No names, service numbers, addresses or answers.

Of an error the log keeps its kind and where it happened, never its message: messages quote what people typed ("Key
(email)=(…) already exists").
"""

import logging
import sys
import time
import traceback
from typing import cast

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, FilteringBoundLogger

CAUSES_TOLD = 5


def get_logger() -> FilteringBoundLogger:
    """A logger; call it as `log.info("certificate_issued", certificate_id=7)`."""
    return cast(FilteringBoundLogger, structlog.get_logger())


def configure_logging(level: str) -> None:
    """One JSON object a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _place_of_error,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_request_log(app: Flask) -> None:
    """One line a request: the route's pattern (not its address), status and milliseconds."""
    log = get_logger()

    @app.before_request
    def start_clock() -> None:
        g.started_at = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        milliseconds = (time.perf_counter() - g.get("started_at", time.perf_counter())) * 1000
        route = request.url_rule.rule if request.url_rule else None
        log.info("request", method=request.method, route=route, status=response.status_code, ms=round(milliseconds, 1))
        return response


def _place_of_error(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Turn `exc_info=error` into the kinds and lines of the error and of what caused it, the last one first."""
    error = event.pop("exc_info", None)
    told: list[str] = []
    while isinstance(error, BaseException) and len(told) < CAUSES_TOLD:
        frames = traceback.extract_tb(error.__traceback__)
        lines = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        told.append("\n".join([type(error).__qualname__, *lines]))
        error = error.__cause__ or error.__context__
    if told:
        event["places"] = told
    return event
