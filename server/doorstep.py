"""What one may do before one is known: say what one wants, soon and briefly.

uvicorn waits for ever for the end of a request. `Doorstep` counts and bounds those who wait with
it, and `http_protocol` is uvicorn's class with clocks: a head must be whole within `HEAD_S` and
`HEAD_BYTES`, a body must keep coming, an answer must be read. Who is too slow is hung up on.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from collections import Counter
from itertools import islice
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.turnstile import Turnstile

HEAD_S = 10.0
HEAD_BYTES = 64 * 1024
BODY_S = 30.0  # in which some of a body must come
BODY_BYTES = 2_048  # so much at least, or its end
READ_S = 60.0  # for the peer to take what was written
MOST_WAITING = 2_048  # connections whose head is not whole: 7 KiB each, and up to HEAD_BYTES
CROWD = 4  # times as many may have come within a moment, of those who have sent little
LITTLE_BYTES = 4_096
MOMENT_S = 2.0
TURNS = 3  # of the event loop, in which what a newcomer has sent already is read
TELL_EVERY_S = 60.0

_log = logging.getLogger("ruche.doorstep")
_quiet = logging.getLogger("uvicorn.error.doorstep")  # a line for each bad request is a weapon


class Doorstep:
    """Those who have not said yet what they want. One for a process."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self.head_s, self.body_s, self.read_s = HEAD_S, BODY_S, READ_S
        self.moment_s = MOMENT_S
        self.turned_away: Counter[str] = Counter()  # by reason
        self.most_waiting = most_waiting
        self.turnstile = Turnstile()
        self._waiting: dict[DoorstepProtocol, float] = {}  # since when, the oldest first
        self._costly: dict[
            DoorstepProtocol, None
        ] = {}  # of these, who has sent much; none in a crowd
        self._making_room = False
        self._tell_at_s = 0.0

    @property
    def waiting(self) -> int:
        """How many there are."""
        return len(self._waiting)

    @property
    def costly(self) -> int:
        """How many of these have sent much."""
        return len(self._costly)

    def comes(self, one: DoorstepProtocol) -> None:
        """A new one; where too many wait, those that have waited longest go.

        Not within their first moments, unless there are far too many: when thousands come back at
        once, the loop takes them in before it reads from any, and a proxy connects before it
        speaks. Most are about to say what they want. Who has sent much has had that moment: such
        go at once, so that a crowd holds no more memory than those who may stay.
        """
        self._waiting[one] = time.monotonic()
        far_too_many = len(self._waiting) + len(self.turnstile) > CROWD * self.most_waiting
        if not (self._crowded or far_too_many):
            return
        if self._costly:
            next(iter(self._costly)).hang_up("crowded")
        elif far_too_many:
            next(iter(self._waiting)).hang_up("crowded")
        elif not self._making_room:
            self._making_room = True
            asyncio.get_running_loop().call_later(self.moment_s, self._make_room, TURNS)

    def takes(self, one: DoorstepProtocol) -> bool:
        """It speaks: may it be heard at once? Else it waits for its turn, and silent it is not."""
        if self.turnstile.takes(one):
            return True
        self.goes(one)
        return False

    def costs(self, one: DoorstepProtocol) -> None:
        """It has sent much and still not said what it wants. Again is harmless."""
        if self._crowded:
            one.hang_up("crowded")
        else:
            self._costly[one] = None

    @property
    def _crowded(self) -> bool:
        return len(self._waiting) > self.most_waiting

    def _make_room(self, turns: int) -> None:
        loop = asyncio.get_running_loop()
        if turns:  # a loop that was busy has yet to read what came meanwhile
            loop.call_soon(self._make_room, turns - 1)
            return
        before_s = time.monotonic() - self.moment_s
        too_many = max(0, len(self._waiting) - self.most_waiting)
        for one, since_s in list(islice(self._waiting.items(), too_many)):
            if since_s <= before_s:
                one.hang_up("crowded")
        self._making_room = self._crowded
        if self._making_room:
            loop.call_later(self.moment_s, self._make_room, TURNS)

    def goes(self, one: DoorstepProtocol) -> None:
        """It has said what it wants, or left."""
        self._waiting.pop(one, None)
        self._costly.pop(one, None)

    def turn_away(self, reason: str) -> None:
        """Count it; of many one line in a minute tells."""
        self.turned_away[reason] += 1
        now_s = time.monotonic()
        if now_s >= self._tell_at_s:
            self._tell_at_s = now_s + TELL_EVERY_S
            counts = ", ".join(f"{name} {count}" for name, count in self.turned_away.items())
            _log.warning("connections turned away since the start: %s", counts)


class DoorstepProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 with bounds on how long and how much; see the module."""

    doorstep: Doorstep

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _quiet.setLevel(logging.ERROR)
        self.logger = _quiet
        self._clock: asyncio.TimerHandle | None = None  # of the head, then of the body
        self._reading_clock: asyncio.TimerHandle | None = None
        self._in_head = False
        self._heard = False  # anything at all
        self._kept = b""  # first words that wait for their turn
        self._got_bytes = self._chunk_bytes = 0

    # -- the head

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin_head()
        self.doorstep.comes(self)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._in_head:  # it has asked before, and asks for something else
            self._begin_head()
            self._got_bytes = self._chunk_bytes  # what of it belongs to the head is not known
            self.doorstep.comes(self)

    def on_headers_complete(self) -> None:
        self._end_head()
        self._begin_body()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        if not self._heard and len(data) <= LITTLE_BYTES and not self.doorstep.takes(self):
            self._kept = data
            self._stop_clock()
            self.transport.pause_reading()
            return
        self._heard = True
        self._hear(data)

    def let_in(self) -> None:
        """Its turn has come. See `Turnstile`."""
        if self.transport.is_closing():
            return
        self._heard = True
        data, self._kept = self._kept, b""
        self._begin_head()
        self.doorstep.comes(self)
        if not self.transport.is_closing():
            self.transport.resume_reading()
            self._hear(data)

    def _hear(self, data: bytes) -> None:
        self._chunk_bytes = len(data)
        self._got_bytes += self._chunk_bytes
        super().data_received(data)
        if not self._in_head:
            return
        if self._got_bytes > HEAD_BYTES:
            self.hang_up("long head")
        elif self._got_bytes > LITTLE_BYTES:
            self.doorstep.costs(self)

    def send_400_response(self, msg: str) -> None:
        self.doorstep.turn_away("no HTTP")
        super().send_400_response(msg)

    def handle_websocket_upgrade(self) -> None:
        self._stop_clock()
        super().handle_websocket_upgrade()
        if getattr(self.transport.get_protocol(), "close_sent", False):
            self.doorstep.turn_away("bad handshake")

    def _begin_head(self) -> None:
        self._in_head, self._got_bytes = True, 0
        self._start_clock(self.doorstep.head_s, self.hang_up, "slow head")

    def _end_head(self) -> None:
        self._in_head = False
        self.doorstep.goes(self)

    # -- the body, and the answer

    def _begin_body(self) -> None:
        self._got_bytes = 0
        self._start_clock(self.doorstep.body_s, self._check_body)

    def _check_body(self) -> None:
        if self._got_bytes < BODY_BYTES and not self.flow.read_paused:
            self.hang_up("slow body")
        else:
            self._begin_body()

    def on_message_complete(self) -> None:
        self._stop_clock()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        later = self.loop.call_later
        self._reading_clock = later(self.doorstep.read_s, self.hang_up, "slow reader")

    def resume_writing(self) -> None:
        if self._reading_clock is not None:
            self._reading_clock.cancel()
        super().resume_writing()

    # -- the end

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        self.doorstep.turnstile.leaves(self)
        self._stop_clock()
        super().connection_lost(exc)
        if self._reading_clock is not None:
            self._reading_clock.cancel()

    def hang_up(self, reason: str) -> None:
        """End it at once, and count why."""
        self.doorstep.turn_away(reason)
        self.doorstep.goes(self)
        self.doorstep.turnstile.leaves(self)
        self._stop_clock()
        self.transport.abort()

    def _start_clock(self, seconds: float, then: Any, *args: Any) -> None:
        self._stop_clock()
        self._clock = self.loop.call_later(seconds, then, *args)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None


def http_protocol(doorstep: Doorstep) -> type[DoorstepProtocol]:
    """The class for uvicorn's `http=`; all its connections share that doorstep."""
    return type("BoundDoorstepProtocol", (DoorstepProtocol,), {"doorstep": doorstep})


def allow_many_files() -> None:
    """As many sockets as the machine's administrator lets this process have at most."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
