"""A WebSocket client by hand: it sends any bytes, and reads what comes as frames."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field

HEAD = (
    "GET {path} HTTP/1.1",
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
PATIENCE_S = 30.0


def client_frame(opcode: int, content: bytes = b"", *, fin: bool = True, rsv: int = 0) -> bytes:
    """A masked frame, whatever it holds; the mask is all zeros."""
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    size = len(content)
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 65_536:
        head = bytes((first, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + bytes(4) + content


@dataclass
class Heard:
    """Frames of the server, and its close code; None where it hung up without one."""

    frames: list[tuple[int, bytes]] = field(default_factory=list)
    code: int | None = None
    closed: bool = False


class Peer:
    """One socket to a server on this machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connects(
        cls, port: int, path: str = "/", *headers: str, buffer_bytes: int | None = None
    ) -> Peer:
        """Shake hands. Errors: AssertionError where the server does not."""
        peer = await cls.dials(port, buffer_bytes)
        lines = (*(line.format(path=path) for line in HEAD), *headers, "", "")
        peer.send("\r\n".join(lines).encode())
        head = await asyncio.wait_for(peer.reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
        assert b" 101 " in head.partition(b"\r\n")[0], head
        return peer

    @classmethod
    async def dials(cls, port: int, buffer_bytes: int | None = None) -> Peer:
        """Open the connection and say nothing; no more than so much is read unasked."""
        plain = socket.socket()
        if buffer_bytes is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        plain.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
        limit = buffer_bytes or 1 << 20
        return cls(*await asyncio.open_connection(sock=plain, limit=limit))

    def send(self, raw: bytes) -> None:
        """Send these bytes."""
        self.writer.write(raw)

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and content of the next frame. Errors: IncompleteReadError, ConnectionError."""
        first, size = await self.reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0x0F, await self.reader.readexactly(size)

    async def hears_until_closed(self) -> Heard:
        """All until the server hangs up, its close frame answered."""
        heard = Heard()
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    opcode, content = await self.frame()
                    if opcode == 8:
                        heard.code = int.from_bytes(content[:2], "big") if content else 1005
                        self.send(client_frame(8, content))
                    else:
                        heard.frames.append((opcode, content))
        except (asyncio.IncompleteReadError, ConnectionError):
            heard.closed = True
        return heard

    async def leaves(self) -> None:
        """Hang up."""
        self.writer.close()
        with contextlib.suppress(ConnectionError):  # it had hung up first
            await self.writer.wait_closed()
