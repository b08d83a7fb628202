"""Keys in Redis: one server, or of a cluster the node that owns the key's slot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.exceptions import ClusterDownError, MovedError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError

from persistence.redis_cluster import Node, Slots, is_cluster

TRIES = 5
PAUSE_S = 0.1

Result = TypeVar("Result")


def _retry() -> Retry:
    """A connection that broke while it rested is opened anew at once. What does not answer in time
    is not asked again: by its own rules redis-py would wait four times as long, and longer."""
    return Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))


class RedisKeys:
    """Runs work on the server that holds a key.

    All keys that one piece of work touches share a slot: their names have the same part in
    braces. `options` are those of `redis.asyncio.Redis.from_url`. (The cluster client of redis-py
    8.1 hangs up on its own requests where many begin at once, so nodes are found here.)
    """

    def __init__(self, url: str, **options: Any) -> None:
        self._options = {"retry": _retry(), **options}
        self._slots = Slots(url) if is_cluster(url) else None
        self._alone: Redis | None = None if self._slots else Redis.from_url(url, **self._options)
        self._nodes: dict[Node, Redis] = {}
        self._finding = asyncio.Lock()

    async def run(self, key: str, work: Callable[[Redis], Awaitable[Result]]) -> Result:
        """The result of `work`, which may be begun again elsewhere if it was at the wrong node.

        Raises RedisError or OSError.
        """
        if self._alone is not None:
            return await work(self._alone)
        assert self._slots is not None
        name = key.encode()
        for attempt in range(TRIES):
            node = self._slots.owner(name) or await self._find(name)
            try:
                return await work(self._client(node))
            except MovedError as moved:
                self._slots.learn(moved.slot_id, Node(moved.host or node.host, moved.port))
            except (RedisConnectionError, ClusterDownError, OSError):
                if attempt:
                    raise
                await asyncio.sleep(PAUSE_S)
                await self._find(name)
        raise RedisConnectionError(f"the cluster does not agree who owns slot {key_slot(name)}")

    async def close(self) -> None:
        """Hang up everywhere."""
        clients = [*self._nodes.values(), *([self._alone] if self._alone else [])]
        self._nodes.clear()
        for client in clients:
            await client.aclose()

    async def _find(self, name: bytes) -> Node:
        """Ask the cluster afresh who owns the key. Raises RedisError."""
        assert self._slots is not None
        async with self._finding:
            try:
                await self._slots.refresh()
            except ConnectionError as error:
                raise RedisConnectionError(str(error)) from error
        owner = self._slots.owner(name)
        if owner is None:
            raise RedisError(f"no node of the cluster owns slot {key_slot(name)}")
        return owner

    def _client(self, node: Node) -> Redis:
        assert self._slots is not None
        if node not in self._nodes:
            self._nodes[node] = Redis.from_url(self._slots.url_of(node), **self._options)
        return self._nodes[node]
