"""A load of many raw WebSocket clients in one process, cheap enough not to be what is measured.

Each client counts bytes. A few samples also look for the time stamp in each message, which counts
messages and tells how long each was on its way. Since all clients are sent the same bytes, equal
byte counts mean equal message counts; `Load.delivered` checks that.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import secrets
import struct
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec

STAMP = re.compile(rb"T=(\d{19})")
_STAMP_BYTES = 21
_SCHEDULED = 2  # of a process's clocks, the one that counts what it really had


def stamped(size_bytes: int) -> str:
    """A text of that size that carries the present moment."""
    return f"T={time.monotonic_ns():019d}".ljust(size_bytes, ".")


def masked_frame(opcode: int, content: bytes) -> bytes:
    """A client's frame. The mask is zero: the server's work is the same."""
    size = len(content)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    return head + b"\0\0\0\0" + content


def request_frame(op: str, args: dict[str, Any]) -> bytes:
    """A request as a client's frame in msgpack."""
    return masked_frame(2, msgspec.msgpack.encode({"id": 1, "op": op, "args": args}))


def cpu_s(pid: int) -> float:
    """Processor time that a process has used so far, in seconds, with all its threads.

    By its clock (clock_getcpuclockid(3)): `/proc` counts in hundredths of a second.
    """
    return time.clock_gettime(((~pid) << 3) | _SCHEDULED)


def resident_bytes(pid: int) -> int:
    """Memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Pings:
    """Finds the pings in what a server sends, however it is cut."""

    def __init__(self) -> None:
        self._rest = b""
        self._skip = 0

    def pongs(self, data: bytes) -> bytes:
        """The answers to those that are whole by now."""
        answers = b""
        while data:
            if self._skip:
                passed = min(self._skip, len(data))
                self._skip -= passed
                data = data[passed:]
                continue
            data, self._rest = self._rest + data, b""
            size = data[1] if len(data) > 1 else 0
            head = 2 + {126: 2, 127: 8}.get(size, 0)
            if len(data) < head or (data[0] == 0x89 and len(data) < head + size):
                self._rest = data
                break
            if head > 2:
                size = int.from_bytes(data[2:head], "big")
            if data[0] == 0x89:
                answers += masked_frame(10, data[head : head + size])
            self._skip = head + size
        return answers


class Client(asyncio.Protocol):
    """One socket: handshake, then counting. `stays`: it answers pings, for longer than 40 s."""

    def __init__(
        self, path: str, headers: Mapping[str, str], sample: bool, stays: bool = False
    ) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received_bytes = 0
        self.stamps: list[int] = []  # nanoseconds on the way, one for each message
        self.lost = False
        self._path = path
        self._headers = headers
        self._sample = sample
        self._shaking = True
        self._tail = b""
        self._pings = Pings() if stays else None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        lines = [
            f"GET {self._path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
            *(f"{name}: {value}" for name, value in self._headers.items()),
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        if self._shaking:
            self._shake(data)
            return
        self.received_bytes += len(data)
        if self._pings is not None and (answers := self._pings.pongs(data)):
            self.transport.write(answers)
        if self._sample:
            now_ns = time.monotonic_ns()
            data = self._tail + data
            end = 0
            for found in STAMP.finditer(data):
                self.stamps.append(now_ns - int(found[1]))
                end = found.end()
            self._tail = data[max(end, len(data) - _STAMP_BYTES) :]

    def _shake(self, data: bytes) -> None:
        self._tail += data
        head, end, rest = self._tail.partition(b"\r\n\r\n")
        if not end:
            return
        self._shaking, self._tail = False, b""
        if not head.startswith(b"HTTP/1.1 101"):
            self.ready.set_exception(ConnectionError(head.decode(errors="replace")))
            return
        self.received_bytes = len(rest)
        if self._pings is not None:
            self._pings.pongs(rest)
        if not self.ready.done():  # who waited may have been called off
            self.ready.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("lost in the handshake"))


class Load:
    """Many clients of one server."""

    def __init__(self, clients: Sequence[Client], samples: Sequence[Client]) -> None:
        self.clients = clients
        self.samples = samples

    @classmethod
    async def connect(
        cls, port: int, path: str, count: int, headers: Mapping[str, str], samples: int = 20
    ) -> Load:
        """Open `count` sockets, a hundred at a time."""
        loop = asyncio.get_running_loop()
        every = max(1, count // samples)
        made: list[Client] = []
        for start in range(0, count, 100):
            group = []
            for index in range(start, min(start + 100, count)):
                client = Client(path, headers, index % every == 0)
                await loop.create_connection(lambda c=client: c, "127.0.0.1", port)  # type: ignore[misc]
                group.append(client)
            await asyncio.gather(*(client.ready for client in group))
            made += group
        load = cls(made, made[::every])
        await load.settled()
        return load

    async def settled(self, quiet_s: float = 0.3, timeout_s: float = 20.0) -> None:
        """Wait until nothing more comes in."""
        async with asyncio.timeout(timeout_s):
            before = -1
            while (now := sum(client.received_bytes for client in self.clients)) != before:
                before = now
                await asyncio.sleep(quiet_s)

    async def greeted(self) -> None:
        """Wait until the last socket has heard something, and a moment more."""
        while any(client.received_bytes == 0 for client in self.clients):
            await asyncio.sleep(0.2)
        await asyncio.sleep(2)

    async def heard(self, count: int, timeout_s: float = 60.0) -> None:
        """Wait until every sample has heard so many. Raises RuntimeError where that fails."""
        end_s = time.monotonic() + timeout_s
        while any(len(one.stamps) < count for one in self.samples):
            if time.monotonic() > end_s or any(one.lost for one in self.clients):
                counts = sorted({len(one.stamps) for one in self.samples})
                raise RuntimeError(f"{count} posts, {counts} delivered")
            await asyncio.sleep(0.002)

    def clear(self) -> None:
        """Count from here on."""
        for client in self.clients:
            client.received_bytes = 0
            client.stamps = []

    def delivered(self, posters: int = 0) -> int:
        """Messages received by all clients. Raises RuntimeError if some have got less.

        The first `posters` clients have replies among their bytes: only their samples are compared.
        """
        sizes = {client.received_bytes for client in self.clients[posters:]}
        counts = {len(client.stamps) for client in self.samples}
        if len(sizes) != 1 or len(counts) != 1 or any(client.lost for client in self.clients):
            raise RuntimeError(f"clients differ: {len(sizes)} byte counts, {counts} messages")
        return counts.pop() * len(self.clients)

    def latencies_ms(self) -> list[float]:
        """How long each sampled message took, ascending."""
        return sorted(ns / 1e6 for client in self.samples for ns in client.stamps)

    def close(self) -> None:
        """Cut all sockets."""
        for client in self.clients:
            client.transport.abort()


def at_share(ascending: list[float], share: float) -> float:
    """The value below which `share` of them lie."""
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))] if ascending else 0.0
