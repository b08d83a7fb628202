"""The past for those who missed it: replay since (epoch, seq), or reset."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from persistence.streams import Position, Stream
from server.gateway.audience import Audience
from server.gateway.codes import CloseCode
from server.gateway.operations import Resumed
from server.gateway.order import Entry
from server.gateway.outbox import Counters
from server.gateway.pages import Page, Pages
from server.gateway.ports import Door, EventLog, Listener

_log = logging.getLogger("ruche.gateway")

MAX_BEHIND = 10_000  # entries; a client further behind is quicker with a fresh snapshot
_LOW_BYTES = 128 * 1024  # more than that unsent: the replay waits
_DRAIN_S = 30.0
_POLL_S = 0.02
ASKED_AT_ONCE = 32  # clients about whom the store is asked; thousands may come back at once

MayHear = Callable[[Stream], Awaitable[bool]]


@dataclass(slots=True)
class _Part:
    """One stream to be sent again. No audience: the connection does not listen to it.

    `near` is the same audience, or that of others here.
    """

    stream: Stream
    near: Audience | None
    audience: Audience | None
    turn: object | None
    epoch: str
    seq: int
    lost: bool = False


class Waiting(NamedTuple):
    """An audience that the listener is to join again, from where, and the turn of its waiting."""

    audience: Audience
    seq: int
    turn: object | None


class Replayer:
    """Sends entries of the log to one listener in order, a page at a time, waiting for its socket.

    Equal pages wanted within moments, as after a restart, are read and encoded once. The log may
    be ahead of what this process has heard, such as that somebody was removed: what the stream's
    order has not let through yet goes only to whom the store admits at that moment.
    """

    def __init__(
        self,
        door: Door,
        log: EventLog,
        counters: Counters,
        unwatch: Callable[[Listener, Stream], None],
    ) -> None:
        self._door = door
        self._log = log
        self._counters = counters
        self._unwatch = unwatch
        self._pages = Pages(log)
        self._turns = asyncio.Semaphore(ASKED_AT_ONCE)

    @property
    def kept_bytes(self) -> int:
        """What is held in memory for others who come back."""
        return self._pages.kept_bytes

    def stop(self) -> None:
        """Keep nothing for those who come back."""
        self._pages.stop()

    async def catch_up(
        self, audience: Audience, listener: Listener, seq: int, turn: object | None
    ) -> None:
        """Send what came after `seq` until the listener is in step with its stream.

        `turn` marks the time of being behind that this ends; another one is another's work.
        """

        async def allowed() -> bool:
            await audience.released()
            return turn is not None and audience.turn(listener) is turn

        try:
            while await allowed() and not audience.join(listener, seq):
                wanted = audience.order.seq
                page = await self._pages.get(audience.stream, seq)
                if not await self.is_whole(audience.stream, seq, page.entries):
                    raise LookupError(f"{audience.stream} {seq} is not in the log any more")
                if not await self._may_have(page, listener, audience):
                    self._unwatch(listener, audience.stream)
                    return
                seq = await self._send(listener, seq, page, allowed)
                if not page.entries:
                    seq = wanted
        except Exception:
            _log.exception("a connection could not be brought in step")
            listener.close(CloseCode.RESUME, "resume")

    async def resume(
        self,
        listener: Listener,
        positions: Mapping[Stream, Position],
        audience_of: Callable[[Stream], Audience | None],
        may_hear: MayHear,
    ) -> tuple[Resumed, list[Waiting]]:
        """Send again what came after the positions.

        From now on live pushes of these streams wait. Returns the reply, and what `catch_up` needs
        to bring the listener in step again, once the reply is written.
        """
        parts = [
            part
            for stream, position in positions.items()
            if (part := self._part(listener, stream, position, audience_of)) is not None
        ]
        resumed = 0
        for part in parts:
            resumed += await self._resume_one(listener, part, may_hear)
        self._counters.replayed += resumed
        waiting = [
            Waiting(part.audience, part.audience.order.seq if part.lost else part.seq, part.turn)
            for part in parts
            if part.audience is not None
        ]
        reset = [part.stream for part in parts if part.lost]
        self._counters.resumes += len(positions)
        self._counters.resets += len(reset)
        return Resumed(resumed=resumed, reset=reset), waiting

    def _part(
        self,
        listener: Listener,
        stream: Stream,
        position: Position,
        audience_of: Callable[[Stream], Audience | None],
    ) -> _Part | None:
        epoch, seq = position
        near = audience_of(stream)
        audience = near if stream in listener.watching else None
        if audience is None:
            return _Part(stream, near, None, None, epoch, seq)
        in_step = audience.is_live(listener) and seq == audience.order.seq
        if in_step and epoch == self._log.epoch:
            return None  # nothing was missed
        audience.detach(listener)
        return _Part(stream, near, audience, audience.turn(listener), epoch, seq)

    async def _resume_one(self, listener: Listener, part: _Part, may_hear: MayHear) -> int:
        async def allowed() -> bool:
            if part.audience is None:
                return await may_hear(part.stream)
            await part.audience.released()
            return part.audience.turn(listener) is part.turn

        async with self._turns:
            head = await self._target(part, may_hear)
        part.lost = head is None
        sent = 0
        while head is not None and part.seq < head and not part.lost:
            page = await self._pages.get(part.stream, part.seq)
            if not await self._may_have(page, listener, part.near):
                part.lost = True
                self._unwatch(listener, part.stream)
                break
            part.seq = await self._send(listener, part.seq, page, allowed)
            sent += sum(seq <= part.seq for seq, _ in page.entries)
            if page.entries:
                part.lost = part.seq < page.entries[-1][0]
            else:
                part.seq = head  # numbers that a bulk load reserved
        return sent

    async def _target(self, part: _Part, may_hear: MayHear) -> int | None:
        """Up to where to replay; None for a reset."""
        if part.epoch != self._log.epoch:
            return None
        if part.audience is None and not await may_hear(part.stream):
            return None
        oldest, head = await self._log.span(part.stream)
        if not oldest <= part.seq <= head or head - part.seq > MAX_BEHIND:
            return None
        return head

    async def _may_have(self, page: Page, listener: Listener, near: Audience | None) -> bool:
        """Whether no right was taken away before the page was committed and unheard of here.

        To be asked after the page was read. Rights of which this process has heard are doubted
        before the order lets through what came later: up to there the usual questions do.
        """
        if near is None or not page.entries or page.entries[-1][0] <= near.order.seq:
            return True
        return await self._door.may_hear_afresh(listener.actor, near.stream)

    async def is_whole(self, stream: Stream, seq: int, page: list[Entry]) -> bool:
        """Whether `page` holds all that was committed next after `seq`.

        Numbers may be missing where a bulk load has reserved them; pruned entries are a loss.
        """
        if page and page[0][0] == seq + 1:
            return True
        oldest, _ = await self._log.span(stream)
        return oldest <= seq

    async def _send(
        self, listener: Listener, seq: int, page: Page, allowed: Callable[[], Awaitable[bool]]
    ) -> int:
        """Write the page in chunks while it is `allowed`; returns the seq written last."""
        for last, frames in page.chunks(listener.codec):
            if not await allowed():
                break
            listener.write(frames)
            seq = last
            await self._drained(listener)
        return seq

    async def _drained(self, listener: Listener) -> None:
        """Wait for a slow socket; one that takes too long is closed."""
        waited_s = 0.0
        while listener.buffered() > _LOW_BYTES:
            if waited_s >= _DRAIN_S:
                listener.close(CloseCode.RESUME, "resume")
                return
            await asyncio.sleep(_POLL_S)
            waited_s += _POLL_S
        await asyncio.sleep(0)
