"""What the libraries below say that nobody needs to read."""

from __future__ import annotations

import logging

from server.logs import is_worth_a_line


def record(text: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("uvicorn.error", logging.INFO, "", 0, text, values, None)


def test_single_handshakes_have_no_line() -> None:
    for outcome in ('"WebSocket %s" [accepted]', '"WebSocket %s" 403', '"WebSocket %s" %d'):
        assert not is_worth_a_line(record(f"%s - {outcome}"))


def test_all_else_has_one() -> None:
    assert is_worth_a_line(record("Application startup complete."))
    assert is_worth_a_line(record("Finished server process [%d]", 7))
