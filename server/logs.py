"""Logs go to stderr, one line each; what programs read goes to stdout."""

from __future__ import annotations

import logging
import sys

import structlog

from server.redact import hide_secrets


def set_up_logs(level: str, shape: str = "text") -> None:
    """Send all logs, ours and the libraries', to stderr from `level` on.

    `shape`: "text" for people, "json" for programs that gather logs.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    stamps = structlog.processors.TimeStamper(fmt="iso", utc=True)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        stamps,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    shown: structlog.typing.Processor
    if shape == "json":
        shown = structlog.processors.JSONRenderer(default=repr)
    else:
        shown = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=shown)
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)
    logging.getLogger("ruche").setLevel(number)
    logging.getLogger("uvicorn.error").addFilter(is_worth_a_line)
    for quiet in ("aiosqlite", "alembic", "asyncio", "websockets"):
        logging.getLogger(quiet).setLevel(max(number, logging.WARNING))


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """Not uvicorn's line for every handshake: the gateway counts those."""
    return not str(record.msg).startswith('%s - "WebSocket ')
