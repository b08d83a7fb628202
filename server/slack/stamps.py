"""Times as Slack writes them (`ts`), and cursors of pages; pure."""

from __future__ import annotations

import base64
import binascii

from server.slack.errors import SlackError
from server.slack.importing.shapes import ts_us

NEVER = "0000000000.000000"


def to_ts(at_us: int) -> str:
    """A message's time: ten digits, a point, six digits."""
    return f"{at_us // 1_000_000:010d}.{at_us % 1_000_000:06d}"


def parse_ts(text: str, code: str) -> int:
    """Unix microseconds of a `ts`. Errors: SlackError with the code."""
    at_us = ts_us(text.strip())
    if at_us is None:
        raise SlackError(code)
    return at_us


def to_cursor(kind: str, place: str) -> str:
    """Where the next page begins, as a text that means nothing to who keeps it."""
    return base64.urlsafe_b64encode(f"{kind}:{place}".encode()).decode().rstrip("=")


def parse_cursor(kind: str, cursor: str) -> str:
    """The place of a cursor of this kind; nothing for the first page. Errors: SlackError."""
    if not cursor:
        return ""
    try:
        made = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
    begins, _, place = made.partition(":")
    if begins != kind or not place:
        raise SlackError("invalid_cursor")
    return place


def metadata(kind: str, place: str | None) -> dict[str, str]:
    """The `response_metadata` of a page; `place` None at the end."""
    return {"next_cursor": to_cursor(kind, place) if place else ""}
