"""Feeds at the edges: private addresses as Atom, and what takes feeds in from the web."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import OrderedDict
from collections.abc import Mapping
from email.utils import formatdate
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import SYSTEM, Actor, Kind, PersonId, visitor
from channels.core.errors import DomainError, Limited, Unavailable
from channels.core.protocol import Command
from channels.people.proofs import hash_secret
from channels.syndication import protocol as p
from channels.syndication.atom import MIME, changed_at_ms, fingerprint, to_atom
from channels.syndication.jobs import Parsed, World
from channels.syndication.words import Entry
from persistence.clock import now_ms
from server import feed_parser
from server.core import Core
from server.limits import RateLimits
from server.outbound import Outbound, getting

PARSED_WITHIN_S = 60.0
ANSWER_BYTES = 8 * 2**20
KEPT_BYTES = 16 * 2**20  # of documents ready to be sent again
NOTED_EVERY_MS = 3_600_000
LONGEST_SECRET = 100


class Documents:
    """Those made last, up to so many bytes together."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self.size = 0

    def get(self, key: str) -> bytes | None:
        """None for what is not kept any more."""
        return self._kept.get(key)

    def keep(self, key: str, body: bytes) -> None:
        """The oldest go for it; what is too large by itself is not kept."""
        self.size += len(body) - len(self._kept.pop(key, b""))
        self._kept[key] = body
        while self.size > self._most_bytes:
            self.size -= len(self._kept.popitem(last=False)[1])


class Feeds:
    """Gives channels and hashtags to feed readers that hold a private address.

    Guarantees: rights are asked at every fetch, as the person's own; whatever is wrong with an
    address is the same 404.
    """

    def __init__(self, core: Core, limits: RateLimits) -> None:
        self._core = core
        self._limits = limits
        self._ready = Documents(KEPT_BYTES)

    def routes(self) -> list[BaseRoute]:
        """`/feeds/{secret}`, also with `.atom` behind it."""
        return [Route("/feeds/{secret}", self.endpoint)]

    async def endpoint(self, request: Request) -> Response:
        """The document, or that it has not changed."""
        secret = request.path_params["secret"].removesuffix(".atom")[:LONGEST_SECRET]
        key = hash_secret(secret)
        remote = request.client.host if request.client else ""
        try:
            await self._limits.before_feed(key)
            await self._core.dispatcher.charge(visitor(remote), "feed", 1.0)
            facts: p.AtomFeedFacts = await self._call(
                SYSTEM, "find", p.FindAtomFeed(secret_hash=key)
            )
            view = await self._read(facts)
        except Limited as limited:
            wait = str(max(1, round(limited.retry_after_s or 1)))
            return Response("Too often.", 429, {"retry-after": wait}, "text/plain")
        except Unavailable as error:
            return Response(error.detail, 503, media_type="text/plain")
        except DomainError:
            return Response("There is no such feed.", 404, media_type="text/plain")
        await self._note(facts)
        return self._respond(request, view)

    async def _read(self, facts: p.AtomFeedFacts) -> p.SyndicatedView:
        actor = Actor(Kind.PERSON, PersonId(facts.person_id))
        view: p.SyndicatedView
        if facts.kind == "channel":
            command = p.ReadChannelFeed(channel_id=facts.target)
            view = await self._call(actor, "read_channel", command)
        else:
            view = await self._call(actor, "read_hashtag", p.ReadHashtagFeed(hashtag=facts.target))
        return view

    async def _note(self, facts: p.AtomFeedFacts) -> None:
        """Seldom, and only if it can be done now: the reader does not wait for it."""
        if now_ms(self._core.clock) - facts.used_at >= NOTED_EVERY_MS:
            with contextlib.suppress(DomainError):
                await self._call(SYSTEM, "note_read", p.NoteFeedRead(feed_id=facts.id))

    async def _call(self, actor: Actor, operation: str, command: Command) -> Any:
        return await self._core.dispatcher.call(actor, f"syndication.{operation}", command)

    def _respond(self, request: Request, view: p.SyndicatedView) -> Response:
        tag = fingerprint(view)
        changed = formatdate(changed_at_ms(view) // 1_000, usegmt=True)
        headers = {
            "etag": f'"{tag}"',
            "last-modified": changed,
            "cache-control": "private, no-cache",
            "referrer-policy": "no-referrer",
            "x-robots-tag": "noindex",
        }
        if _unchanged(request.headers, tag, changed):
            return Response(status_code=304, headers=headers)
        own_url = self._core.settings.public_url or _origin(request)
        key = f"{tag} {view.workspace_id} {view.path} {own_url}"
        body = self._ready.get(key)
        if body is None:
            body = to_atom(view, own_url)
            self._ready.keep(key, body)
        return Response(body, headers=headers, media_type=MIME)


def _origin(request: Request) -> str:
    """The address that the feed reader has reached us at."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _unchanged(headers: Mapping[str, str], tag: str, changed: str) -> bool:
    """Source: RFC 9110, section 13.2.2; a date counts only as the one that was given."""
    asked = headers.get("if-none-match")
    if asked is not None:
        tags = {one.strip().removeprefix("W/") for one in asked.split(",")}
        return "*" in tags or f'"{tag}"' in tags
    return headers.get("if-modified-since") == changed


def feed_world(core: Core, outbound: Outbound) -> World:
    """What the jobs of feeds need of the world."""
    return World(
        call=core.dispatcher.call,
        store=core.store,
        clock=core.clock,
        get=getting(outbound),
        parse=parse,
    )


class _Read(msgspec.Struct):
    """The parser's answer."""

    is_feed: bool
    title: str = ""
    site_url: str = ""
    entries: list[dict[str, str]] = []
    named: list[str] = []


async def parse(body: bytes, content_type: str, url: str) -> Parsed | None:
    """Read in a process of its own; None where it took too much, or died of it."""
    program = str(Path(feed_parser.__file__))
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        program,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    head = json.dumps({"url": url, "content_type": content_type}).encode() + b"\n"
    try:
        async with asyncio.timeout(PARSED_WITHIN_S):
            answer, _ = await child.communicate(head + body)
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        read = msgspec.json.decode(answer[:ANSWER_BYTES], type=_Read)
    except msgspec.DecodeError:
        return None
    entries = tuple(Entry(**one) for one in read.entries)
    return Parsed(read.is_feed, read.title, read.site_url, entries, tuple(read.named))
