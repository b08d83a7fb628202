"""Fetching what apps' blocks name, after the commit, once for all readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from channels.core.actor import SYSTEM, Actor
from channels.core.context import Reads
from channels.core.errors import NotFound
from channels.core.protocol import Command
from channels.core.web import Get, Unanswered
from channels.pictures import queries
from channels.pictures.protocol import (
    FetchedPicture,
    ForgetPictures,
    GetWanted,
    KeepPicture,
    ShowPictures,
    WantedPictures,
)
from channels.pictures.service import DELETE_BYTES, FORGET, FRESH_MS, LOOK, TRIES
from channels.pictures.sources import file_of, is_own
from channels.pictures.turns import Turns
from persistence.blobs import Blobs
from persistence.clock import Clock, now_ms
from persistence.ids import new_id
from persistence.jobs import Handler

BYTES = 10 * 2**20
WAYS = 2  # to name one file in one message: its id and its address
MOST_OF_APP = 600  # pictures that are fetched for one app
MOST_WITHIN_MS = 3600 * 1000
HEADERS = {
    "user-agent": "Mozilla/5.0 (compatible; Ruche; pictures)",
    "accept": "image/webp,image/png,image/jpeg,image/gif,image/*;q=0.5",
}

Call = Callable[[Actor, str, Command], Awaitable[Any]]


class Drawn(Protocol):
    """A picture made anew: its size as a reader sees it, and two copies of it as WebP.

    There are none where it has too many pixels.
    """

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def large(self) -> bytes | None: ...
    @property
    def small(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class World:
    """What fetching needs.

    `get` as for previews; `read_file` gives the bytes of an uploaded file, None where the person
    or bot may not see it, and raises Refused for more than `BYTES`; `draw` is slow and gives None
    for what is no picture. With `on` False
    nobody outside is asked.
    """

    call: Call
    store: Reads
    clock: Clock
    blobs: Blobs
    get: Get
    read_file: Callable[[str, str], Awaitable[bytes | None]]
    draw: Callable[[bytes], Drawn | None]
    own_url: str
    on: bool = True


class Refused(Exception):
    """There is no such picture; its word says why, as in `PictureView`."""


def handlers(world: World) -> dict[str, Handler]:
    """The jobs of pictures, by kind."""

    async def forget(body: Mapping[str, Any]) -> None:
        command = ForgetPictures(picture_ids=body["picture_ids"])
        await world.call(SYSTEM, "pictures.forget", command)

    async def delete_bytes(body: Mapping[str, Any]) -> None:
        for key in body["keys"]:
            await world.blobs.delete(key)

    return {LOOK: _Looking(world).look, FORGET: forget, DELETE_BYTES: delete_bytes}


class _Looking:
    """Finds the pictures that a message names: kept ones, else in the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._under_way: dict[str, asyncio.Task[str]] = {}
        self._turns = Turns()
        self._drawing = asyncio.Lock()  # one at a time: each takes memory and a core

    async def look(self, body: Mapping[str, Any]) -> None:
        """The job: look, and show what was found."""
        message_id, tries = str(body["message_id"]), int(body["tries"]) + 1
        found: list[str | BaseException | None] = []
        try:
            asked = GetWanted(message_id=message_id)
            wanted: WantedPictures = await self._world.call(SYSTEM, "pictures.wanted", asked)
            last = tries >= TRIES
            looks = [self._find(source, wanted, last) for source in self._few_of_each(wanted)]
            found = await asyncio.gather(*looks, return_exceptions=True)
            command = ShowPictures(
                message_id=message_id,
                picture_ids=[one for one in found if isinstance(one, str)],
                tries=tries,
                look_again=any(isinstance(one, Unanswered) for one in found),
            )
            await self._world.call(SYSTEM, "pictures.show", command)
        except NotFound:  # deleted meanwhile
            unseen = [one for one in found if isinstance(one, str)]
            if unseen:
                forget = ForgetPictures(picture_ids=unseen)
                await self._world.call(SYSTEM, "pictures.forget", forget)
            return
        for one in found:
            if isinstance(one, BaseException) and not isinstance(one, Unanswered):
                raise one

    def _few_of_each(self, wanted: WantedPictures) -> list[str]:
        """The sources; of those that name one uploaded file in ever other ways the first ones."""
        files = [file_of(source, self._world.own_url) for source in wanted.sources]
        return [
            source
            for at, (source, file_id) in enumerate(zip(wanted.sources, files, strict=True))
            if file_id is None or files[:at].count(file_id) < WAYS
        ]

    async def _find(self, source: str, wanted: WantedPictures, last: bool) -> str | None:
        """The id of the picture behind a source. Errors: Unanswered, unless it is the last try."""
        file_id = file_of(source, self._world.own_url)
        if file_id is not None:
            return await self._of_file(file_id, source, wanted)
        if not self._world.on:
            return None
        since_ms = now_ms(self._world.clock) - FRESH_MS
        async with self._world.store.read() as snapshot:
            known = await queries.picture_of(snapshot, source, since_ms)
        if known is not None:
            return known
        task = self._under_way.get(source)
        if task is None:
            task = self._under_way[source] = asyncio.create_task(self._of_web(source, wanted))
            task.add_done_callback(lambda _: self._under_way.pop(source, None))
        try:
            return await asyncio.shield(task)
        except Unanswered:
            if not last:
                raise
            return await self._refuse(source, wanted, "unanswered")

    async def _of_file(self, file_id: str, source: str, wanted: WantedPictures) -> str:
        try:
            async with self._turns.of(_app_of(wanted)):
                await self._check_rate(wanted)
                content = await self._world.read_file(wanted.author_id, file_id)
                if content is None:
                    raise Refused("missing")
                return await self._draw(content, source, wanted, private=True)
        except Refused as error:
            return await self._refuse(source, wanted, str(error), private=True)

    async def _of_web(self, source: str, wanted: WantedPictures) -> str:
        """Errors: Unanswered."""
        try:
            async with self._turns.of(_app_of(wanted)):
                await self._check_rate(wanted)
                return await self._draw(await fetch(self._world, source), source, wanted)
        except Refused as error:
            return await self._refuse(source, wanted, str(error))

    async def _check_rate(self, wanted: WantedPictures) -> None:
        since_ms = now_ms(self._world.clock) - MOST_WITHIN_MS
        async with self._world.store.read() as snapshot:
            fetched = await queries.fetched_for(snapshot, _app_of(wanted), since_ms)
        if fetched >= MOST_OF_APP:
            raise Refused("many")

    async def _draw(
        self, content: bytes, source: str, wanted: WantedPictures, private: bool = False
    ) -> str:
        async with self._drawing:
            drawn = await asyncio.to_thread(self._world.draw, content)
        if drawn is None:
            return await self._refuse(source, wanted, "kind", private)
        if drawn.large is None or drawn.small is None:
            return await self._refuse(source, wanted, "large", private)
        large_key = small_key = await self._stored(drawn.large)
        if drawn.small != drawn.large:
            small_key = await self._stored(drawn.small)
        kept = FetchedPicture(
            id=new_id("L"),
            source=source,
            app_id=_app_of(wanted),
            private=private,
            large_key=large_key,
            small_key=small_key,
            width=drawn.width,
            height=drawn.height,
        )
        return await self._kept(kept)

    async def _stored(self, content: bytes) -> str:
        return (await self._world.blobs.put(_once(content), len(content))).key

    async def _refuse(
        self, source: str, wanted: WantedPictures, why: str, private: bool = False
    ) -> str:
        app_id = _app_of(wanted)
        kept = FetchedPicture(
            id=new_id("L"), source=source, app_id=app_id, private=private, refused=why
        )
        return await self._kept(kept)

    async def _kept(self, picture: FetchedPicture) -> str:
        await self._world.call(SYSTEM, "pictures.keep", KeepPicture(picture=picture))
        return picture.id


async def fetch(world: World, source: str) -> bytes:
    """What is at an address of somebody else. Errors: Refused, Unanswered."""
    if is_own(source, world.own_url):
        raise Refused("address")
    got = await world.get(source, BYTES, HEADERS)
    if got is None:
        raise Refused("address")
    if got.status >= 500 or got.status == 429:
        raise Unanswered(source)
    if got.status != 200:
        raise Refused("missing")
    if got.cut:
        raise Refused("large")
    return got.body


def _app_of(wanted: WantedPictures) -> str:
    return wanted.app_id or wanted.author_id


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
