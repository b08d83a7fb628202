"""Tells apps what happened: a lane for each app, so that none holds up another."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from channels.bots.protocol import AppFacts
from channels.bots.queue import EventQueue, Waiting
from server.slack.edge import Edge
from server.slack.links import Links
from server.slack.telling.challenges import Challenges
from server.slack.telling.sender import Sender
from server.slack.telling.teller import End, Teller

POLL_S = 1.0
BATCH = 20
HTTP_HELD, LINK_HELD, ALL_HELD = 8, 100, 1_000
HTTP_AT_ONCE = 4  # requests to one app
ALL_AT_ONCE = 32  # requests; the sender has connections for more

_log = structlog.get_logger(__name__)


class Lane:
    """What is held for one app; `full` where no more is to be claimed for it."""

    def __init__(self, *, linked: bool) -> None:
        self.rows: deque[Waiting] = deque()
        self.held = 0
        self.posts = asyncio.Semaphore(HTTP_AT_ONCE)
        self.worker: asyncio.Task[None] | None = None
        self._most = LINK_HELD if linked else HTTP_HELD

    @property
    def full(self) -> bool:
        return self.held >= self._most


class Courier:
    """One for a process. `over_http`: this process also tells apps that have an address;
    `on_sent` hears of which app something was taken.

    Guarantees: little is claimed at a time, and settled one by one; an app's events begin in
    order; one slow app holds up no other. See `Teller` for what is told.
    """

    def __init__(
        self,
        edge: Edge,
        links: Links,
        sender: Sender,
        on_sent: Callable[[str], None],
        *,
        over_http: bool,
    ) -> None:
        self._store = edge.core.store
        self._links = links
        self._sender = sender
        self._over_http = over_http
        self._queue = EventQueue(self._store)
        self._teller = Teller(edge, links, sender, self._queue, on_sent)
        self._challenges = Challenges(self._queue, sender)
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes: dict[str, Lane] = {}
        self._room = asyncio.Semaphore(ALL_AT_ONCE)

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
                while await self._tell_some():
                    pass
                if self._over_http:
                    await self._challenge_some()
            except Exception as error:  # the store may be out of reach for a while
                _log.warning("apps.untold", error=repr(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()

    async def _tell_some(self) -> int:
        """Put a few that are due on their apps' lanes; answers how many."""
        if sum(lane.held for lane in self._lanes.values()) >= ALL_HELD:
            return 0
        full = [app_id for app_id, lane in self._lanes.items() if lane.full]
        waiting = await self._queue.claim(self._links.app_ids, self._over_http, BATCH, full)
        for one in waiting:
            lane = self._lanes.get(one.app.id)
            if lane is None:
                lane = self._lanes[one.app.id] = Lane(linked=one.app.socket_mode)
            lane.rows.append(one)
            lane.held += 1
            if lane.worker is None:
                lane.worker = self._spawn(self._work(one.app.id, lane))
        return len(waiting)

    async def _work(self, app_id: str, lane: Lane) -> None:
        """An app's events, one after the other; their answers are awaited beside."""
        while lane.rows:
            one = lane.rows.popleft()
            end: End | None = None
            try:
                end = await self._teller.begin(one)
            except Exception as error:  # due again by its lease
                _log.warning("apps.untold", app_id=app_id, error=repr(error))
            if end is None:
                self._over(app_id, lane)
            elif one.app.socket_mode:
                self._spawn(self._end(app_id, lane, end))
            else:
                await lane.posts.acquire()
                self._spawn(self._end_post(app_id, lane, end))
        lane.worker = None

    async def _end(self, app_id: str, lane: Lane, end: End) -> None:
        try:
            await end()
        finally:
            self._over(app_id, lane)

    async def _end_post(self, app_id: str, lane: Lane, end: End) -> None:
        try:
            async with self._room:
                await end()
        finally:
            lane.posts.release()
            self._over(app_id, lane)

    def _over(self, app_id: str, lane: Lane) -> None:
        """One less is held for the app."""
        was_full = lane.full
        lane.held -= 1
        if not lane.held:
            self._lanes.pop(app_id, None)
        if was_full and not lane.full:
            self.notify()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="courier-tells")
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.warning("apps.untold", error=repr(task.exception()))  # due again by its lease

    async def _challenge_some(self) -> None:
        for app in await self._challenges.due():
            self._spawn(self._challenge(app))

    async def _challenge(self, app: AppFacts) -> None:
        async with self._room:
            verified = await self._challenges.ask(app)
        if verified:
            self.notify()
