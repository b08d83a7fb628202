"""WebSocket frames as bytes: ready-made server frames, and a reader of client frames.

Server frames are unmasked and no extension is negotiated, so the same bytes suit every socket.
Source: RFC 6455, section 5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform without the compiled part
    from websockets.utils import apply_mask

from websockets.exceptions import ProtocolError
from websockets.frames import Close


class Opcode(IntEnum):
    """Kinds of frames; TOO_BIG is the reader's own sign for a message that it skipped."""

    CONT = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10
    TOO_BIG = 16


_KNOWN = frozenset({0, 1, 2, 8, 9, 10})


def frame(opcode: int, content: bytes) -> bytes:
    """A whole unmasked frame."""
    size = len(content)
    if size < 126:
        return bytes((0x80 | opcode, size)) + content
    if size < 65_536:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + content
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + content


def close_frame(code: int, reason: str = "") -> bytes:
    """A close frame; `reason` is cut to what fits."""
    text = reason.encode()[:120].decode(errors="ignore").encode()
    return frame(Opcode.CLOSE, struct.pack("!H", code) + text)


def unframe(frames: bytes) -> Iterator[tuple[int, bytes]]:
    """The (opcode, content) of each of the whole server frames in `frames`."""
    at = 0
    while at < len(frames):
        size = frames[at + 1]
        start = at + 2
        if size == 126:
            size, start = int.from_bytes(frames[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(frames[at + 2 : at + 10], "big"), at + 10
        yield frames[at] & 0x0F, frames[start : start + size]
        at = start + size


class Broken(Exception):
    """The peer broke the protocol: close with `code`, once `before` is served."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.before: list[tuple[int, bytes]] = []  # whole messages that came with what broke it


class FrameReader:
    """Turns a client's bytes into messages, holding at most `max_bytes` of one.

    A longer message is thrown away as it comes and told as TOO_BIG, so that the connection
    survives it. Text is not checked to be UTF-8.
    """

    __slots__ = ("_buffer", "_kind", "_message", "_need", "_skip", "_skipping", "max_bytes")

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._buffer: bytearray | None = None  # the beginning of a frame
        self._need = 0  # bytes of it without which looking again is of no use
        self._kind = 0  # opcode of a message whose end has not come
        self._message: bytearray | None = None
        self._skip = 0  # bytes of a frame still to throw away
        self._skipping = False  # the message under way is too long

    def feed(self, received: bytes) -> list[tuple[int, bytes]]:
        """The (opcode, content) of all that is complete. Raises Broken."""
        if self._skip:
            skipped = min(self._skip, len(received))
            self._skip -= skipped
            received = received[skipped:]
        data: bytes | bytearray = received
        if self._buffer is not None:
            self._buffer += received
            if len(self._buffer) < self._need:
                return []
            data = self._buffer
        out: list[tuple[int, bytes]] = []
        at, self._need = 0, 0
        try:
            while (after := self._frame(data, at, out)) > at:
                at = after
        except Broken as broken:
            broken.before = out
            raise
        self._buffer = bytearray(data[at:]) if at < len(data) else None
        return out

    def _frame(self, data: bytes | bytearray, at: int, out: list[tuple[int, bytes]]) -> int:
        """Read one frame from `at`; returns where the next one begins, or `at` if incomplete."""
        have = len(data) - at
        if have < 2:
            return at
        first, second = data[at], data[at + 1]
        size, head = second & 0x7F, 6
        self._check(first, second, size)
        if size == 126:
            if have < 4:
                return at
            size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 8
        elif size == 127:
            if have < 10:
                return at
            size, head = int.from_bytes(data[at + 2 : at + 10], "big"), 14
            if size >= 1 << 63:
                raise Broken(1002, "impossible frame length")
        if have < head:
            return at
        if first & 0x08 == 0 and self._too_long(size):
            return self._skip_frame(first, at + head, size, len(data), out)
        end = at + head + size
        if end > len(data):
            self._need = end - at
            return at
        content = apply_mask(data[at + head : end], data[at + head - 4 : at + head])
        self._take(first, content, out)
        return end

    def _check(self, first: int, second: int, size: int) -> None:
        opcode = first & 0x0F
        if first & 0x70:
            raise Broken(1002, "reserved bits must be 0")
        if opcode not in _KNOWN:
            raise Broken(1002, f"unknown opcode {opcode}")
        if not second & 0x80:
            raise Broken(1002, "client frames must be masked")
        if opcode & 0x08:
            if size > 125 or not first & 0x80:
                raise Broken(1002, "a control frame is short and whole")
        elif (opcode == Opcode.CONT) != (self._kind != 0):
            raise Broken(1002, "continuation frames follow an unfinished message")

    def _too_long(self, size: int) -> bool:
        so_far = 0 if self._message is None else len(self._message)
        return self._skipping or so_far + size > self.max_bytes

    def _skip_frame(
        self, first: int, start: int, size: int, have: int, out: list[tuple[int, bytes]]
    ) -> int:
        self._message = None
        end = min(start + size, have)
        self._skip = start + size - end
        if first & 0x80:
            self._kind, self._skipping = 0, False
            out.append((Opcode.TOO_BIG, b""))
        else:
            self._kind, self._skipping = self._kind or first & 0x0F, True
        return end

    def _take(self, first: int, content: bytes, out: list[tuple[int, bytes]]) -> None:
        opcode = first & 0x0F
        whole = first & 0x80 and not self._kind
        if whole or opcode & 0x08:
            out.append((opcode, content))
        else:
            self._kind = self._kind or opcode
            if self._message is None:
                self._message = bytearray()
            self._message += content
            if first & 0x80:
                out.append((self._kind, bytes(self._message)))
                self._kind, self._message = 0, None


def close_code(content: bytes) -> int:
    """The code in a close frame's content, 1005 where it has none. Raises Broken."""
    try:
        return int(Close.parse(content).code)
    except ProtocolError as error:
        raise Broken(1002, str(error)) from error
    except UnicodeDecodeError as error:
        raise Broken(1007, "the reason is not UTF-8") from error
