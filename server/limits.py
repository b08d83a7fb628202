"""How much one may do in a time: operations, attempts to sign in, connections."""

from __future__ import annotations

import hashlib
import math
from collections import Counter

from channels.core.actor import Actor, Kind
from channels.core.errors import Limited
from persistence.clock import Clock
from server.buckets import Buckets
from server.buckets_memory import MemoryBuckets
from server.buckets_redis import RedisBuckets
from server.config import Settings

# (refill per second, burst)
PERSON = (50.0, 200.0)
VISITOR = (20.0, 100.0)
FEED = (0.5, 20.0)
SIGN_IN_REMOTE = (0.2, 20.0)
SIGN_IN_EMAIL = (1 / 60, 30.0)

SPARED = 4  # wrong passwords that cost no wait
FIRST_BAR_S = 2.0  # doubles with each further one
LONGEST_BAR_S = 900.0
CONNECTIONS = 50


class RateLimits:
    """The policy: operations are counted where they arrive, attempts to sign in by all processes.

    With several gateways an actor may do as much at each: counting together would cost every
    message a round trip. `factor` multiplies all allowances; `on=False` lifts them.
    """

    def __init__(
        self,
        local: Buckets,
        shared: Buckets,
        *,
        on: bool = True,
        factor: float = 1.0,
        connections: int = CONNECTIONS,
    ) -> None:
        self._local = local
        self._shared = shared
        self._on = on
        self._factor = factor
        self.refused: Counter[str] = Counter()  # by what was limited
        self.connections_per_person = connections if on else None

    async def close(self) -> None:
        """Let go of what the counters hold."""
        await self._shared.close()

    async def take(self, actor: Actor, operation: str, cost: float) -> None:
        """Count an operation. Errors: Limited."""
        if not self._on or actor.kind in (Kind.SYSTEM, Kind.BOT):  # a bot's edge counts itself
            return
        if actor.kind is Kind.VISITOR:
            key, allowance = f"visitor:{actor.remote}", VISITOR
        else:
            key, allowance = f"actor:{actor.person_id}", PERSON
        await self._take(self._local, key, cost, allowance)

    async def before_feed(self, secret_hash: str) -> None:
        """Count a look of a feed reader at one private address. Errors: Limited."""
        if self._on:
            await self._take(self._local, f"feed:{secret_hash}", 1.0, FEED)

    async def before_sign_in(self, remote: str, email: str) -> None:
        """Count an attempt to sign in, or to make an account. Errors: Limited."""
        if not self._on:
            return
        wait_s = await self._shared.barred(_pair(remote, email))
        if wait_s > 0:
            self.refused["password"] += 1
            raise _limited("Too many wrong passwords.", wait_s)
        await self._take(self._shared, f"sign-in:{remote}", 1.0, SIGN_IN_REMOTE)
        await self._take(self._shared, f"sign-in:{_digest(email)}", 1.0, SIGN_IN_EMAIL)

    async def sign_in_failed(self, remote: str, email: str) -> None:
        """A wrong password: after a few, each makes the next wait longer."""
        if self._on:
            await self._shared.strike(_pair(remote, email), bars(self._factor))

    async def sign_in_succeeded(self, remote: str, email: str) -> None:
        """The right password: what was wrong before counts no more."""
        if self._on:
            await self._shared.forgive(_pair(remote, email))

    async def _take(
        self, buckets: Buckets, key: str, cost: float, allowance: tuple[float, float]
    ) -> None:
        rate, burst = allowance[0] * self._factor, allowance[1] * self._factor
        wait_s = await buckets.take(key, min(cost, burst), rate, burst)
        if wait_s > 0:
            self.refused[key.partition(":")[0]] += 1
            raise _limited("That was too much at once.", wait_s)


def make_limits(settings: Settings, clock: Clock) -> RateLimits:
    """The limits that the settings name."""
    local = MemoryBuckets(clock)
    return RateLimits(
        local,
        RedisBuckets(settings.redis_url, local) if settings.redis_url else local,
        on=settings.rate_limits is not None,
        factor=settings.rate_limits or 1.0,
        connections=settings.connections_per_person,
    )


def bars(factor: float) -> tuple[float, ...]:
    """How long the first, second, … wrong password in a row bars the next attempt, in seconds."""
    doublings = math.ceil(math.log2(LONGEST_BAR_S / FIRST_BAR_S)) + 1
    growing = (min(LONGEST_BAR_S, FIRST_BAR_S * 2.0**n) for n in range(doublings))
    return (*([0.0] * SPARED), *(bar / factor for bar in growing))


def _limited(what: str, wait_s: float) -> Limited:
    seconds = max(1, math.ceil(wait_s))
    unit = "second" if seconds == 1 else "seconds"
    return Limited(f"{what} Try again in {seconds} {unit}.", retry_after_s=wait_s)


def _pair(remote: str, email: str) -> str:
    return f"wrong:{_digest(f'{remote} {email}')}"


def _digest(text: str) -> str:
    """Addresses are not kept readable outside the store."""
    return hashlib.sha256(text.strip().lower().encode("utf-8", "replace")).hexdigest()[:32]
