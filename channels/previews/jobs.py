"""Looking at what messages link to, after the commit. Failures are silent: a link is a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from channels.core.actor import SYSTEM, Actor
from channels.core.context import Reads
from channels.core.errors import NotFound
from channels.core.protocol import Command
from channels.core.text import links
from channels.core.web import Get, Unanswered
from channels.messages.queries import by_ids
from channels.previews import queries
from channels.previews.page import Page, is_html, read_page
from channels.previews.protocol import FetchedPage, ForgetPages, KeepPage, ShowPreviews
from channels.previews.service import DELETE_IMAGES, FORGET, FRESH_MS, LOOK, to_look_at
from persistence.blobs import Blobs
from persistence.clock import Clock, now_ms
from persistence.ids import new_id
from persistence.jobs import Handler

PAGE_BYTES = 512 * 1024
IMAGE_BYTES = 4 * 2**20
LEAST_SIDE = 48  # what is smaller counts who looked, or is a dot
LARGEST_SIDE = 720
USER_AGENT = "Mozilla/5.0 (compatible; Ruche; link preview)"

Call = Callable[[Actor, str, Command], Awaitable[Any]]


class Picture(Protocol):
    """An image: its size as a reader sees it, and a small WebP of it, if one could be made."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def thumbnail(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class World:
    """What looking needs.

    `get` fetches (address, most bytes, headers); None where that address may not be asked;
    raises Unanswered. `read_picture` is slow and gives None for a broken image.
    """

    call: Call
    store: Reads
    clock: Clock
    blobs: Blobs
    get: Get
    read_picture: Callable[[bytes], Picture | None]
    own_url: str
    languages: str  # an Accept-Language header
    on: bool = True


class Image(NamedTuple):
    """A small image that is kept."""

    key: str
    width: int
    height: int


def handlers(world: World) -> dict[str, Handler]:
    """The jobs of previews, by kind."""
    looking = _Looking(world)

    async def forget_pages(body: Mapping[str, Any]) -> None:
        await world.call(SYSTEM, "previews.forget", ForgetPages(page_ids=body["page_ids"]))

    async def delete_images(body: Mapping[str, Any]) -> None:
        for key in body["keys"]:
            await world.blobs.delete(key)

    return {LOOK: looking.look, FORGET: forget_pages, DELETE_IMAGES: delete_images}


class _Looking:
    """Finds the pages that a message links to: in the cache, else in the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._under_way: dict[str, asyncio.Task[str]] = {}
        self._drawing = asyncio.Lock()  # one image at a time: each takes memory and a core

    async def look(self, body: Mapping[str, Any]) -> None:
        """The job: look, and show what was found."""
        if not self._world.on:
            return
        message_id, tries = str(body["message_id"]), int(body["tries"]) + 1
        async with self._world.store.read() as snapshot:
            view = (await by_ids(snapshot, [message_id])).get(message_id)
        if view is None:
            return
        urls = to_look_at(links(view.spans), self._world.own_url)
        found = await asyncio.gather(*(self._page(url) for url in urls), return_exceptions=True)
        command = ShowPreviews(
            message_id=message_id,
            page_ids=[page_id for page_id in found if isinstance(page_id, str)],
            tries=tries,
            look_again=any(isinstance(error, Unanswered) for error in found),
        )
        try:
            await self._world.call(SYSTEM, "previews.show", command)
        except NotFound:
            return  # deleted meanwhile

    async def _page(self, url: str) -> str:
        """The id of the page behind an address. Errors: Unanswered."""
        since_ms = now_ms(self._world.clock) - FRESH_MS
        async with self._world.store.read() as snapshot:
            row = await queries.page_of(snapshot, url, since_ms)
        if row is not None:
            return str(row.id)
        task = self._under_way.get(url)
        if task is None:
            task = self._under_way[url] = asyncio.create_task(self._fetch(url))
            task.add_done_callback(lambda _: self._under_way.pop(url, None))
        return await asyncio.shield(task)

    async def _fetch(self, url: str) -> str:
        page, image = await self._read(url), None
        if page is not None and page.title and page.image_url:
            image = await self._image(page.image_url)
        kept = FetchedPage(
            id=new_id("L"),
            url=url,
            title=page.title if page else "",
            description=page.description if page else "",
            site_name=page.site_name if page else "",
            image_key=image.key if image else None,
            image_width=image.width if image else 0,
            image_height=image.height if image else 0,
        )
        await self._world.call(SYSTEM, "previews.keep_page", KeepPage(page=kept))
        return kept.id

    async def _read(self, url: str) -> Page | None:
        """Errors: Unanswered."""
        headers = {
            "user-agent": USER_AGENT,
            "accept": "text/html,application/xhtml+xml;q=0.9",
            "accept-language": self._world.languages,
        }
        got = await self._world.get(url, PAGE_BYTES, headers)
        if got is None:
            return None
        if got.status >= 500 or got.status == 429:
            raise Unanswered(url)
        kind = got.headers.get("content-type", "")
        if got.status != 200 or not is_html(kind):
            return None
        return await asyncio.to_thread(read_page, got.body, kind, got.url)

    async def _image(self, url: str) -> Image | None:
        headers = {"user-agent": USER_AGENT, "accept": "image/webp,image/png,image/jpeg,image/*"}
        try:
            got = await self._world.get(url, IMAGE_BYTES, headers)
        except Unanswered:
            return None
        if got is None or got.status != 200 or got.cut:
            return None
        async with self._drawing:
            picture = await asyncio.to_thread(self._world.read_picture, got.body)
        if picture is None or picture.thumbnail is None:
            return None
        if min(picture.width, picture.height) < LEAST_SIDE:
            return None
        blob = await self._world.blobs.put(_once(picture.thumbnail), IMAGE_BYTES)
        scale = min(1.0, LARGEST_SIDE / max(picture.width, picture.height))
        return Image(
            blob.key, max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        )


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
