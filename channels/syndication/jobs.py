"""Looking at feeds that channels take in: fetch, read, post what is new, say when to come again."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from channels.core.actor import SYSTEM, Actor
from channels.core.context import Reads
from channels.core.errors import NotAllowed, NotFound
from channels.core.protocol import Command
from channels.core.web import Get, Got, Unanswered
from channels.syndication import protocol as p
from channels.syndication import queries
from channels.syndication.subscriptions import LOOK
from channels.syndication.words import (
    FEED_TITLE_LENGTH,
    Entry,
    clean,
    keys_of,
    safe_link,
    to_text,
    to_title,
)
from persistence.clock import Clock, now_ms
from persistence.jobs import Handler

BODY_BYTES = 4 * 2**20
FIRST = 3  # of a feed that is new to the channel
AT_ONCE = 10
PAGES_TRIED = 3
LONGEST_TAG = 500
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, "
    "text/html;q=0.5, */*;q=0.1"
)
USER_AGENT = "Mozilla/5.0 (compatible; Ruche; feeds)"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read: a feed with its newest entries first, or a page that names some."""

    is_feed: bool
    title: str = ""
    site_url: str = ""
    entries: tuple[Entry, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """What looking needs.

    `get` fetches (address, most bytes, headers); None where that address may not be asked; raises
    Unanswered. `parse` reads (body, content type, address); None where that took too much.
    """

    call: Callable[[Actor, str, Command], Awaitable[Any]]
    store: Reads
    clock: Clock
    get: Get
    parse: Callable[[bytes, str, str], Awaitable[Parsed | None]]


class Trouble(Exception):
    """It came to nothing, for a reason that people are told."""

    def __init__(self, problem: p.Problem, wait_ms: int = 0) -> None:
        super().__init__(problem)
        self.problem: p.Problem = problem
        self.wait_ms = wait_ms


class Found(NamedTuple):
    """A feed and where it was; without `parsed` it has not changed."""

    url: str
    parsed: Parsed | None
    etag: str = ""
    modified: str = ""


def handlers(world: World) -> dict[str, Handler]:
    """The jobs of feeds, by kind."""
    return {LOOK: _Looking(world).look}


def given_up(world: World) -> dict[str, Handler]:
    """What is done once the worker itself has failed too often: the feed is looked at later."""

    async def note(body: Mapping[str, Any]) -> None:
        noted = p.NoteLook(
            subscription_id=body["subscription_id"], turn=body["turn"], problem="too_slow"
        )
        await world.call(SYSTEM, "syndication.note_look", noted)

    return {LOOK: note}


class _Looking:
    """Looks at one feed after the other."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def look(self, body: Mapping[str, Any]) -> None:
        """Again does no harm: what is not due is left, what was posted is known."""
        async with self._world.store.read() as snapshot:
            row = await queries.subscription(snapshot, body["subscription_id"])
        if row is None or (row.state, row.turn) != ("running", body["turn"]):
            return
        if row.next_at_ms > now_ms(self._world.clock):
            return
        try:
            noted = await self._looked(row)
        except Trouble as trouble:
            noted = p.NoteLook(
                subscription_id=row.id,
                turn=row.turn,
                problem=trouble.problem,
                wait_ms=trouble.wait_ms,
            )
        await self._world.call(SYSTEM, "syndication.note_look", noted)

    async def _looked(self, row: Any) -> p.NoteLook:
        found = await self._find(row)
        if found.parsed is None:
            return p.NoteLook(subscription_id=row.id, turn=row.turn, unchanged=True)
        feed = found.parsed
        site_url = safe_link(feed.site_url)
        title = clean(feed.title, FEED_TITLE_LENGTH) or clean(found.url, FEED_TITLE_LENGTH)
        keys = keys_of(found.url, feed.site_url, feed.entries)
        pairs = list(zip(feed.entries, keys, strict=True))
        if not row.title:  # the first time
            chosen, more = pairs[:FIRST], False
            passed = [key for _, keys in pairs[FIRST:] for key in keys]
        else:
            chosen, passed, more = await self._new(row, pairs)
        for entry, its_keys in reversed(chosen):
            await self._take(row, entry, its_keys, title)
        return p.NoteLook(
            subscription_id=row.id,
            turn=row.turn,
            url=found.url,
            title=title,
            site_url=site_url,
            etag="" if more else found.etag,
            modified="" if more else found.modified,
            more=more,
            passed=sorted(set(passed)),
            seen=sorted({key for _, keys in pairs for key in keys}),
        )

    async def _new(
        self, row: Any, pairs: list[tuple[Entry, list[str]]]
    ) -> tuple[list[tuple[Entry, list[str]]], list[str], bool]:
        """Entries that the channel has not had, the newest first; keys new to those it has had."""
        async with self._world.store.read() as snapshot:
            every = [key for _, keys in pairs for key in keys]
            had = await queries.taken(snapshot, row.channel_id, every)
        new = [(entry, keys) for entry, keys in pairs if had.isdisjoint(keys)]
        known = [keys for _, keys in pairs if not had.isdisjoint(keys)]
        passed = [key for keys in known for key in keys if key not in had]
        return new[-AT_ONCE:], passed, len(new) > AT_ONCE

    async def _take(self, row: Any, entry: Entry, keys: list[str], feed_title: str) -> None:
        command = p.TakeEntry(
            channel_id=row.channel_id,
            subscription_id=row.id,
            turn=row.turn,
            keys=keys,
            title=to_title(entry),
            text=to_text(entry),
            feed_title=feed_title,
        )
        try:
            await self._world.call(SYSTEM, "syndication.take", command)
        except NotAllowed:
            raise Trouble("archived") from None
        except NotFound:
            raise Trouble("left") from None

    async def _find(self, row: Any) -> Found:
        """The feed itself, or the first good one that the page names. Errors: Trouble."""
        asked = {"if-none-match": row.etag, "if-modified-since": row.modified}
        found = await self._fetch(row.url, {name: value for name, value in asked.items() if value})
        if found.parsed is None or found.parsed.is_feed:
            return found
        for url in found.parsed.named[:PAGES_TRIED]:
            named = await self._fetch(url, {})
            if named.parsed is not None and named.parsed.is_feed:
                return named
        raise Trouble("no_feed")

    async def _fetch(self, url: str, headers: Mapping[str, str]) -> Found:
        sent = {"accept": ACCEPT, "user-agent": USER_AGENT, **headers}
        try:
            got = await self._world.get(url, BODY_BYTES, sent)
        except Unanswered:
            raise Trouble("unreachable") from None
        if got is None:
            raise Trouble("internal")
        if got.status == 304:
            return Found(url, None)
        _check_status(got)
        body = _unpacked(got)
        parsed = await self._world.parse(body, got.headers.get("content-type", ""), got.url)
        if parsed is None:
            raise Trouble("too_slow")
        etag = got.headers.get("etag", "")
        modified = got.headers.get("last-modified", "")
        return Found(
            url,
            parsed,
            etag if len(etag) <= LONGEST_TAG and etag.isprintable() else "",
            modified if len(modified) <= LONGEST_TAG and modified.isprintable() else "",
        )


def _check_status(got: Got) -> None:
    if got.status in (404, 410):
        raise Trouble("missing")
    if got.status in (401, 402, 403):
        raise Trouble("refused")
    if not 200 <= got.status < 300:
        wait = got.headers.get("retry-after", "").strip()
        raise Trouble(
            "server_error", int(wait) * 1_000 if wait.isdecimal() and len(wait) < 9 else 0
        )
    if got.cut:
        raise Trouble("too_large")


def _unpacked(got: Got) -> bytes:
    """The body, also of a server that packs without being asked. Errors: Trouble."""
    if not got.body.startswith(b"\x1f\x8b"):
        return got.body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        body = unpacking.decompress(got.body, BODY_BYTES)
    except zlib.error:
        raise Trouble("no_feed") from None
    if unpacking.unconsumed_tail:
        raise Trouble("too_large")
    return body
