"""Pictures of what an app shows to one person: fetched when a window of theirs asks.

Those of messages are fetched by a job after the commit, once for all readers, and kept as long as
the message. A form, a home page and a whisper have one reader and no history: so their window asks
by the place and the source, the server fetches, and keeps what it found in a small memory of the
process for an hour. Nothing has to be stored, told or swept when the form is put away, and each
asking is judged anew: who cannot see the form cannot ask. Places, limits and words of refusal are
those of messages.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from channels.core.web import Unanswered
from channels.pictures import queries
from channels.pictures.jobs import MOST_OF_APP, MOST_WITHIN_MS, Refused, World, fetch
from channels.pictures.protocol import NamedPicture
from channels.pictures.service import FRESH_MS
from channels.pictures.sources import file_of
from channels.pictures.turns import Turns
from persistence.clock import now_ms

KEPT_BYTES = 48 * 2**20
OF_APP_BYTES = 12 * 2**20  # of them, those of one app
ENTRY_BYTES = 4 * 2**10  # so much an answer counts beside its pixels: refusals are bounded too
AGAIN_S = 60.0  # so long what failed for the moment is not tried again
WAIT_S = 30.0  # so long a window waits
MOST_WAITING = 100  # pictures of one app that are under way
_OF_THE_MOMENT = ("unanswered", "many")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at a source: two copies as WebP, or why there are none (as `PictureView`)."""

    refused: str = ""
    width: int = 0
    height: int = 0
    large: bytes = b""
    small: bytes = b""

    @property
    def size_bytes(self) -> int:
        return ENTRY_BYTES + len(self.large) + len(self.small)


class Kept:
    """What was found lately; the oldest of an app goes first when it has too much, then of all."""

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._found: OrderedDict[Key, tuple[float, Found]] = OrderedDict()

    def get(self, key: Key) -> Found | None:
        """What is still worth showing."""
        self._forget_old()
        until_s, found = self._found.get(key, (0.0, None))
        return found if until_s > self._now_s() else None

    def put(self, key: Key, found: Found) -> None:
        """Remember it, if there is room for it at all."""
        lasts_s = AGAIN_S if found.refused in _OF_THE_MOMENT else FRESH_MS / 1_000
        self._found.pop(key, None)
        self._found[key] = (self._now_s() + lasts_s, found)
        while self.size_bytes(key[0]) > OF_APP_BYTES:
            del self._found[next(one for one in self._found if one[0] == key[0])]
        while self.size_bytes() > KEPT_BYTES:
            self._found.popitem(last=False)

    def size_bytes(self, app_id: str = "") -> int:
        """Of one app, or of all."""
        return sum(
            found.size_bytes for (of, _), (_, found) in self._found.items() if app_id in ("", of)
        )

    def _forget_old(self) -> None:
        now_s = self._now_s()
        for key in [key for key, (until_s, _) in self._found.items() if until_s <= now_s]:
            del self._found[key]


class Shown:
    """One for a serving process. Nothing here says who may ask: that is asked before."""

    def __init__(self, world: World, now_s: Callable[[], float] = monotonic) -> None:
        self._world = world
        self._kept = Kept(now_s)
        self._turns = Turns(now_s)
        self._fetched: dict[str, deque[int]] = {}
        self._under_way: dict[Key, asyncio.Task[Found]] = {}
        self._drawing = asyncio.Lock()  # one at a time: each takes memory and a core

    async def find(self, named: NamedPicture) -> Found:
        """The picture, or why there is none; after `WAIT_S` that it did not answer."""
        if file_of(named.source, self._world.own_url) is None and not self._world.on:
            return Found()
        key = (named.app_id, named.source)
        known = self._kept.get(key)
        if known is not None:
            return known
        task = self._under_way.get(key)
        if task is None:
            if sum(app_id == named.app_id for app_id, _ in self._under_way) >= MOST_WAITING:
                return Found("many")
            task = self._under_way[key] = asyncio.create_task(self._look(named))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        try:
            async with asyncio.timeout(WAIT_S):
                return await asyncio.shield(task)
        except TimeoutError:
            return Found("unanswered")

    async def close(self) -> None:
        """Let go of what is under way."""
        tasks = [*self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self, named: NamedPicture) -> Found:
        try:
            async with self._turns.of(named.app_id):
                await self._check_rate(named.app_id)
                found = await self._draw(await self._content(named))
        except Refused as error:
            found = Found(str(error))
        except Unanswered:
            found = Found("unanswered")
        self._kept.put((named.app_id, named.source), found)
        return found

    async def _content(self, named: NamedPicture) -> bytes:
        """Errors: Refused, Unanswered."""
        file_id = file_of(named.source, self._world.own_url)
        if file_id is None:
            return await fetch(self._world, named.source)
        content = await self._world.read_file(named.author_id, file_id)
        if content is None:
            raise Refused("missing")
        return content

    async def _check_rate(self, app_id: str) -> None:
        """Together with those of the app's messages. Errors: Refused."""
        now = now_ms(self._world.clock)
        times = self._fetched.setdefault(app_id, deque())
        while times and times[0] <= now - MOST_WITHIN_MS:
            times.popleft()
        async with self._world.store.read() as snapshot:
            of_messages = await queries.fetched_for(snapshot, app_id, now - MOST_WITHIN_MS)
        if len(times) + of_messages >= MOST_OF_APP:
            raise Refused("many")
        times.append(now)

    async def _draw(self, content: bytes) -> Found:
        async with self._drawing:
            drawn = await asyncio.to_thread(self._world.draw, content)
        if drawn is None:
            return Found("kind")
        if drawn.large is None or drawn.small is None:
            return Found("large")
        return Found("", drawn.width, drawn.height, drawn.large, drawn.small)
