"""Tells apps what happened: over their connections here, or over HTTP, again where need be."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog

from channels.bots.protocol import AppFacts
from channels.bots.queue import EventQueue, Waiting
from server.slack.edge import Edge
from server.slack.events import Told, envelope, to_events
from server.slack.links import Links, Unanswered, Unlinked
from server.slack.objects import Item
from server.slack.sender import Outcome, Sender

POLL_S = 1.0
BATCH = 100
AT_ONCE = 64
LINK_PAUSES_MS = (1_000, 10_000, 30_000)
HTTP_PAUSES_MS = (1_000, 60_000, 300_000)
VERIFY_EVERY_S = 5.0
DEAD_AFTER_MS = 24 * 3_600 * 1_000
TIDY_EVERY_S = 600.0
ANSWER_KEPT = 2_000

_log = structlog.get_logger(__name__)


class Courier:
    """One for a process. `over_http`: this process also tells apps that have an address.

    Guarantees: an event is told at least once, in order as long as nothing fails; what is not
    taken after four attempts stays as failed; one slow app holds up no other.
    """

    def __init__(self, edge: Edge, links: Links, sender: Sender, *, over_http: bool) -> None:
        self._edge = edge
        self._links = links
        self._sender = sender
        self._over_http = over_http
        self._queue = EventQueue(edge.core.store)
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: dict[str, asyncio.Lock] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._taken: dict[str, set[str]] = {}  # of what is told in several events, those taken
        self._asked_at_s: dict[str, float] = {}
        self._tidied_at_s = time.monotonic()

    def start(self) -> None:
        """Begin to work."""
        self._links.on_linked = self.notify
        self._loop = asyncio.create_task(self._work_forever(), name="courier")

    def notify(self) -> None:
        """There may be something to tell."""
        self._wake.set()

    async def stop(self) -> None:
        """Stop; what is under way is told again by whoever comes next."""
        tasks = [*self._tasks, *([self._loop] if self._loop is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._sender.close()

    async def _work_forever(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self._tell_some() == BATCH:
                    pass
                await self._challenge_new()
                await self._tidy()
            except Exception as error:  # the store may be out of reach for a while
                _log.warning("apps.untold", error=repr(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()

    async def _tell_some(self) -> int:
        waiting = await self._queue.claim(self._links.app_ids, self._over_http, BATCH)
        by_app: dict[str, list[Waiting]] = {}
        for one in waiting:
            by_app.setdefault(one.app.id, []).append(one)
        for app_id, some in by_app.items():
            self._spawn(self._tell(app_id, some))
        return len(waiting)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="courier-tells")
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.warning("apps.untold", error=repr(task.exception()))  # due again by its lease

    async def _tell(self, app_id: str, waiting: Sequence[Waiting]) -> None:
        """An app's events, one after the other; their answers are awaited beside."""
        async with self._locks.setdefault(app_id, asyncio.Lock()):
            for one in waiting:
                events = await self._events(one)
                if not events:
                    await self._queue.drop(one.id)
                elif one.app.socket_mode:
                    await self._over_link(one, events)
                elif await self._is_verified(one.app):
                    await self._room.acquire()
                    self._spawn(self._post(one, events))
                else:
                    due = self._edge.now_ms + int(VERIFY_EVERY_S * 1_000)
                    await self._queue.settle(one.id, due_at_ms=due, attempts=one.attempts - 1)

    async def _events(self, one: Waiting) -> list[Item]:
        """What is to be told of it, without what was taken by an earlier attempt."""
        told = Told(self._edge, one.app, one.name, one.body, one.at_us)
        team = await self._edge.team()
        taken = self._taken.get(one.id, ())
        found = [
            envelope(one.app, team.id, one.id if not n else f"{one.id}{n}", event, one.at_us)
            for n, event in enumerate(await to_events(told))
        ]
        return [one for one in found if one["event_id"] not in taken]

    async def _settle(self, one: Waiting, **values: Any) -> None:
        """It is over, for good or bad."""
        self._taken.pop(one.id, None)
        await self._queue.settle(one.id, **values)

    def _take(self, one: Waiting, event: Item) -> None:
        self._taken.setdefault(one.id, set()).add(event["event_id"])

    # -- over a connection

    async def _over_link(self, one: Waiting, events: Sequence[Item]) -> None:
        retry = one.attempts - 1
        futures = []
        try:
            for event in events:
                item = {
                    "type": "events_api",
                    "accepts_response_payload": False,
                    "retry_attempt": retry,
                    "retry_reason": "timeout" if retry else "",
                    "payload": event,
                }
                futures.append(await self._links.send(one.app.id, item))
        except (Unlinked, Unanswered):
            for future in futures:
                future.cancel()
            await self._queue.settle(one.id, due_at_ms=self._edge.now_ms, attempts=retry)
            return
        self._spawn(self._await_acks(one, events, futures))

    async def _await_acks(
        self, one: Waiting, events: Sequence[Item], futures: Sequence[asyncio.Future[Any]]
    ) -> None:
        results = await asyncio.gather(
            *(self._links.acked(future) for future in futures), return_exceptions=True
        )
        for event, result in zip(events, results, strict=True):
            if not isinstance(result, BaseException):
                self._take(one, event)
        if not any(isinstance(result, BaseException) for result in results):
            await self._settle(one, state="sent", reason="")
        else:
            await self._again(one, LINK_PAUSES_MS, "timeout")

    async def _again(
        self, one: Waiting, pauses_ms: Sequence[int], reason: str, answer: str = ""
    ) -> None:
        told = {"reason": reason, "answer": answer}
        if one.attempts > len(pauses_ms):
            await self._settle(one, state="failed", **told)
            return
        due = self._edge.now_ms + pauses_ms[one.attempts - 1]
        await self._queue.settle(one.id, due_at_ms=due, **told)

    # -- over HTTP

    async def _post(self, one: Waiting, events: Sequence[Item]) -> None:
        bad: Outcome | None = None
        try:
            for event in events:
                reason = one.reason or "http_error"
                outcome = await self._sender.event(one.app, event, one.attempts - 1, reason)
                if outcome.reason:
                    bad = outcome
                else:
                    self._take(one, event)
        finally:
            self._room.release()
        last = bad or outcome
        answer = last.answer.body.decode(errors="replace") if last.answer else ""
        kept = answer.replace("\0", "")[:ANSWER_KEPT]
        if bad is None:
            await self._settle(one, state="sent", reason="", answer=kept)
            if one.app.failing_since:
                await self._queue.set_app(one.app.id, failing_since_ms=0)
        elif bad.final:
            await self._settle(one, state="failed", reason=bad.reason, answer=kept)
        else:
            await self._again(one, HTTP_PAUSES_MS, bad.reason, kept)
            await self._failing(one.app)

    async def _failing(self, app: AppFacts) -> None:
        """An address that has failed for a day is left alone; what comes then waits."""
        now = self._edge.now_ms
        if not app.failing_since:
            await self._queue.set_app(app.id, failing_since_ms=now)
        elif now - app.failing_since > DEAD_AFTER_MS:
            await self._queue.set_app(app.id, paused=True)

    async def _is_verified(self, app: AppFacts) -> bool:
        """Has the address answered a challenge? It is asked every five seconds at most."""
        if app.verified_url == app.events_url:
            return True
        now_s = time.monotonic()
        if now_s - self._asked_at_s.get(app.id, -VERIFY_EVERY_S) < VERIFY_EVERY_S:
            return False
        self._asked_at_s[app.id] = now_s
        if not await self._sender.verify(app, secrets.token_urlsafe(32)):
            return False
        await self._queue.set_app(app.id, verified_url=app.events_url)
        return True

    async def _challenge_new(self) -> None:
        """An address that was just set is asked at once, before there is anything to tell."""
        for app in await self._queue.unverified() if self._over_http else ():
            if app.id not in self._asked_at_s:
                self._spawn(self._challenge(app))

    async def _challenge(self, app: AppFacts) -> None:
        await self._is_verified(app)

    async def _tidy(self) -> None:
        if self._over_http and time.monotonic() - self._tidied_at_s > TIDY_EVERY_S:
            self._tidied_at_s = time.monotonic()
            await self._queue.tidy()
