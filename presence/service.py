"""Presence for the rest of the server: connections come, act and go; changes are announced."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import structlog

from channels.core.errors import Limited, Unavailable
from persistence.clock import Clock, now_ms
from presence.protocol import PresenceView
from presence.roster import Roster
from presence.typing import Typists

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")
Announce = Callable[[Sequence[PresenceView]], Awaitable[None]]

TICK_S = 0.25
TICK_TIMEOUT_S = 10.0
BATCH = 1_000  # views in one announcement
BATCHES_PER_TICK = 20  # what is left over waits for the next tick
RETRY_AFTER_S = 60.0


class PresenceService:
    """Keeps this process's connections on the roster and announces who came, went or fell silent.

    `announce` gets each person at most once per tick of 250 ms, in batches of at most 1,000, in
    one process of all that share the roster. It gets a change again where it raised. `limit`
    caps the connections of a person in this process; 0 is no cap.
    """

    def __init__(self, roster: Roster, announce: Announce, clock: Clock, limit: int = 0) -> None:
        self._roster = roster
        self._announce = announce
        self._clock = clock
        self._limit = limit
        self._owners: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._in_reach = True
        self._typists = Typists()

    @property
    def in_reach(self) -> bool:
        """Did the last round reach the roster?"""
        return self._in_reach

    async def start(self) -> None:
        """Begin to announce. The roster may be out of reach; it is tried again every tick."""
        self._stopping.clear()
        self._task = asyncio.create_task(self._tick_until_stopped(), name="presence")

    async def stop(self) -> None:
        """End the task and take this process's connections off the roster."""
        if self._task is not None:
            # Told, not cancelled: a round that has begun ends well, and a pipeline of redis-py 8.1
            # may swallow a cancellation.
            self._stopping.set()
            await asyncio.wait([self._task], timeout=TICK_TIMEOUT_S + 1)
            self._task.cancel()
            self._task = None
        self._owners.clear()
        self._counts.clear()
        try:
            await self._roster.close(now_ms(self._clock))
        except ConnectionError as error:
            log.warning("presence.not_told", error=str(error))

    async def arrive(self, person_id: str, connection_id: str, active: bool = True) -> None:
        """A connection has opened; `active`: by the person's own doing. Again is harmless.

        Errors: Limited, where the person has too many here.
        """
        count = self._counts.get(person_id, 0)
        if connection_id not in self._owners:
            if self._limit and count >= self._limit:
                raise Limited("too many connections at once; close some", RETRY_AFTER_S)
            self._owners[connection_id] = person_id
            self._counts[person_id] = count + 1
        self._roster.touch(person_id, connection_id, active, now_ms(self._clock))

    def active(self, connection_id: str) -> None:
        """The person has just done something there. Cheap: it may be called for every request."""
        self.beat(connection_id, active=True)

    def beat(self, connection_id: str, active: bool) -> None:
        """The connection is there, and the person is, or is not, at it. Unknown ones: ignored."""
        person_id = self._owners.get(connection_id)
        if person_id is not None:
            self._roster.touch(person_id, connection_id, active, now_ms(self._clock))

    async def leave(self, connection_id: str) -> None:
        """The connection has ended. Again is harmless."""
        person_id = self._owners.pop(connection_id, None)
        if person_id is None:
            return
        self._counts[person_id] -= 1
        if not self._counts[person_id]:
            del self._counts[person_id]
        self._roster.drop(connection_id, now_ms(self._clock))

    def count(self, person_id: str) -> int:
        """How many connections of the person are open in this process."""
        return self._counts.get(person_id, 0)

    async def set_away(self, person_id: str, away: bool) -> None:
        """Be away whatever the devices do, or leave it to them; stays until set again.

        Errors: Unavailable, where the roster is out of reach.
        """
        await self._told(self._roster.set_away(person_id, away, now_ms(self._clock)))

    async def set_dnd(self, person_id: str, until_at: int | None) -> None:
        """Do not disturb until a moment (Unix milliseconds); None ends it.

        Errors: Unavailable, where the roster is out of reach.
        """
        await self._told(self._roster.set_dnd(person_id, until_at or 0, now_ms(self._clock)))

    def types(self, place: str, person_id: str) -> bool:
        """The person types in a channel or thread; True when others are to be told."""
        return self._typists.start(place, person_id, now_ms(self._clock))

    async def snapshot(self, person_ids: Sequence[str]) -> list[PresenceView]:
        """One view for each person, in the order asked.

        Errors: Unavailable, where the roster is out of reach.
        """
        return await self._told(self._roster.get_many(person_ids, now_ms(self._clock)))

    async def present(self, person_ids: Sequence[str]) -> set[str]:
        """Those of the people who are online and not away.

        Errors: Unavailable, where the roster is out of reach.
        """
        views = await self.snapshot(person_ids)
        return {view.person_id for view in views if view.state == "online"}

    async def active_at(self, person_ids: Sequence[str]) -> dict[str, int]:
        """When each was last active on any device (Unix milliseconds; 0: not connected).

        Errors: Unavailable, where the roster is out of reach.
        """
        found = await self._told(self._roster.active_at(person_ids, now_ms(self._clock)))
        return dict(zip(person_ids, found, strict=True))

    async def tick(self) -> None:
        """One round: tell the roster what happened here, announce what has changed anywhere.

        Raises ConnectionError.
        """
        now = now_ms(self._clock)
        await self._roster.flush(now)
        for _ in range(BATCHES_PER_TICK):
            changes, more = await self._roster.sweep(now, BATCH)
            if changes:
                await self._announce(changes)
                await self._roster.settle(changes, now)
            if not more:
                return

    async def _told(self, answer: Awaitable[Answer]) -> Answer:
        try:
            return await answer
        except ConnectionError as error:
            raise Unavailable("presence is out of reach; try again") from error

    async def _tick_until_stopped(self) -> None:
        while not self._stopping.is_set():
            try:
                async with asyncio.timeout(TICK_TIMEOUT_S):
                    await self.tick()
                self._reached()
            except (ConnectionError, TimeoutError) as error:
                self._lost(error)
            except Exception:  # one bad round must not end presence for everybody
                log.exception("presence.tick_failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._stopping.wait()

    def _lost(self, error: Exception) -> None:
        if self._in_reach:
            log.warning("presence.lost", error=str(error))
        self._in_reach = False

    def _reached(self) -> None:
        if not self._in_reach:
            log.info("presence.back")
        self._in_reach = True
