"""`POST /api/v1/files.upload`: a file streams to the blob store and becomes a row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from channels.core.actor import Actor
from channels.core.errors import DomainError, TooLarge, Unavailable
from channels.files import images
from channels.files.images import Picture, read_picture
from channels.files.protocol import RegisterFile
from channels.files.sniff import HEAD_BYTES, IMAGES, sniff
from channels.messages.protocol import FileView
from persistence.blobs import Blob, Blobs, BlobTooLarge
from server.door import Door
from server.multipart import FIELD, UploadedPart
from server.rpc import fault, reply

ENVELOPE_BYTES = 64 * 1024  # what a multipart body may hold beside the file
DRAIN_S = 20.0
COST = 5.0  # of the allowance for operations
AT_ONCE = 2  # pictures made small at a time: each may take 160 MB

_log = structlog.get_logger(__name__)


class Promised(NamedTuple):
    """What is known of a file beside its bytes."""

    name: str
    file_id: str = ""
    alt: str = ""


class Uploads:
    """Takes files in: authenticated and counted first, then streamed, measured, looked at and
    registered."""

    def __init__(
        self,
        door: Door,
        blobs: Blobs,
        authenticate: Callable[[Request], Awaitable[Actor]],
        limit_bytes: int,
    ) -> None:
        self._door = door
        self._blobs = blobs
        self._authenticate = authenticate
        self._limit_bytes = limit_bytes
        self._shrinking = asyncio.Semaphore(AT_ONCE)

    async def endpoint(self, request: Request) -> Response:
        """One file in a multipart part named `file`; answers its view."""
        body = request.stream()
        try:
            actor = await self._authenticate(request)
            await self._door.charge(actor, "files.upload", COST)
            view = await self._take(actor, request, body)
        except DomainError as error:
            await _drain(body, self._limit_bytes)
            return fault(error)
        except ClientDisconnect:
            raise
        except OSError:
            _log.exception("upload_failed")
            return fault(Unavailable("The file could not be stored. Try again later."))
        return reply({"ok": True, "result": view}, 200, in_msgpack=False)

    async def _take(self, actor: Actor, request: Request, body: AsyncIterator[bytes]) -> FileView:
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._limit_bytes + ENVELOPE_BYTES:
            raise self._too_large()
        part = UploadedPart(request.headers.get("content-type", ""), body)
        return await self.store(actor, part.chunks(), lambda: Promised(part.name))

    async def store(
        self, actor: Actor, chunks: AsyncIterator[bytes], promised: Callable[[], Promised]
    ) -> FileView:
        """Take the bytes in; `promised` is asked once they are there.

        Errors: TooLarge, and those of the stream.
        """
        head = _Head()
        try:
            blob = await self._blobs.put(head.watch(chunks), self._limit_bytes)
        except BlobTooLarge:
            raise self._too_large() from None
        kept = [blob.key]
        try:
            return await self._register(actor, promised(), sniff(head.bytes), blob, kept)
        except BaseException:
            for key in kept:
                await asyncio.shield(self._blobs.delete(key))
            raise

    async def _register(
        self, actor: Actor, promised: Promised, mime: str, blob: Blob, kept: list[str]
    ) -> FileView:
        picture = await self._picture(mime, blob)
        thumbnail_key = None
        if picture is not None and picture.thumbnail is not None:
            thumbnail = await self._blobs.put(_once(picture.thumbnail), len(picture.thumbnail))
            thumbnail_key = thumbnail.key
            kept.append(thumbnail.key)
        command = RegisterFile(
            blob_key=blob.key,
            name=promised.name,
            mime=mime,
            size_bytes=blob.size_bytes,
            width=picture.width if picture is not None else 0,
            height=picture.height if picture is not None else 0,
            thumbnail_key=thumbnail_key,
            file_id=promised.file_id,
            alt=promised.alt,
        )
        view = await self._door.call(actor, "files.register", command)
        assert isinstance(view, FileView)
        return view

    async def _picture(self, mime: str, blob: Blob) -> Picture | None:
        if mime not in IMAGES or blob.size_bytes > images.MAX_BYTES:
            return None
        async with self._shrinking:
            return await asyncio.to_thread(read_picture, await self._blobs.read(blob.key))

    def _too_large(self) -> TooLarge:
        limit_mb = self._limit_bytes / 1_000_000
        return TooLarge(f"The file is larger than the {limit_mb:g} MB allowed here.", FIELD)


class _Head:
    """Keeps the first bytes of a stream that passes by."""

    def __init__(self) -> None:
        self.bytes = b""

    async def watch(self, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in stream:
            if len(self.bytes) < HEAD_BYTES:
                self.bytes += chunk[: HEAD_BYTES - len(self.bytes)]
            yield chunk


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _drain(body: AsyncIterator[bytes], limit_bytes: int) -> None:
    """Read on for a while, so that a client still sending sees the answer and no reset."""
    left = limit_bytes
    try:
        async with asyncio.timeout(DRAIN_S):
            async for chunk in body:
                left -= len(chunk)
                if left < 0:
                    break
    except (TimeoutError, ClientDisconnect):
        return
