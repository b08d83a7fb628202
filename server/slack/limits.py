"""How many calls an app or a person may make: by method, by channel, or as its app was given."""

from __future__ import annotations

import math
from typing import NamedTuple

from server.buckets import Buckets
from server.slack.caller import Caller
from server.slack.errors import RateLimited


class Allowance(NamedTuple):
    """A bucket: refilled so many a second, holding so many."""

    rate: float
    burst: float


GENEROUS = Allowance(1_200 / 60, 600.0)
IN_CHANNEL = Allowance(20.0, 100.0)  # posts into one channel
SLACK = {
    1: Allowance(1 / 60, 1.0),
    2: Allowance(20 / 60, 20.0),
    3: Allowance(50 / 60, 50.0),
    4: Allowance(100 / 60, 100.0),
}
SLACK_IN_CHANNEL = Allowance(1.0, 4.0)
POSTS = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.meMessage"})


class ApiLimits:
    """The policy. `factor` None lifts all limits but an app's own; `strict`: Slack's numbers."""

    def __init__(self, buckets: Buckets, factor: float | None, strict: bool) -> None:
        self._buckets = buckets
        self._factor = factor
        self._strict = strict

    async def take(self, caller: Caller, method: str, tier: int, channel: str) -> None:
        """Count a call. Errors: RateLimited."""
        app = caller.app
        if app is not None and app.limit_calls and app.limit_s:
            own = Allowance(app.limit_calls / app.limit_s, float(app.limit_calls))
            await self._take(f"api:{app.id}", own)
            return
        if self._factor is None:
            return
        allowance = SLACK[tier] if self._strict else GENEROUS
        await self._take(f"api:{caller.limited_by}:{method}", self._times(allowance))
        if method in POSTS and channel:
            posts = SLACK_IN_CHANNEL if self._strict else IN_CHANNEL
            await self._take(f"api:{caller.limited_by}:in:{channel}", self._times(posts))

    def _times(self, allowance: Allowance) -> Allowance:
        factor = self._factor or 1.0
        return Allowance(allowance.rate * factor, max(1.0, allowance.burst * factor))

    async def _take(self, key: str, allowance: Allowance) -> None:
        wait_s = await self._buckets.take(key, 1.0, allowance.rate, allowance.burst)
        if wait_s > 0:
            raise RateLimited(max(1, math.ceil(wait_s)))
