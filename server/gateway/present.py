"""Presence for those who asked: each connection hears only of the persons that it watches."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from channels.core.actor import Actor
from persistence.streams import PRESENCE, Stream
from server.gateway.codes import CloseCode
from server.gateway.frames import encode_push, message_opcode, read_body
from server.gateway.guard import PATIENCE_S
from server.gateway.ports import Codec, Door, Listener, Seen
from server.gateway.questions import Questions
from server.gateway.wire import frame

_log = logging.getLogger("ruche.gateway")

Views = dict[str, Any]  # by person

BEAT_S = 1.0  # no connection hears of presence more often, however many come and go
SLOWEST_BEAT_S = 5.0  # who falls off with their gateway is seen to be gone within 30 s
SHARE = 0.02  # of a core that telling may take: a crowd's changes are told less often


class Timer(Protocol):
    """What waits, and may be called off."""

    def cancel(self) -> None:
        """It is not wanted any more."""
        ...


class Stopwatch:
    """The time that telling takes, and the time between two tellings."""

    def worked_s(self) -> float:
        """Processor time of this thread so far."""
        return time.thread_time()

    def later(self, seconds: float, then: Callable[[], None]) -> Timer:
        """Do it then."""
        return asyncio.get_running_loop().call_later(seconds, then)


class _Everything:
    """Whom a guest sees rests on every channel."""

    def __contains__(self, stream: object) -> bool:
        return True


class PresenceFilter:
    """Splits a batch of changes by who watches whom; equal shares are encoded once.

    A change is told at once after a calm second; what changes within a second of that is told
    together at its end, each person as they are by then. Where telling took so long that it would
    need more than 2 % of a core, the pause is longer, up to five seconds: so more changes share a
    frame, and presence cannot crowd out messages. Listeners whose rights are in doubt are
    held: what is due to them waits for the door's answer.
    """

    def __init__(self, door: Door, questions: Questions, clock: Stopwatch | None = None) -> None:
        self._clock = clock or Stopwatch()
        self._door = door
        self._questions = questions
        self._watchers: dict[str, set[Listener]] = {}
        self._limited: set[Listener] = set()  # they do not see everybody
        self._held: dict[Listener, Views] = {}
        self._gathered: Views = {}
        self._beat: Timer | None = None

    async def watch(self, listener: Listener, person_ids: list[str]) -> list[str]:
        """The listener hears of those of these persons that it may see, and of no others;
        returns them. Errors: DomainError."""
        seen = await self._ask(listener.actor, person_ids)
        self._choose(listener, seen.ids, seen.limited)
        return seen.ids

    def forget(self, listener: Listener) -> None:
        """The listener hears of nobody. Again is harmless."""
        self._limited.discard(listener)
        self._held.pop(listener, None)
        self._choose(listener, (), False)

    async def _ask(self, actor: Actor, person_ids: list[str]) -> Seen:
        return await self._questions.ask(
            actor.person_id,
            lambda: self._door.seen(actor, person_ids),
            lambda seen: _Everything() if seen.limited else (),
        )

    def _choose(self, listener: Listener, person_ids: Iterable[str], limited: bool) -> None:
        for person_id in listener.people:
            watchers = self._watchers.get(person_id)
            if watchers is not None:
                watchers.discard(listener)
                if not watchers:
                    del self._watchers[person_id]
        listener.people = frozenset(person_ids)
        for person_id in listener.people:
            self._watchers.setdefault(person_id, set()).add(listener)
        (self._limited.add if limited and listener.people else self._limited.discard)(listener)

    # -- doubts

    def doubt(self, streams: Sequence[Stream], listeners: Iterable[Listener]) -> list[Listener]:
        """Hold these listeners, and after a change of streams all that do not see everybody.

        Returns those to settle: who is held already is asked about again on its own.
        """
        concerned = {one for one in listeners if one.people}
        if streams:
            concerned |= self._limited
        new = [one for one in concerned if one not in self._held]
        self._held.update((one, {}) for one in new)
        return new

    async def settle(self, listeners: Iterable[Listener]) -> None:
        """Ask whom the held listeners may see now; send what waited of those."""
        for listener in listeners:
            asked = list(listener.people)
            try:
                async with asyncio.timeout(PATIENCE_S):
                    seen = await self._ask(listener.actor, asked)
            except Exception:
                _log.exception("the door does not tell who may be seen")
                self.forget(listener)
                listener.close(CloseCode.RESUME, "resume")
                continue
            waiting = self._held.pop(listener, {})
            lost = set(asked).difference(seen.ids)
            self._choose(listener, listener.people - lost, seen.limited)
            share = [view for person_id, view in waiting.items() if person_id in listener.people]
            if share:
                listener.write(_push(share, listener.codec))

    # -- out

    def push(self, body: bytes) -> None:
        """Tell an entry of the presence stream, whose data is `{"people": [view, …]}`."""
        _, changes = read_body(body)
        self._gathered.update((view["person_id"], view) for view in changes["people"])
        if self._beat is None:
            self._tell()

    def stop(self) -> None:
        """Tell nothing more."""
        if self._beat is not None:
            self._beat.cancel()

    def _tell(self) -> None:
        self._beat = None
        if self._gathered:
            people, self._gathered = self._gathered, {}
            begin_s = self._clock.worked_s()
            self._share(people)
            rest_s = pause_after(self._clock.worked_s() - begin_s)
            self._beat = self._clock.later(rest_s, self._tell)

    def _share(self, people: Views) -> None:
        shares: dict[Listener, list[str]] = {}
        for person_id in people:
            for listener in self._watchers.get(person_id, ()):
                shares.setdefault(listener, []).append(person_id)
        made: dict[tuple[Codec, tuple[str, ...]], bytes] = {}
        for listener, share in shares.items():
            if listener in self._held:
                self._held[listener].update((one, people[one]) for one in share)
                continue
            key = (listener.codec, tuple(share))
            if key not in made:
                made[key] = _push([people[person_id] for person_id in share], listener.codec)
            listener.write(made[key])


def pause_after(took_s: float) -> float:
    """How long to tell nothing after a telling that took the processor so long (seconds)."""
    return min(SLOWEST_BEAT_S, max(BEAT_S, took_s / SHARE))


def _push(views: list[Any], codec: Codec) -> bytes:
    message = encode_push(PRESENCE, "presence.changed", {"people": views}, codec)
    return frame(message_opcode(codec), message)
