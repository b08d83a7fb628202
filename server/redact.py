"""Secrets are never logged: a last net below everything that logs."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

HIDDEN = "[hidden]"

_KEYS = re.compile(r"pass(word|wd)|secret|token|authorization|cookie", re.IGNORECASE)
_SECRETS = re.compile(
    r"\b(xox[a-z]|xapp|rs|ri|rp|rm|rf|rd)-[A-Za-z0-9_-]{16,}"  # ours, by their prefixes
    r"|(?<=\bticket=)[^&\s\"']+"  # a connection's, in its address
    r"|(?<=Bearer )\S+"
    r"|(?<=//)[^/\s:@]*:[^/\s@]+(?=@)"  # the user and password of a URL
)


def hide_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: mask what looks like a secret, by its key or by its form."""
    for key, value in event.items():
        if _KEYS.search(key):
            event[key] = HIDDEN
        elif isinstance(value, str):
            event[key] = _SECRETS.sub(HIDDEN, value)
    return event
