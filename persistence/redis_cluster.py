"""A Redis Cluster: how a URL names one, and which node owns which slot."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit, urlunsplit

from redis.crc import key_slot

from persistence.redis_link import LOST, Link

MARK = "+cluster"


class Node(NamedTuple):
    """Where a node listens."""

    host: str
    port: int


class Moved(ConnectionError):
    """Another node owns that slot now; nothing was done."""

    def __init__(self, slot: int, node: Node) -> None:
        super().__init__(f"slot {slot} has moved to {node.host}:{node.port}")
        self.slot = slot
        self.node = node


def is_cluster(url: str) -> bool:
    """Does the URL say that it names a cluster: `redis+cluster://`, `rediss+cluster://`?"""
    return urlsplit(url).scheme.endswith(MARK)


def seeds(url: str) -> list[str]:
    """One plain URL for each node that a cluster's URL names, with commas between them."""
    parts = urlsplit(url)
    signs_in, at, hosts = parts.netloc.rpartition("@")
    scheme = parts.scheme.removesuffix(MARK)
    return [
        urlunsplit((scheme, signs_in + at + host, "", parts.query, ""))
        for host in hosts.split(",")
        if host
    ]


class Slots:
    """Which node owns which slot, as far as is known; `refresh` and `learn` make it true again."""

    def __init__(self, url: str) -> None:
        self._seeds = seeds(url)
        self._starts: list[int] = []
        self._owners: list[tuple[int, Node]] = []  # (last slot, owner), beside `_starts`
        self._learned: dict[int, Node] = {}

    def owner(self, name: bytes) -> Node | None:
        """The node for a key or channel; None where no node is known to own its slot."""
        slot = key_slot(name)
        if slot in self._learned:
            return self._learned[slot]
        at = bisect_right(self._starts, slot) - 1
        if at < 0 or slot > self._owners[at][0]:
            return None
        return self._owners[at][1]

    def owners(self) -> set[Node]:
        """All nodes that own anything."""
        return {node for _, node in self._owners} | set(self._learned.values())

    def learn(self, slot: int, node: Node) -> None:
        """A node has said so."""
        self._learned[slot] = node

    def url_of(self, node: Node) -> str:
        """How to reach a node: as the seeds are reached."""
        parts = urlsplit(self._seeds[0])
        signs_in, at, _ = parts.netloc.rpartition("@")
        host = f"[{node.host}]" if ":" in node.host else node.host
        place = f"{signs_in}{at}{host}:{node.port}"
        return urlunsplit((parts.scheme, place, "", parts.query, ""))

    async def refresh(self) -> None:
        """Ask the nodes that are known, then the seeds. Raises ConnectionError if none answers."""
        known = [self.url_of(node) for node in sorted(self.owners())]
        for url in dict.fromkeys([*known, *self._seeds]):
            link = Link(url)
            try:
                await link.open()
                await link.send([(b"CLUSTER", b"SLOTS")])
                reply = await link.read(5.0)
                if not reply:
                    continue
                self._take(cast("Iterable[Any]", reply), Node(*_place(url)))
            except LOST:
                continue
            else:
                return
            finally:
                await link.close()
        raise ConnectionError("no node of the Redis cluster answers; is REDIS_URL right?")

    def _take(self, reply: Iterable[Any], asked: Node) -> None:
        found: list[tuple[int, int, Node]] = []
        for first, last, owner, *_ in reply:
            host = owner[0].decode() if owner[0] else asked.host
            found.append((first, last, Node(host, owner[1])))
        found.sort()
        self._starts = [first for first, _, _ in found]
        self._owners = [(last, node) for _, last, node in found]
        self._learned = {}


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 6379
