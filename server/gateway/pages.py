"""Pages of the log as clients that come back want them: read once, encoded once, kept for moments.

After a restart thousands lack the same entries of the same streams. What is committed after a
position does not change, so a page may be handed to all of them; it may only end too early.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from persistence.streams import Stream
from server.gateway.frames import PushHead, message_opcode, to_json
from server.gateway.order import Entry
from server.gateway.ports import Codec, EventLog
from server.gateway.wire import frame

PAGE = 500
KEPT_S = 10.0
KEPT_BYTES = 16 << 20
_READ_AT_ONCE = 8
_CHUNK_BYTES = 128 * 1024

Chunk = tuple[int, bytes]
Key = tuple[Stream, int]


class Page:
    """What was committed next after a position, in order."""

    __slots__ = ("_chunks", "_head", "entries", "read_at_s", "size_bytes")

    def __init__(self, entries: list[Entry], head: PushHead, read_at_s: float) -> None:
        self.entries = entries
        self.read_at_s = read_at_s
        self.size_bytes = 3 * sum(len(body) for _, body in entries)  # and once in each codec
        self._head = head
        self._chunks: dict[Codec, list[Chunk]] = {}

    def chunks(self, codec: Codec) -> list[Chunk]:
        """Ready frames in parts of a bearable size, each with the seq of its last entry."""
        found = self._chunks.get(codec)
        if found is None:
            found = self._chunks[codec] = self._encode(codec)
        return found

    def _encode(self, codec: Codec) -> list[Chunk]:
        opcode = message_opcode(codec)
        made: list[Chunk] = []
        frames: list[bytes] = []
        size = 0
        for seq, body in self.entries:
            message = self._head.push(seq, body)
            frames.append(frame(opcode, to_json(message) if codec == "json" else message))
            size += len(message)
            if size >= _CHUNK_BYTES or seq == self.entries[-1][0]:
                made.append((seq, b"".join(frames)))
                frames, size = [], 0
        return made


class Pages:
    """Reads pages; those wanted again within moments are kept, up to so many bytes.

    None is kept longer than twice `KEPT_S`, though nobody asks any more.
    """

    def __init__(self, log: EventLog, now_s: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._now_s = now_s
        self._turns = asyncio.Semaphore(_READ_AT_ONCE)
        self._kept: OrderedDict[Key, Page] = OrderedDict()  # the oldest first
        self._reading: dict[Key, asyncio.Future[Page]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.kept_bytes = 0

    def stop(self) -> None:
        """Keep nothing, and end what is being read."""
        for reading in list(self._reading.values()):
            reading.cancel()
        for key in list(self._kept):
            self._drop(key)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def get(self, stream: Stream, seq: int) -> Page:
        """What comes after `seq`; it may lack what was committed in the last moments, but is empty
        only where nothing was there when it was asked for."""
        self._forget()
        page = self._kept.get((stream, seq)) or await self._shared(stream, seq)
        # A reading begun by another may be older than what this one has to find.
        return page if page.entries else await self._read(stream, seq)

    async def _shared(self, stream: Stream, seq: int) -> Page:
        key = (stream, seq)
        reading = self._reading.get(key)
        if reading is None:
            reading = asyncio.ensure_future(self._read(stream, seq))
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        return await asyncio.shield(reading)

    async def _read(self, stream: Stream, seq: int) -> Page:
        async with self._turns:
            entries = await self._log.since(stream, seq, PAGE)
        page = Page(entries, PushHead(stream, self._log.epoch), self._now_s())
        if entries:
            self._drop((stream, seq))
            self._kept[stream, seq] = page
            self.kept_bytes += page.size_bytes
            self._forget()
            self._look_later()
        return page

    def _look_later(self) -> None:
        if self._kept and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(KEPT_S, self._look)

    def _look(self) -> None:
        self._timer = None
        self._forget()
        self._look_later()

    def _forget(self) -> None:
        """Let go of what is old, and of the oldest where it is too much."""
        before_s = self._now_s() - KEPT_S
        while self._kept:
            key, oldest = next(iter(self._kept.items()))
            if oldest.read_at_s > before_s and self.kept_bytes <= KEPT_BYTES:
                return
            self._drop(key)

    def _drop(self, key: Key) -> None:
        page = self._kept.pop(key, None)
        if page is not None:
            self.kept_bytes -= page.size_bytes
