"""The relay: committed entries to the bus, each stream in seq order."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

import structlog

from persistence import log
from persistence.bus import Bus
from persistence.decision import NamedEvent
from persistence.log import Entry
from persistence.store import Store
from persistence.streams import PROCESSES, Stream
from persistence.tally import Tally
from persistence.wire import event_body, pack, unpack

SWEEP_S = 0.2
BATCH = 1_000
STOP_S = 5.0

_log = structlog.get_logger(__name__)


Audiences = dict[Stream, int | None]


class Relay:
    """Publishes what the store commits, and what a crash or another process left unpublished.

    Guarantees: an entry is published at least once; one that is published is marked in the log
    with the next commit, so that a crash repeats it at worst (receivers drop a seq they have
    seen). `on_elsewhere` tells of audiences that another process changed, before the entries are
    published.
    """

    def __init__(self, store: Store, bus: Bus, shared: bool) -> None:
        self._store = store
        self._bus = bus
        self._shared = shared
        self.publish_s = Tally()  # from the commit to the bus, for all that went together
        self._waiting: list[Entry] = []
        self._since_s = 0.0
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.on_elsewhere: Callable[[Audiences], None] = lambda changed: None
        self.on_swept: Callable[[], None] = lambda: None

    async def start(self) -> None:
        """Publish what was left, then go on publishing."""
        await self.sweep()
        self._tasks = [
            asyncio.create_task(self._publish_forever(), name="relay"),
            asyncio.create_task(self._sweep_forever(), name="relay-sweep"),
        ]

    async def stop(self) -> None:
        """Publish what waits, then end.

        The tasks are told and not cancelled: a cancelled query costs its connection.
        """
        self._stopping.set()
        self._wake.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=STOP_S)
        for task in late:  # the bus does not answer: others find in the log what it was to bring
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def committed(self, entries: list[Entry]) -> None:
        """Take entries over from the store, in the order of their commit."""
        if not self._waiting:
            self._since_s = time.perf_counter()
        self._waiting.extend(entries)
        self._wake.set()

    @property
    def waiting(self) -> int:
        """How many entries committed here wait for the bus."""
        return len(self._waiting)

    async def publish_unlogged(self, stream: Stream, event: NamedEvent) -> None:
        """Publish a passing event; nobody who is not connected ever hears of it."""
        with contextlib.suppress(ConnectionError):
            await self._bus.publish(stream, [(0, event_body(event))])

    async def sweep(self) -> None:
        """Publish committed entries that nobody has published yet."""
        while True:
            async with self._store.read() as snapshot:
                now_ms = self._store.clock.now_us() // 1_000
                entries = await log.unrelayed(snapshot, now_ms, BATCH)
            if not entries:
                return
            self.on_elsewhere(changed_audiences(entries))
            if not await self._publish(entries):
                return
            await self._store.mark_relayed([entry.id for entry in entries])
            if len(entries) < BATCH:
                return

    def _take(self) -> list[Entry]:
        entries, self._waiting = self._waiting, []
        return entries

    async def _publish_forever(self) -> None:
        while self._waiting or not self._stopping.is_set():
            await self._wake.wait()
            self._wake.clear()
            since_s, entries = self._since_s, self._take()
            if await self._publish(entries):
                if entries:
                    self.publish_s.note(time.perf_counter() - since_s)
                self._store.note_relayed(entry.id for entry in entries)
            elif self._stopping.is_set():
                return

    async def _publish(self, entries: Sequence[Entry]) -> bool:
        """One publish per stream; False when the bus is out of reach (the sweep tries again)."""
        batches: dict[Stream, list[tuple[int, bytes]]] = {}
        changed = changed_audiences(entries)
        for entry in entries:
            batches.setdefault(entry.stream, []).append((entry.seq, entry.body))
        try:
            if changed and self._shared:
                await self._bus.publish(PROCESSES, [(0, pack(changed))])
            if self._shared:  # what is begun in one turn of the loop shares a round trip
                await _all(self._bus.publish(*one) for one in batches.items())
            else:
                for stream, batch in batches.items():
                    await self._bus.publish(stream, batch)
        except ConnectionError as error:
            _log.warning("bus_out_of_reach", error=str(error))
            return False
        return True

    async def _sweep_forever(self) -> None:
        quiet = 0
        while not await self._is_told_to_stop(SWEEP_S):
            quiet += 1
            try:
                if await self._store.changed_elsewhere() or quiet >= 25:
                    quiet = 0
                    await self.sweep()
                    self.on_swept()
            except Exception as error:
                _log.error("sweep_failed", error=repr(error))
                await self._is_told_to_stop(1)

    async def _is_told_to_stop(self, within_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._stopping.wait()
        return self._stopping.is_set()


async def _all(sending: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Raises what the first of them raised, once all have ended."""
    for ended in await asyncio.gather(*sending, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended


def changed_audiences(entries: Iterable[Entry]) -> Audiences:
    """The streams whose audience these entries change, each with the seq before its first entry.

    Who hears the stream anew hears it from there; None where none of the entries is in it.
    """
    changed: Audiences = {}
    for entry in entries:
        for stream in entry.touches:
            if changed.setdefault(stream, None) is None and entry.stream == stream:
                changed[stream] = entry.seq - 1
    return changed


def read_audiences(body: bytes) -> Audiences:
    """What an entry of the stream of processes tells."""
    told = unpack(body)
    return {Stream(name): seq for name, seq in told.items()} if isinstance(told, dict) else {}
