"""A server that dies between the commit of a certain message and its publishing.

Run as `python -m tests.resilience.dies_before_publishing serve|gateway …`: the real command, but
its relay ends the process, as a power cut would, when it is to publish what holds `LAST_WORDS`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from persistence.log import Entry
from persistence.relay import Relay
from server.cli import main

LAST_WORDS = "these are my last words"
DIED = 9

_publish = Relay._publish


async def _die_or_publish(self: Relay, entries: Sequence[Entry]) -> bool:
    if any(LAST_WORDS.encode() in entry.body for entry in entries):
        os._exit(DIED)
    return await _publish(self, entries)


if __name__ == "__main__":
    Relay._publish = _die_or_publish  # type: ignore[method-assign]
    sys.exit(main())
