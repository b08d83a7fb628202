"""The sockets in step with one stream, and the frames about to be written to all of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from persistence.streams import Stream
from server.gateway.frames import PushHead, to_json
from server.gateway.order import Entry
from server.gateway.pace import Pace
from server.gateway.ports import Listener
from server.gateway.wire import Opcode, frame

_MAX_PENDING_BYTES = 64 * 1024

Write = Callable[[bytes], None]


@dataclass(slots=True)
class Counters:
    """What the hub has done since it started."""

    deliveries: int = 0  # frames handed to sockets
    writes: int = 0  # system calls for them
    gaps_filled: int = 0  # entries read from the log because the bus had lost them
    dropped_slow: int = 0  # connections closed because they read too slowly
    replayed: int = 0  # entries sent again on streams.resume
    resumes: int = 0  # streams that clients asked to resume
    resets: int = 0  # of these, streams that they must load afresh
    refused: int = 0  # handshakes answered with an error
    rechecks: int = 0  # questions whether a connection may still hear a stream


class Outbox:
    """Frames are made once for each codec, and the same bytes go to every socket.

    `add` writes at once while the stream is calm; a hot stream's frames gather for the few
    milliseconds that `Pace` tells and leave in one write for each socket.
    """

    __slots__ = (
        "_counters",
        "_head",
        "_json",
        "_json_frames",
        "_loop",
        "_msgpack",
        "_msgpack_frames",
        "_pace",
        "_pending_bytes",
        "_rests_until_s",
        "_timer",
    )

    def __init__(self, stream: Stream, epoch: str, pace: Pace, counters: Counters) -> None:
        self._loop = asyncio.get_running_loop()
        self._head = PushHead(stream, epoch)
        self._pace = pace
        self._counters = counters
        self._msgpack: dict[Listener, Write] = {}
        self._json: dict[Listener, Write] = {}
        self._msgpack_frames: list[bytes] = []
        self._json_frames: list[bytes] = []
        self._pending_bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._rests_until_s = 0.0

    def __contains__(self, listener: Listener) -> bool:
        return listener in self._msgpack or listener in self._json

    def __len__(self) -> int:
        return len(self._msgpack) + len(self._json)

    def listeners(self) -> list[Listener]:
        """Those in step."""
        return [*self._msgpack, *self._json]

    def join(self, listener: Listener) -> None:
        """The listener gets what is added from now on, and nothing that was added before."""
        self.flush()
        sockets = self._json if listener.codec == "json" else self._msgpack
        sockets[listener] = listener.write

    def leave(self, listener: Listener) -> None:
        """The listener gets nothing more, not even what is pending."""
        self._msgpack.pop(listener, None)
        self._json.pop(listener, None)

    def add(self, entries: Sequence[Entry]) -> None:
        """Send these entries, now or a few milliseconds later."""
        for_msgpack, for_json = bool(self._msgpack), bool(self._json)
        if not (for_msgpack or for_json):
            return
        for seq, body in entries:
            message = self._head.push(seq, body)
            self._pending_bytes += len(message)
            if for_msgpack:
                self._msgpack_frames.append(frame(Opcode.BINARY, message))
            if for_json:
                self._json_frames.append(frame(Opcode.TEXT, to_json(message)))
        self._schedule()

    def _schedule(self) -> None:
        if self._pending_bytes > _MAX_PENDING_BYTES:
            self.flush()
        elif self._timer is None:
            rest_s = self._rests_until_s - time.monotonic()
            if rest_s <= 0.0:
                self.flush()
            else:
                self._timer = self._loop.call_later(rest_s, self.flush)

    def flush(self) -> None:
        """Write what is pending: all frames in one write for each socket."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending_bytes:
            return
        for_msgpack, for_json = self._msgpack_frames, self._json_frames
        self._msgpack_frames, self._json_frames, self._pending_bytes = [], [], 0
        begin_s = time.monotonic()
        self._write(self._msgpack, for_msgpack)
        self._write(self._json, for_json)
        end_s = time.monotonic()
        self._rests_until_s = end_s + self._pace.rest_s(end_s - begin_s, end_s)

    def _write(self, sockets: dict[Listener, Write], frames: list[bytes]) -> None:
        if not frames or not sockets:
            return
        together = frames[0] if len(frames) == 1 else b"".join(frames)
        for write in sockets.values():
            write(together)
        self._counters.writes += len(sockets)
        self._counters.deliveries += len(sockets) * len(frames)

    def stop(self) -> None:
        """Cancel the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
