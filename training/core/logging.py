"""Logs: an event name and facts, as JSON lines on standard error. No names, service numbers, addresses or answers."""

import logging
import sys
import time
from typing import cast

import structlog
from flask import Flask, Response, g, request
from structlog.typing import FilteringBoundLogger


def get_logger() -> FilteringBoundLogger:
    """A logger; call it as `log.info("certificate_issued", certificate_id=7)`."""
    return cast(FilteringBoundLogger, structlog.get_logger())


def configure_logging(level: str) -> None:
    """One JSON object a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
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
