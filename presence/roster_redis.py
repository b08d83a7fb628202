"""The roster of several processes: each keeps its own connections and tells Redis about people.

Keys, all in one slot of a cluster:
  places        sorted set: process -> when it last flushed
  at:<process>  hash: person -> `Seen`, packed; Redis drops it ten minutes after the last flush
  away, dnd     hash: person -> what they say of themselves
  due           sorted set: person -> when to look at them again
  shown         hash: person -> what was last shown
  lease         hash: the process that sweeps
A flush, a read and a sweep are one to six round trips, whatever the number of people; their size
follows what has changed (or was asked for), times the number of processes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from persistence.ids import new_secret
from presence.protocol import OFFLINE, PresenceView
from presence.roster_redis_own import News, OwnPeople
from presence.roster_redis_wire import (
    LEASE,
    Command,
    Wire,
    look_no_later,
    pack,
    pack_view,
    put,
    to_overlay,
    to_seen,
)
from presence.tracker import (
    ACTIVE_MS,
    NO_OVERLAY,
    NOTHING,
    Overlay,
    Seen,
    Sweep,
    is_bare,
    next_change,
    view_of,
)

DEAD_MS = 20_000  # a process silent for so long is gone, and so are its connections
FLUSH_MS = 5_000  # how long what is not urgent waits
KEEP_MS = 10 * 60_000
LOOK_AGAIN_MS = ACTIVE_MS
LEASE_MS = 3_000
SWEEP_MS = 10_000  # a sweep that has not ended by then never will: its process died, or Redis went

_BARE = pack_view(view_of("", NOTHING, NO_OVERLAY, 0))


class RedisRoster:
    """Shared by all processes on the same Redis and prefix. Source: `Roster`.

    Any of them sweeps; one that is `keen` (the presence process) is preferred.
    """

    def __init__(self, url: str, prefix: str = "ruche:", keen: bool = False) -> None:
        self._wire = Wire(url, prefix)
        self._rank = int(keen)
        self._place = new_secret("p")
        self._mine = self._wire.at(self._place)
        self._own = OwnPeople()
        self._flushed_at = 0
        self._writing = asyncio.Lock()

    def touch(self, person_id: str, connection_id: str, active: bool, now: int) -> None:
        self._own.touch(person_id, connection_id, active, now)

    def drop(self, connection_id: str, now: int) -> None:
        self._own.drop(connection_id, now)

    async def flush(self, now: int) -> None:
        """Write what is urgent at once, the rest and a sign of life every five seconds."""
        if not self._own.has_news and 0 <= now - self._flushed_at < FLUSH_MS:
            return
        if (
            await self._write(now) != self._own.written_count
        ):  # Redis was emptied, or thought us dead
            self._own.write_all_again()
            await self._write(now)

    async def set_away(self, person_id: str, away: bool, now: int) -> None:
        key = self._wire.away
        change: Command = put(key, {person_id: "1"}) if away else ("HDEL", key, person_id)
        await self._wire.ask(change, look_no_later(self._wire.due, {person_id: now}))

    async def set_dnd(self, person_id: str, until: int, now: int) -> None:
        key = self._wire.dnd
        change: Command = put(key, {person_id: str(until)}) if until else ("HDEL", key, person_id)
        await self._wire.ask(change, look_no_later(self._wire.due, {person_id: now}))

    async def get_many(self, person_ids: Sequence[str], now: int) -> list[PresenceView]:
        if self._own.has_news:
            await self._write(now)
        looks = await self._look(person_ids, now)
        return [view_of(id, *look, now) for id, look in zip(person_ids, looks, strict=True)]

    async def active_at(self, person_ids: Sequence[str], now: int) -> list[int]:
        if self._own.has_news:
            await self._write(now)
        return [seen.active_at for seen, _ in await self._look(person_ids, now)]

    async def present(self, now: int) -> list[PresenceView]:
        await self._write(now)
        [places] = await self._wire.ask(self._living(now))
        rows = await self._wire.ask(*[("HKEYS", self._wire.at(place)) for place in places])
        people = sorted({person_id for row in rows for person_id in row})
        return [view for view in await self.get_many(people, now) if view.state != OFFLINE]

    async def sweep(self, now: int, limit: int) -> Sweep:
        wire = self._wire
        [leading, dead] = await wire.ask(
            ("EVAL", LEASE, 1, wire.lease, self._place, now, LEASE_MS, self._rank),
            ("ZRANGE", wire.places, "-inf", now - DEAD_MS, "BYSCORE"),
        )
        if not leading:
            return Sweep([], more=False)
        for place in dead:
            await self._bury(place, now)
        # First put them off, then look: who changes meanwhile is made due again, and so are all
        # where this sweep does not end. The half makes the score this sweep's own, so that those
        # whom nobody has touched since can be taken out.
        put_off = now + SWEEP_MS + 0.5
        [people] = await wire.ask(("ZRANGE", wire.due, "-inf", now, "BYSCORE", "LIMIT", 0, limit))
        if not people:
            return Sweep([], more=False)
        later = [part for person_id in people for part in (put_off, person_id)]
        await wire.ask(("ZADD", wire.due, "XX", *later))
        changes, again = await self._compare(people, now)
        leave: Command = ("ZREMRANGEBYSCORE", wire.due, put_off, put_off)
        await wire.ask(leave, *([look_no_later(wire.due, again)] if again else []))
        return Sweep(changes, more=len(people) == limit)

    async def settle(self, views: Sequence[PresenceView], now: int) -> None:
        if not views:
            return
        shown = {view.person_id: pack_view(view) for view in views if not is_bare(view)}
        bare = [view.person_id for view in views if is_bare(view)]
        commands: list[Command] = []
        if shown:
            commands.append(put(self._wire.shown, shown))
        if bare:
            commands.append(("HDEL", self._wire.shown, *bare))
        await self._wire.ask(*commands)

    async def close(self, now: int) -> None:
        """Tell that the connections have gone; where Redis is out of reach, silence tells."""
        self._own.drop_all(now)
        try:
            await self._write(now)
        finally:
            await self._wire.close()

    async def _write(self, now: int) -> int:
        """Write the news; how many of this process's people Redis holds then."""
        async with self._writing:  # an earlier state must not arrive after a later one
            news = self._own.take(now)
            try:
                held = (await self._wire.ask(*self._commands(news, now)))[-1]
            except BaseException:  # written or not: nobody knows
                self._own.write_all_again()
                raise
            self._flushed_at = now
            return int(held)

    def _commands(self, news: News, now: int) -> list[Command]:
        commands: list[Command] = []
        if news.anew:
            commands.append(("DEL", self._mine))
        if news.seen:
            commands.append(put(self._mine, {id: pack(seen) for id, seen in news.seen.items()}))
        if news.forgotten:
            commands.append(("HDEL", self._mine, *news.forgotten))
        if news.due:
            commands.append(look_no_later(self._wire.due, dict.fromkeys(news.due, float(now))))
        commands.append(("ZADD", self._wire.places, now, self._place))
        return [*commands, ("PEXPIRE", self._mine, KEEP_MS), ("HLEN", self._mine)]

    async def _bury(self, place: str, now: int) -> None:
        """Let go of a process that is silent; its people are to be looked at."""
        at = self._wire.at(place)
        [people] = await self._wire.ask(("HKEYS", at))
        commands: list[Command] = [("DEL", at), ("ZREM", self._wire.places, place)]
        if people:
            commands.append(look_no_later(self._wire.due, dict.fromkeys(people, float(now))))
        await self._wire.ask(*commands)

    async def _compare(
        self, people: Sequence[str], now: int
    ) -> tuple[list[PresenceView], dict[str, float]]:
        """Who is not as last shown, and when to look again at whom."""
        looks = await self._look(people, now)
        [shown] = await self._wire.ask(("HMGET", self._wire.shown, *people))
        changes: list[PresenceView] = []
        again: dict[str, float] = {}
        for person_id, (seen, overlay), before in zip(people, looks, shown, strict=True):
            view = view_of(person_id, seen, overlay, now)
            if pack_view(view) != (before or _BARE):
                changes.append(view)
                again[person_id] = now  # until it is settled
            elif not is_bare(view):
                latest = now + LOOK_AGAIN_MS
                again[person_id] = min(next_change(seen, overlay, now) or latest, latest)
        return changes, again

    async def _look(self, people: Sequence[str], now: int) -> list[tuple[Seen, Overlay]]:
        if not people:
            return []
        wire = self._wire
        [places, away, dnd] = await wire.ask(
            self._living(now), ("HMGET", wire.away, *people), ("HMGET", wire.dnd, *people)
        )
        rows = await wire.ask(*[("HMGET", wire.at(place), *people) for place in places])
        joined = [NOTHING] * len(people)
        for row in rows:
            pairs = zip(joined, row, strict=True)
            joined = [seen.joined(to_seen(packed)) for seen, packed in pairs]
        return list(zip(joined, map(to_overlay, away, dnd), strict=True))

    def _living(self, now: int) -> Command:
        return ("ZRANGE", self._wire.places, f"({now - DEAD_MS}", "+inf", "BYSCORE")
