"""uvicorn's WebSocket protocol, with a door for ready-made frames and a cheaper way in.

`GatewayProtocol` has the constructor of uvicorn's own class and serves any ASGI application. It
puts itself into the scope's extensions as `ruche.writer` (see `ports.Writer`): an application that
calls `listen` gets whole messages by a plain call, bad UTF-8 and over-long ones too, and writes its
own frames; nothing is queued in between. The handshake is left to the websockets library. No
extension is negotiated: compression would need other bytes for each socket.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame
from websockets.frames import Opcode as WsOpcode
from websockets.http11 import Request

from server.gateway.idle import Gate, Inbox
from server.gateway.ports import Receiver
from server.gateway.wire import Broken, FrameReader, Opcode, close_code, close_frame, frame

EXTENSION = "ruche.writer"

_CLOSE_S = 5.0  # for the peer to answer a close frame, and to take what was written before
_MAX_MESSAGE_BYTES = 1 << 20
_quiet = logging.getLogger("websockets")  # a line for every handshake would be a weapon


def _gone(code: int, reason: str) -> ASGIReceiveEvent:
    return {"type": "websocket.disconnect", "code": code, "reason": reason}


class GatewayProtocol(WebSocketsSansIOProtocol):
    """One socket. Source: RFC 6455; `ports.Writer`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn.available_extensions = None
        self.conn.logger = _quiet
        self.queue = Inbox()  # type: ignore[assignment]
        self.writable = Gate()  # type: ignore[assignment]
        self.reader = FrameReader(min(config.ws_max_size, _MAX_MESSAGE_BYTES))
        self.receiver: Receiver | None = None
        self.broken: Broken | None = None  # how the peer broke the protocol, while that waits

    # -- the writer

    @property
    def write(self) -> Callable[[bytes], None]:
        """The transport's own: no layer lies between."""
        return self.transport.write

    def buffered(self) -> int:
        """Bytes that the kernel has not taken yet."""
        return self.transport.get_write_buffer_size()

    def is_closing(self) -> bool:
        """Whether a close frame was sent or the socket is gone."""
        return self.close_sent or self.disconnected or self.transport.is_closing()

    def listen(self, receiver: Receiver, max_buffered_bytes: int) -> None:
        """Hand messages to `receiver`; it hears `on_congested` beyond so many unsent bytes."""
        self.receiver = receiver
        self.transport.set_write_buffer_limits(high=max_buffered_bytes)
        early, self.queue = self.queue, Inbox()  # type: ignore[assignment]
        while not early.empty():
            event = early.get_nowait()
            if event["type"] == "websocket.receive":
                text = event.get("text")
                content = event.get("bytes") or b"" if text is None else text.encode()
                receiver.on_message(content, text is not None)
            else:
                self.queue.put_nowait(event)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._forget_handshake()

    def _forget_handshake(self) -> None:
        """Headers and cookies are a third of an idle connection's memory, and are read no more."""
        del self.request, self.response
        self.conn.parser.close()  # its frame holds the request; `reader` has taken its place
        cast("list[object]", self.scope["headers"]).clear()

    def close(self, code: int, reason: str) -> None:
        """Send a close frame behind what was written; cut the socket if no answer comes."""
        if self.is_closing():
            return
        self.transport.write(close_frame(code, reason))
        self._closing(code, reason)

    # -- the way in

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions = cast("dict[str, object]", self.scope["extensions"])
            extensions[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            super().data_received(data)
            return
        if self.broken is not None:
            return
        try:
            self._take_all(self.reader.feed(data))
        except Broken as broken:
            self._serve_rest(broken)

    def _serve_rest(self, broken: Broken) -> None:
        """What came whole before the peer broke the protocol is still served."""
        try:
            self._take_all(broken.before)
        except Broken as earlier:
            broken = earlier
        if self.receiver is not None or self.close_sent:
            self._fail(broken)
            return
        # An application that reads by ASGI answers what waits first; see `receive`.
        self.broken = broken
        self.queue.put_nowait(_gone(broken.code, broken.reason))
        self.close_timer = self.loop.call_later(_CLOSE_S, self._fail, broken)

    def _take_all(self, messages: list[tuple[int, bytes]]) -> None:
        for opcode, content in messages:
            self._take(opcode, content)

    async def receive(self) -> ASGIReceiveEvent:
        event = await super().receive()
        if self.broken is not None and event["type"] == "websocket.disconnect":
            self._fail(self.broken)
        return event

    def _take(self, opcode: int, content: bytes) -> None:
        if opcode == Opcode.CLOSE:
            self._take_close(content)
        elif self.close_sent:
            pass  # what comes after our close frame is read only to find the answer to it
        elif opcode == Opcode.PING:
            self.transport.write(frame(Opcode.PONG, content))
        elif opcode == Opcode.PONG:
            self.handle_pong(Frame(WsOpcode.PONG, content))
        elif self.receiver is None:
            self._enqueue(opcode, content)
        elif opcode == Opcode.TOO_BIG:
            self.receiver.on_oversize()
        else:
            self.receiver.on_message(content, opcode == Opcode.TEXT)

    def _enqueue(self, opcode: int, content: bytes) -> None:
        """The ASGI way, for applications that do not listen."""
        if opcode == Opcode.TOO_BIG:
            raise Broken(1009, "message too big")
        try:
            text = content.decode() if opcode == Opcode.TEXT else None
        except UnicodeDecodeError:
            raise Broken(1007, "text must be UTF-8") from None
        if text is None:
            self.queue.put_nowait({"type": "websocket.receive", "bytes": content})
        else:
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def _take_close(self, content: bytes) -> None:
        if self.close_sent:
            if self.close_timer is not None:
                self.close_timer.cancel()
                self.close_timer = None
            self.transport.close()
            return
        code = close_code(content)
        self.transport.write(frame(Opcode.CLOSE, content))
        self._closing(code, "")
        self.transport.close()

    def _fail(self, broken: Broken) -> None:
        if not self.close_sent:
            self.transport.write(close_frame(broken.code, broken.reason))
            self._closing(broken.code, broken.reason)
        self.transport.close()

    # -- the end

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True  # refused with an answer: nothing is left to complain of

    def _closing(self, code: int, reason: str) -> None:
        self.close_sent = True
        self.stop_keepalive()
        self.queue.put_nowait(_gone(code, reason))
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(_CLOSE_S, self.transport.abort)
        if self.receiver is not None:
            self.receiver.on_lost()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.receiver is not None:
            self.receiver.on_lost()
            self.receiver = None

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()  # who does not answer does not read either

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.receiver is not None:
            self.loop.call_soon(self.receiver.on_congested)

    def shutdown(self) -> None:
        if self.receiver is None or not self.receiver.on_shutdown():
            super().shutdown()
