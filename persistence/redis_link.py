"""One connection to Redis that does nothing by itself: no retry, no pool, no reconnect."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Sequence
from typing import Any

from redis.asyncio.connection import Connection, parse_url
from redis.exceptions import MovedError, RedisError

LOST = (OSError, RedisError)  # RedisError: Redis refuses, starts up or shuts down

TIMEOUT_S = 5.0
BACKOFF_S = (0.05, 2.0)
END_S = 2.0


class Link:
    """Commands out, replies in, in order. Any failure means: close it and open anew.

    Raises one of `LOST` from every method but `close`.
    """

    def __init__(self, url: str) -> None:
        options: dict[str, Any] = dict(parse_url(url))
        make = options.pop("connection_class", Connection)
        options |= {
            "protocol": 2,  # in RESP2 a listening connection's replies are plain lists
            "socket_timeout": TIMEOUT_S,
            "socket_connect_timeout": TIMEOUT_S,
        }
        self._connection: Connection = make(**options)

    async def open(self) -> None:
        """Connect and sign in, unless that is done."""
        await self._connection.connect()  # type: ignore[no-untyped-call]
        _still_wanted()

    async def close(self) -> None:
        """Hang up; again is harmless."""
        await self._connection.disconnect(nowait=True)

    async def send(self, commands: Sequence[tuple[bytes, ...]]) -> None:
        """Write commands without waiting for the replies."""
        packed = self._connection.pack_commands(commands)
        await self._connection.send_packed_command(packed, check_health=False)
        _still_wanted()

    async def read(self, timeout_s: float = math.inf) -> Sequence[bytes] | None:
        """The next reply, or None after `timeout_s` of silence."""
        reply: Sequence[bytes] | None = await self._connection.read_response(
            timeout=timeout_s, disconnect_on_error=False
        )
        _still_wanted()
        return reply

    async def ask(self, commands: Sequence[tuple[bytes, ...]]) -> dict[bytes, MovedError]:
        """Write commands and wait for all replies; those that other nodes own, by their key."""
        await self.send(commands)
        moved: dict[bytes, MovedError] = {}
        for _, key, *_ in commands:
            try:
                await self._connection.read_response(disconnect_on_error=False)
            except MovedError as error:
                moved[key] = error
        return moved


def _still_wanted() -> None:
    """redis-py waits by asyncio.wait_for, which up to Python 3.11 may swallow a cancellation."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def end(task: asyncio.Task[None]) -> None:
    """Cancel a task that talks to Redis, and wait for its end, but not for ever."""
    task.cancel()
    await asyncio.wait([task], timeout=END_S)


def backoff_s(attempt: int) -> float:
    """How long to wait before the next attempt; `attempt` counts from 0."""
    first, last = BACKOFF_S
    return min(last, first * 2.0 ** min(attempt, 10)) * random.uniform(0.5, 1.0)
