"""`GET /files/{id}`: the bytes of files, to those who may see them and never as active content."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from channels.core.actor import Actor
from channels.core.errors import DomainError, NotFound
from channels.files.protocol import OpenFile, StoredFile
from channels.files.sniff import INLINE, PLAIN, UNKNOWN
from persistence.blobs import Blobs
from server.door import Door
from server.rpc import fault

THUMBNAIL_MIME = "image/webp"
# As they stand; all other kinds are saved as bytes without a meaning.
DOWNLOADED = frozenset({"application/pdf", "application/zip", "application/gzip", PLAIN})
POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"


class Served(NamedTuple):
    """A blob as it goes out."""

    key: str
    size_bytes: int
    etag: str
    headers: dict[str, str]


class Downloads:
    """Answers with the whole file or the range asked for; what one may not see is not found."""

    def __init__(
        self, door: Door, blobs: Blobs, authenticate: Callable[[Request], Awaitable[Actor]]
    ) -> None:
        self._door = door
        self._blobs = blobs
        self._authenticate = authenticate

    async def file(self, request: Request) -> Response:
        """The file itself."""
        return await self._answer(request, self._whole)

    async def thumbnail(self, request: Request) -> Response:
        """The small picture of an image."""
        return await self._answer(request, self._small)

    async def _answer(
        self, request: Request, choose: Callable[[StoredFile], Awaitable[Served]]
    ) -> Response:
        try:
            actor = await self._authenticate(request)
            command = OpenFile(file_id=request.path_params["file_id"][:40])
            stored: StoredFile = await self._door.call(actor, "files.open", command)  # type: ignore[assignment]
            served = await choose(stored)
        except DomainError as error:
            if request.headers.get("sec-fetch-dest") == "document":
                raise  # somebody followed a link: the page that says so, in their language
            return fault(error)
        return respond(self._blobs, request, served)

    async def _whole(self, stored: StoredFile) -> Served:
        if not await self._blobs.exists(stored.blob_key):
            raise NotFound("The file's bytes are gone.", "file_id")
        inline = stored.mime in INLINE
        mime = stored.mime if inline or stored.mime in DOWNLOADED else UNKNOWN
        headers = safe_headers(mime, disposition(stored.name, inline))
        return Served(stored.blob_key, stored.size_bytes, f'"{stored.id}"', headers)

    async def _small(self, stored: StoredFile) -> Served:
        key = stored.thumbnail_key
        size_bytes = await self._blobs.size(key) if key is not None else None
        if key is None or size_bytes is None:
            raise NotFound("This file has no thumbnail.", "file_id")
        headers = safe_headers(THUMBNAIL_MIME, "inline")
        return Served(key, size_bytes, f'"{stored.id}-thumbnail"', headers)


def respond(blobs: Blobs, request: Request, served: Served) -> Response:
    """The whole blob, the range asked for, or word that nothing has changed."""
    headers = {**served.headers, "etag": served.etag, "accept-ranges": "bytes"}
    if served.etag in _etags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", served.etag) != served.etag:
        asked = ""
    start, end = 0, served.size_bytes
    if (found := to_range(asked, served.size_bytes)) is not None:
        start, end = found
        if start >= end:
            headers["content-range"] = f"bytes */{served.size_bytes}"
            return Response(status_code=416, headers=headers)
        headers["content-range"] = f"bytes {start}-{end - 1}/{served.size_bytes}"
    headers["content-length"] = str(end - start)
    content = blobs.open(served.key, start, end - start)
    return StreamingResponse(content, 206 if found else 200, headers)


def to_range(header: str, size_bytes: int) -> tuple[int, int] | None:
    """[start, end) of a single byte range; None for the whole, an empty range for none such.

    Several ranges at once are answered with the whole. Source: RFC 9110, section 14.
    """
    unit, _, spec = header.replace(" ", "").partition("=")
    first, dash, last = spec.partition("-")
    if unit.lower() != "bytes" or not dash or not (first + last).isdecimal() or len(spec) > 40:
        return None
    if not first:
        return max(0, size_bytes - int(last)), size_bytes
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size_bytes) if last else size_bytes


def disposition(name: str, inline: bool) -> str:
    """A Content-Disposition header. Source: RFC 6266, appendix D; RFC 8187."""
    plain = "".join(sign if " " <= sign <= "~" and sign not in '"\\%' else "_" for sign in name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def safe_headers(mime: str, shown: str) -> dict[str, str]:
    """Headers under which a file cannot become active content of ours."""
    return {
        "content-type": "text/plain; charset=utf-8" if mime == PLAIN else mime,
        "content-disposition": shown,
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, max-age=86400",
        "vary": "cookie, authorization",
    }


def _etags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
