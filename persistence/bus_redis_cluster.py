"""The bus over a Redis Cluster: sharded pub/sub, each stream at the node that owns its slot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

import msgpack
import structlog
from redis.crc import key_slot
from redis.exceptions import MovedError

from persistence.bus import Deliver
from persistence.bus_redis import deaf, hand_on, unconcerned
from persistence.redis_cluster import Moved, Node, Slots
from persistence.redis_ear import Ear
from persistence.redis_link import end
from persistence.redis_listener import SHARDED, Listener
from persistence.redis_publisher import Elsewhere, Publisher
from persistence.streams import Stream

START_TIMEOUT_S = 10.0
TRIES = 5
PAUSE_S = 0.2  # between looks at who owns what

_log = structlog.get_logger(__name__)


class _Branch:
    """The links to one node."""

    def __init__(self, ear: Ear, publisher: Publisher, speaking: asyncio.Task[None]) -> None:
        self.ear = ear
        self.publisher = publisher
        self._speaking = speaking

    async def stop(self) -> None:
        await end(self._speaking)
        self.publisher.refuse()
        await self.ear.stop()


class RedisClusterBus:
    """Reaches every process on the same cluster and prefix. Source: `Bus`.

    Guarantees: those of `Bus`. One listening link to each node that owns slots; where a slot
    moves or a node is replaced, its streams are subscribed at the new owner, and then `on_loss`
    is called. Several changes at a time may be told as one loss.
    """

    def __init__(self, url: str, prefix: str = "ruche:") -> None:
        self._prefix = prefix.encode()
        self._slots = Slots(url)
        self._deliver: Deliver = deaf
        self._on_loss: Callable[[], None] = unconcerned
        self._branches: dict[Node, _Branch] = {}
        self._homes: dict[Stream, Node] = {}  # where each wanted stream is heard
        self._started = False
        self._doubtful = asyncio.Event()
        self._mending: asyncio.Task[None] | None = None

    def attach(self, deliver: Deliver, on_loss: Callable[[], None]) -> None:
        self._deliver, self._on_loss = deliver, on_loss

    @property
    def in_reach(self) -> bool:
        branches = self._branches.values()
        return bool(branches) and all(
            branch.ear.listener.connected.is_set() and branch.publisher.in_reach
            for branch in branches
        )

    async def start(self) -> None:
        """Connect to all nodes. Raises ConnectionError where that takes over ten seconds."""
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                await self._find()
                branches = [self._branch(node) for node in self._slots.owners()]
                for branch in branches:
                    await branch.ear.listener.connected.wait()
        except TimeoutError:
            await self.stop()
            raise ConnectionError(
                "The Redis cluster does not answer at all its nodes; is REDIS_URL right?"
            ) from None
        self._started = True
        self._mending = asyncio.create_task(self._mend_forever(), name="bus-mend")

    async def _find(self) -> None:
        """Until some node tells who owns what."""
        while not self._slots.owners():
            try:
                await self._slots.refresh()
            except ConnectionError:
                await asyncio.sleep(PAUSE_S)

    async def stop(self) -> None:
        if self._mending is not None:
            await end(self._mending)
            self._mending = None
        branches, self._branches = list(self._branches.values()), {}
        await asyncio.gather(*(branch.stop() for branch in branches))
        self._homes.clear()
        self._started = False

    async def publish(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        """Send a batch. Raises ConnectionError when the stream's node is out of reach."""
        name, batch = self._name(stream), msgpack.packb(list(entries))
        for _ in range(TRIES):
            node = self._owner(name)
            try:
                await self._branch(node).publisher.say(name, batch)
            except Elsewhere as elsewhere:
                self._learn(node, elsewhere.moved)
            except ConnectionError:
                self._doubtful.set()
                raise
            else:
                return
        raise ConnectionError("the cluster does not agree who owns the stream")

    async def subscribe(self, stream: Stream) -> None:
        """Hear `stream`; returns when its node has confirmed. Again is harmless.

        Raises ConnectionError when that node is out of reach: the stream is then heard from its
        return on, which `on_loss` tells.
        """
        for _ in range(TRIES):
            home = self._homes.setdefault(stream, self._owner(self._name(stream)))
            try:
                await self._branch(home).ear.listener.want(stream)
            except Moved:
                await asyncio.sleep(0)
            else:
                return
        raise ConnectionError("the cluster does not agree who owns the stream")

    async def unsubscribe(self, stream: Stream) -> None:
        home = self._homes.pop(stream, None)
        if home is not None and home in self._branches:
            self._branches[home].ear.listener.drop(stream)

    # -- nodes

    def _name(self, stream: Stream) -> bytes:
        return self._prefix + stream.encode()

    def _owner(self, name: bytes) -> Node:
        node = self._slots.owner(name)
        if node is None:
            self._doubtful.set()
            raise ConnectionError("no node of the cluster owns the stream now")
        return node

    def _branch(self, node: Node) -> _Branch:
        """The links to a node, opened at the first need; they may not be connected yet."""
        found = self._branches.get(node)
        if found is None:
            url = self._slots.url_of(node)
            listener = Listener(self._prefix, SHARDED)
            ear = Ear(url, listener, self._hand_on, self._lost, heard_before=self._started)
            ear.on_moved = lambda moved: self._moved(node, moved)
            ear.on_down = self._doubtful.set
            publisher = Publisher(b"SPUBLISH")
            speaking = asyncio.create_task(publisher.speak_forever(url), name="bus-publish")
            found = self._branches[node] = _Branch(ear, publisher, speaking)
            ear.start()
        return found

    def _hand_on(self, name: bytes, batch: bytes) -> None:
        stream = Stream(name[len(self._prefix) :].decode())
        if stream in self._homes:
            hand_on(self._deliver, stream, batch)

    def _lost(self) -> None:
        self._on_loss()

    # -- slots that move

    def _learn(self, asked: Node, moved: MovedError) -> None:
        self._slots.learn(moved.slot_id, Node(moved.host or asked.host, moved.port))
        self._doubtful.set()

    def _moved(self, asked: Node, moved: MovedError) -> None:
        """A node that was asked to let a stream of this slot be heard names another one."""
        node = Node(moved.host or asked.host, moved.port)
        self._slots.learn(moved.slot_id, node)
        listener = self._branches[asked].ear.listener
        for stream, home in self._homes.items():
            if home == asked and key_slot(self._name(stream)) == moved.slot_id:
                self._homes[stream] = node
                listener.forget(stream, Moved(moved.slot_id, node))
        self._doubtful.set()

    async def _mend_forever(self) -> None:
        """Where anything is in doubt, find out who owns what and hear every stream there."""
        while True:
            await self._doubtful.wait()
            self._doubtful.clear()
            try:
                if not self._all_connected():
                    await self._slots.refresh()
                if await self._settle():
                    self._on_loss()
            except ConnectionError as error:
                _log.warning("bus.cluster_unsettled", error=str(error))
                self._doubtful.set()
            except Exception:  # one bad round must not end the mending
                _log.exception("bus.cluster_not_mended")
                self._doubtful.set()
            await asyncio.sleep(PAUSE_S)

    def _all_connected(self) -> bool:
        return all(one.ear.listener.connected.is_set() for one in self._branches.values())

    async def _settle(self) -> bool:
        """Hear each stream at its owner; True where one was not. Raises ConnectionError."""
        asking = []
        for stream, home in list(self._homes.items()):
            name = self._name(stream)
            node = self._slots.owner(name) or home
            if node != home and home in self._branches:
                moved = Moved(key_slot(name), node)
                self._branches[home].ear.listener.forget(stream, moved)
            self._homes[stream] = node
            listener = self._branch(node).ear.listener
            if not listener.wants(stream):
                asking.append(listener.want(stream))
        await self._let_go(self._slots.owners())
        answers = await asyncio.gather(*asking, return_exceptions=True)
        for failed in answers:
            if isinstance(failed, BaseException):
                raise failed
        return bool(answers)

    async def _let_go(self, owners: Iterable[Node]) -> None:
        """Close the links to nodes that own nothing any more."""
        for node in self._branches.keys() - set(owners) - set(self._homes.values()):
            await self._branches.pop(node).stop()
