"""Commands and interactions of apps that are connected to another gateway: by way of the store."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import Any

import structlog

from channels.bots.asking import AskQueue, Question
from server.slack.links import ACK_S, Links, Unanswered, Unlinked

TAKE_S = 3.0  # for another gateway to take it
LOOK_EVERY_S = 0.2
TAKE_EVERY_S = 0.25
BATCH = 20
MOST_WAITING = 200  # people of this gateway that wait so at once
MOST_OF_APP = 20  # of them, so that one silent app keeps nobody from another
MOST_ANSWER = 400_000  # characters

_log = structlog.get_logger(__name__)


class Asking:
    """Puts what this gateway's people ask, and takes what others' people ask of apps linked here.

    Guarantees: nobody waits much longer than `TAKE_S` where no gateway has the app, and as long as
    an app may take where one has it.
    """

    def __init__(self, queue: AskQueue, links: Links) -> None:
        self._queue = queue
        self._links = links
        self._waiting: Counter[str] = Counter()  # by app
        self._loop: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to take."""
        self._loop = asyncio.create_task(self._take_for_ever(), name="asked-takes")

    async def stop(self) -> None:
        """Take no more; who waits for what is under way is told that there was no answer."""
        tasks = [*self._tasks, *([self._loop] if self._loop is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- where somebody waits

    async def ask(self, app_id: str, kind: str, payload: Any) -> Any:
        """The app's answer. Errors: Unanswered."""
        if self._waiting[app_id] >= MOST_OF_APP or self._waiting.total() >= MOST_WAITING:
            raise Unanswered
        self._waiting[app_id] += 1
        try:
            id = await self._queue.put(app_id, kind, payload)
            try:
                return await self._answer(id)
            finally:
                await asyncio.shield(self._queue.forget(id))
        finally:
            self._waiting[app_id] -= 1
            if not self._waiting[app_id]:
                del self._waiting[app_id]

    async def _answer(self, id: str) -> Any:
        take_by_s = time.monotonic() + TAKE_S
        until_s = take_by_s + 2 * ACK_S
        while time.monotonic() < until_s:
            await asyncio.sleep(LOOK_EVERY_S)
            asked = await self._queue.look(id)
            if asked is None or asked.state == "silent":
                break
            if asked.state == "answered":
                return json.loads(asked.answer)
            if asked.state == "asked" and time.monotonic() > take_by_s:
                break
        raise Unanswered

    # -- where the app is

    async def _take_for_ever(self) -> None:
        while True:
            try:
                linked = self._links.app_ids
                if linked:
                    for one in await self._queue.take(linked, int(TAKE_S * 1_000), BATCH):
                        self._spawn(one)
            except Exception as error:  # the store may be out of reach for a while
                _log.warning("apps.untaken", error=repr(error))
            await asyncio.sleep(TAKE_EVERY_S)

    def _spawn(self, one: Question) -> None:
        task = asyncio.create_task(self._pass_on(one), name="asked-passes-on")
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.warning("apps.unanswered", error=repr(task.exception()))

    async def _pass_on(self, one: Question) -> None:
        item = {"type": one.name, "accepts_response_payload": True, "payload": one.body}
        try:
            answer = json.dumps(await self._links.acked(await self._links.send(one.app_id, item)))
        except Unlinked:
            await self._queue.settle(one.id, "asked")  # it went this moment: another may have it
            return
        except Unanswered:
            answer = ""
        if not answer or len(answer) > MOST_ANSWER:
            await self._queue.settle(one.id, "silent")
        else:
            await self._queue.settle(one.id, "answered", answer)
