"""How the roster talks to Redis: its keys, its rows, and batches of commands."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from persistence.redis_keys import RedisKeys
from presence.protocol import PresenceView
from presence.tracker import NOTHING, Overlay, Seen

TIMEOUT_S = 5.0

# Takes the lease if it is free, expired, one's own, or held by a process that is less keen.
LEASE = """
local held = redis.call('HMGET', KEYS[1], 'by', 'until', 'rank')
if held[1] and held[1] ~= ARGV[1] and tonumber(held[2]) > tonumber(ARGV[2])
    and tonumber(held[3]) >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], 'by', ARGV[1], 'until', ARGV[2] + ARGV[3], 'rank', ARGV[4])
return 1
"""

Command = tuple[str | int | float, ...]


class Wire:
    """A Redis, and the roster's names in it: one hash tag, so one slot of a cluster."""

    def __init__(self, url: str, prefix: str) -> None:
        self._redis = RedisKeys(
            url,
            decode_responses=True,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
        )
        self._prefix = f"{{{prefix}presence}}:"
        self.places = self._prefix + "places"
        self.away = self._prefix + "away"
        self.dnd = self._prefix + "dnd"
        self.due = self._prefix + "due"
        self.shown = self._prefix + "shown"
        self.lease = self._prefix + "lease"

    def at(self, place: str) -> str:
        """The key of a process's people."""
        return f"{self._prefix}at:{place}"

    async def ask(self, *commands: Command) -> list[Any]:
        """The replies to all commands, which are done together and in one round trip.

        Raises ConnectionError.
        """

        async def together(redis: Redis) -> list[Any]:
            async with redis.pipeline(transaction=True) as batch:
                for command in commands:
                    batch.execute_command(*command)
                replies: list[Any] = await batch.execute()
                return replies

        try:
            return await self._redis.run(self._prefix, together)
        except (RedisError, OSError) as error:
            raise ConnectionError(f"the roster is out of reach: {error}") from error

    async def close(self) -> None:
        """Hang up."""
        await self._redis.close()


def put(key: str, rows: dict[str, str]) -> Command:
    """HSET of all `rows`."""
    return ("HSET", key, *[part for row in rows.items() for part in row])


def look_no_later(key: str, scores: dict[str, float]) -> Command:
    """ZADD that only ever makes a member due earlier."""
    return ("ZADD", key, "LT", *[part for name, score in scores.items() for part in (score, name)])


def pack(seen: Seen) -> str:
    """A row of `at:<process>`."""
    return ":".join([str(int(value)) for value in seen])


def to_seen(packed: str | None) -> Seen:
    """The reverse of `pack`."""
    if packed is None:
        return NOTHING
    connected, online_until, here_until = packed.split(":")
    return Seen(connected == "1", int(online_until), int(here_until))


def to_overlay(away: str | None, dnd: str | None) -> Overlay:
    """Rows of `away` and `dnd`."""
    return Overlay(away is not None, int(dnd or 0))


def pack_view(view: PresenceView) -> str:
    """A row of `shown`."""
    return f"{view.state}:{int(view.dnd)}"
