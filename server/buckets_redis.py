"""Counters for limits that all processes share, in Redis."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from persistence.redis_keys import RedisKeys
from server.buckets import Buckets

PREFIX = "ruche:limit:"
_TIMEOUT_S = 2.0

# Redis's own clock serves all processes. Levels are stored as text: Lua numbers become integers.
_TAKE = """
local cost, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local found = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = burst
if found[1] then
  level = math.min(burst, tonumber(found[1]) + math.max(0, now - tonumber(found[2])) * rate)
end
local wait = 0
if level < cost then wait = (cost - level) / rate else level = level - cost end
redis.call('HSET', KEYS[1], 'level', string.format('%.6f', level), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - level) / rate * 1000) + 1000)
return string.format('%.6f', wait)
"""
_STRIKE = """
local count = redis.call('INCR', KEYS[1])
local bar = tonumber(ARGV[math.min(count, #ARGV - 1) + 1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
if bar > 0 then redis.call('SET', KEYS[2], '1', 'PX', math.ceil(bar)) end
return count
"""

Result = TypeVar("Result")
_log = structlog.get_logger(__name__)


class RedisBuckets:
    """Counters of all processes; without Redis each falls back to `local`. Source: `Buckets`."""

    def __init__(self, url: str, local: Buckets) -> None:
        self._redis = RedisKeys(url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)
        self._local = local

    async def close(self) -> None:
        """Disconnect."""
        await self._redis.close()

    async def take(self, key: str, cost: float, rate: float, burst: float) -> float:
        async def shared(redis: Redis) -> float:
            take = redis.register_script(_TAKE)
            found: Any = await take(keys=[_name(key)], args=[cost, rate, burst])
            return float(found)

        return await self._or(key, shared, lambda: self._local.take(key, cost, rate, burst))

    async def barred(self, key: str) -> float:
        async def shared(redis: Redis) -> float:
            return max(0.0, int(await redis.pttl(_bar(key))) / 1000)

        return await self._or(key, shared, lambda: self._local.barred(key))

    async def strike(self, key: str, bars_s: tuple[float, ...]) -> None:
        async def shared(redis: Redis) -> None:
            bars_ms = [round(bar_s * 1000, 3) for bar_s in bars_s]
            args = [int(2 * max(bars_ms)), *bars_ms]
            strike = redis.register_script(_STRIKE)
            await strike(keys=[_strikes(key), _bar(key)], args=args)

        await self._or(key, shared, lambda: self._local.strike(key, bars_s))

    async def forgive(self, key: str) -> None:
        async def shared(redis: Redis) -> None:
            await redis.delete(_strikes(key), _bar(key))

        await self._or(key, shared, lambda: self._local.forgive(key))

    async def _or(
        self,
        key: str,
        shared: Callable[[Redis], Awaitable[Result]],
        local: Callable[[], Awaitable[Result]],
    ) -> Result:
        try:
            return await self._redis.run(_name(key), shared)
        except (RedisError, OSError) as error:
            _log.warning("limits_are_local", error=str(error))
            return await local()


def _name(key: str) -> str:
    """Braces keep the keys of one script in one slot of a cluster."""
    return f"{PREFIX}{{{key}}}"


def _strikes(key: str) -> str:
    return f"{PREFIX}{{{key}}}:strikes"


def _bar(key: str) -> str:
    return f"{PREFIX}{{{key}}}:bar"
