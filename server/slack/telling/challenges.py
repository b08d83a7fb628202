"""Asks apps' new addresses to prove that they are theirs, until they do or have had their chance.

Source: the contract's section 11, `url_verification`.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from channels.bots.protocol import AppFacts
from channels.bots.queue import EventQueue
from server.slack.telling.sender import Sender
from server.slack.telling.teller import DEAD_AFTER_MS

EVERY_S = 5.0
OFTEN = 60  # attempts, five minutes; then less and less often
MOST_PAUSE_S = 600.0
NEVER_MS = 2**62


@dataclass(slots=True)
class _Asked:
    """What was asked of an address, and how often without an answer."""

    url: str
    times: int = 0
    failed: bool = False
    next_s: float = 0.0


class Challenges:
    """At most one request at a time for each address; after a day without proof the address is
    left alone."""

    def __init__(self, queue: EventQueue, sender: Sender) -> None:
        self._queue = queue
        self._sender = sender
        self._asked: dict[str, _Asked] = {}

    async def due(self) -> list[AppFacts]:
        """Whom to ask now: who was never asked, and for whom something waits."""
        found = await self._queue.unverified()
        self._asked = {app.id: self._of(app) for app, _ in found}
        now_s = time.monotonic()
        chosen = [
            app
            for app, waits in found
            if (asked := self._asked[app.id]).next_s <= now_s and (waits or not asked.times)
        ]
        for app in chosen:
            asked = self._asked[app.id]
            asked.times += 1
            asked.next_s = now_s + _pause_s(asked.times)
        return chosen

    def _of(self, app: AppFacts) -> _Asked:
        asked = self._asked.get(app.id)
        if asked is None or asked.url != app.events_url:
            return _Asked(app.events_url)
        if not app.failing_since and asked.failed:
            return _Asked(app.events_url)  # an administrator has said: try again
        return asked

    async def ask(self, app: AppFacts) -> bool:
        """Has the address answered?"""
        if await self._sender.verify(app, secrets.token_urlsafe(32)):
            await self._queue.note_verified(app)
            return True
        asked = self._asked.get(app.id)
        if asked is not None:
            asked.failed = True
        often = asked is not None and asked.times > OFTEN  # not because nobody spoke for a day
        await self._queue.note_failure(app, DEAD_AFTER_MS if often else NEVER_MS)
        return False


def _pause_s(times: int) -> float:
    """How long to wait after so many attempts."""
    return min(EVERY_S * 2.0 ** min(max(0, times - OFTEN), 8), MOST_PAUSE_S)
