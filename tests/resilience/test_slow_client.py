"""A client that stops reading harms nobody, and finds in the log what it did not hear."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from server.gateway.codes import CloseCode
from tests.resilience.children import PATIENCE_S, Served, town
from tests.world import Person

BUFFER_BYTES = 16 * 1024
LONG = "a word" * 2_000
MESSAGES = 400


class Sleeper:
    """A socket by hand: what is not asked for is not read, and the kernel's buffers are small."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connects(cls, person: Person) -> Sleeper:
        """Open a socket that hears all channels of its person."""
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        plain.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", person.world.port))
        reader, writer = await asyncio.open_connection(sock=plain, limit=BUFFER_BYTES)
        lines = (
            "GET /ws HTTP/1.1",
            f"Host: 127.0.0.1:{person.world.port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: ruche.v1.json",
            f"Authorization: Bearer {person.token}",
        )
        writer.write("".join(f"{line}\r\n" for line in (*lines, "")).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in head
        return cls(reader, writer)

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and content of the next frame of the server."""
        first, size = await self._reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self._reader.readexactly(2))
        elif size == 127:
            size = int.from_bytes(await self._reader.readexactly(8))
        return first & 15, await self._reader.readexactly(size)

    async def all_until_closed(self) -> tuple[list[dict[str, Any]], int | None]:
        """What had been sent, and the close code; None for one that slept so long that the
        server has hung up."""
        frames: list[dict[str, Any]] = []
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                opcode, content = await self.frame()
                if opcode == 8:
                    return frames, int.from_bytes(content[:2])
                if opcode == 1:
                    frames.append(json.loads(content))
        return frames, None

    async def leave(self) -> None:
        """Hang up."""
        self._writer.close()


async def test_who_does_not_read_is_sent_back_and_resumes_while_others_hear_all(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    async with town(data) as here:
        ada, bob, chloe = await here.people(served, "ada", "bob", "chloe")
    await served.start()
    bees = await ada.creates("bees")
    await ada.call("channels.invite", channel_id=bees, person_ids=[bob.id, chloe.id])
    await chloe.connects()
    bob_asleep = await Sleeper.connects(bob)
    nursery.push_async_callback(bob_asleep.leave)
    hello = json.loads((await bob_asleep.frame())[1])["hello"]
    for number in range(MESSAGES):
        await ada.posts(bees, f"{number} {LONG}")
    await chloe.hears("message.posted", text=f"{MESSAGES - 1} {LONG}")
    async with asyncio.timeout(PATIENCE_S):
        frames, code = await bob_asleep.all_until_closed()
    assert code in (CloseCode.RESUME, None)
    positions = dict(hello["positions"])
    for frame in frames:
        positions[frame["stream"]] = [frame["epoch"], frame["seq"]]
    heard = [frame["data"]["message"]["text"].split()[0] for frame in frames]
    assert len(heard) < MESSAGES
    awake = await bob.connects()
    answer = await awake.call("streams.resume", positions=positions)
    assert answer["reset"] == []
    resumed = [push["data"]["message"]["text"].split()[0] for push in awake.heard]
    assert heard + resumed == [str(number) for number in range(MESSAGES)]
